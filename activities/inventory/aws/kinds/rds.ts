/** RDS: instances, clusters and the subnets they may lie in. Names of master users are left out. */
import {
  type DBCluster,
  type DBSubnetGroup,
  DescribeDBClustersCommand,
  DescribeDBSubnetGroupsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-rds';
import { defined, isoTime, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { databases } from '../../../clouds/aws/rds.ts';
import { lastOf } from '../arn.ts';
import { byArn, byEc2, byKey, byName, type EdgeRule } from '../edges.ts';
import { awsKind } from '../kind.ts';
import { fromReader } from './reader.ts';
import { inVpc } from './vpc.ts';

const common = (prefix: string): EdgeRule[] => [
  { name: `${prefix}.subnet_group`, kind: 'runs_on', field: 'subnetGroup', to: byName('rds', 'subgrp:') },
  { name: `${prefix}.security_group`, kind: 'network', field: 'securityGroupIds', to: byEc2('security-group') },
  { name: `${prefix}.key`, kind: 'iam', field: 'kmsKey', to: byKey },
];

export const dbInstances = fromReader({
  lister: databases,
  kind: 'rds.instances',
  service: 'rds',
  nativeType: 'AWS::RDS::DBInstance',
  category: 'database',
  arns: /^rds:db:/,
  rules: [
    ...common('aws.rds.instance'),
    inVpc('aws.rds.instance.vpc'),
    { name: 'aws.rds.instance.cluster', kind: 'contains', field: 'cluster', from: byName('rds', 'cluster:') },
    { name: 'aws.rds.instance.monitoring_role', kind: 'iam', field: 'monitoringRole', to: byArn },
    {
      name: 'aws.rds.instance.replica_of',
      kind: 'data',
      field: 'readReplicaOf',
      // From another region it is named by its ARN.
      to: (value, home, resource) => byArn(value, home, resource) ?? byName('rds', 'db:')(value, home, resource),
    },
  ],
});

export const dbClusters = awsKind<DBCluster>({
  kind: 'rds.clusters',
  title: 'RDS clusters',
  service: 'rds',
  nativeType: 'AWS::RDS::DBCluster',
  category: 'database',
  place: 'region',
  arns: /^rds:cluster:/,
  async list({ clients, endpointRegion, cursor, size, signal }) {
    const command = new DescribeDBClustersCommand({ MaxRecords: within(size, 20, 100), Marker: cursor });
    const { DBClusters, Marker } = await clients.rds(endpointRegion).send(command, { abortSignal: signal });
    return { items: DBClusters, cursor: Marker };
  },
  async one({ clients, endpointRegion, signal }, arn) {
    const command = new DescribeDBClustersCommand({ DBClusterIdentifier: lastOf(arn) });
    const { DBClusters } = await clients.rds(endpointRegion).send(command, { abortSignal: signal });
    return DBClusters?.[0];
  },
  resource: (_, cluster) => ({
    cloudId: cluster.DBClusterArn ?? '',
    name: cluster.DBClusterIdentifier ?? '',
    tags: tagsByKey(cluster.TagList),
    createdAt: isoTime(cluster.ClusterCreateTime),
    attributes: defined({
      status: cluster.Status,
      engine: cluster.Engine,
      engineVersion: cluster.EngineVersion,
      engineMode: cluster.EngineMode,
      storageEncrypted: cluster.StorageEncrypted,
      kmsKey: cluster.KmsKeyId,
      multiAz: cluster.MultiAZ,
      publiclyAccessible: cluster.PubliclyAccessible,
      host: cluster.Endpoint,
      port: cluster.Port,
      subnetGroup: cluster.DBSubnetGroup,
      securityGroupIds: cluster.VpcSecurityGroups?.flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
      backupRetentionDays: cluster.BackupRetentionPeriod,
      deletionProtection: cluster.DeletionProtection,
      iamAuthentication: cluster.IAMDatabaseAuthenticationEnabled,
    }),
  }),
  rules: common('aws.rds.cluster'),
});

export const dbSubnetGroups = awsKind<DBSubnetGroup>({
  kind: 'rds.subnet-groups',
  title: 'RDS subnet groups',
  service: 'rds',
  nativeType: 'AWS::RDS::DBSubnetGroup',
  category: 'network',
  place: 'region',
  arns: /^rds:subgrp:/,
  async list({ clients, endpointRegion, cursor, size, signal }) {
    const command = new DescribeDBSubnetGroupsCommand({ MaxRecords: within(size, 20, 100), Marker: cursor });
    const { DBSubnetGroups, Marker } = await clients.rds(endpointRegion).send(command, { abortSignal: signal });
    return { items: DBSubnetGroups, cursor: Marker };
  },
  async one({ clients, endpointRegion, signal }, arn) {
    const command = new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: lastOf(arn) });
    const { DBSubnetGroups } = await clients.rds(endpointRegion).send(command, { abortSignal: signal });
    return DBSubnetGroups?.[0];
  },
  async resource({ clients, endpointRegion, signal }, group) {
    const gaps = {};
    const ResourceName = group.DBSubnetGroupArn ?? '';
    const tags = await readPart(gaps, 'tags', () =>
      clients.rds(endpointRegion).send(new ListTagsForResourceCommand({ ResourceName }), { abortSignal: signal }),
    );
    return {
      cloudId: ResourceName,
      name: group.DBSubnetGroupName ?? '',
      tags: tagsByKey(tags?.TagList),
      ...withGaps(gaps),
      attributes: defined({
        status: group.SubnetGroupStatus,
        description: group.DBSubnetGroupDescription || undefined,
        vpcId: group.VpcId,
        subnetIds: group.Subnets?.flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []).sort(),
      }),
    };
  },
  rules: [
    inVpc('aws.rds.subnet_group.vpc'),
    { name: 'aws.rds.subnet_group.subnet', kind: 'runs_on', field: 'subnetIds', to: byEc2('subnet') },
  ],
});
