/** ElastiCache: nodes, the replication groups that hold them, and the subnets they lie in. */
import {
  type CacheCluster,
  type CacheSubnetGroup,
  DescribeCacheClustersCommand,
  DescribeCacheSubnetGroupsCommand,
  DescribeReplicationGroupsCommand,
  ListTagsForResourceCommand,
  type ReplicationGroup,
} from '@aws-sdk/client-elasticache';
import type { ResourceGaps } from '../../../../db/model/estate.ts';
import { defined, isoTime, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { lastOf } from '../arn.ts';
import { byEc2, byKey, byName } from '../edges.ts';
import { type AwsAsk, awsKind } from '../kind.ts';
import { inVpc } from './vpc.ts';

const cacheOf = ({ clients, endpointRegion }: AwsAsk) => clients.elastiCache(endpointRegion);
const pageOf = ({ size, cursor }: AwsAsk) => ({ MaxRecords: within(size, 20, 100), Marker: cursor });

async function readTags(ask: AwsAsk, ResourceName: string) {
  const gaps: ResourceGaps = {};
  const read = () => cacheOf(ask).send(new ListTagsForResourceCommand({ ResourceName }), { abortSignal: ask.signal });
  const answer = await readPart(gaps, 'tags', read);
  return { tags: tagsByKey(answer?.TagList), ...withGaps(gaps) };
}

export const cacheClusters = awsKind<CacheCluster>({
  kind: 'elasticache.clusters',
  title: 'ElastiCache clusters',
  service: 'elasticache',
  nativeType: 'AWS::ElastiCache::CacheCluster',
  category: 'cache',
  place: 'region',
  arns: /^elasticache:cluster:/,
  async list(ask) {
    const command = new DescribeCacheClustersCommand(pageOf(ask));
    const { CacheClusters, Marker } = await cacheOf(ask).send(command, { abortSignal: ask.signal });
    return { items: CacheClusters, cursor: Marker };
  },
  async one(ask, arn) {
    const command = new DescribeCacheClustersCommand({ CacheClusterId: lastOf(arn) });
    return (await cacheOf(ask).send(command, { abortSignal: ask.signal })).CacheClusters?.[0];
  },
  resource: async (ask, cluster) => ({
    cloudId: cluster.ARN ?? '',
    name: cluster.CacheClusterId ?? '',
    createdAt: isoTime(cluster.CacheClusterCreateTime),
    ...(await readTags(ask, cluster.ARN ?? '')),
    attributes: defined({
      status: cluster.CacheClusterStatus,
      engine: cluster.Engine,
      engineVersion: cluster.EngineVersion,
      nodeType: cluster.CacheNodeType,
      nodes: cluster.NumCacheNodes,
      replicationGroup: cluster.ReplicationGroupId,
      subnetGroup: cluster.CacheSubnetGroupName,
      securityGroupIds: cluster.SecurityGroups?.flatMap(({ SecurityGroupId }) => SecurityGroupId ?? []),
      encryptedAtRest: cluster.AtRestEncryptionEnabled,
      encryptedInTransit: cluster.TransitEncryptionEnabled,
      snapshotRetentionDays: cluster.SnapshotRetentionLimit,
    }),
  }),
  rules: [
    {
      name: 'aws.elasticache.cluster.group',
      kind: 'contains',
      field: 'replicationGroup',
      from: byName('elasticache', 'replicationgroup:'),
    },
    {
      name: 'aws.elasticache.cluster.subnet_group',
      kind: 'runs_on',
      field: 'subnetGroup',
      to: byName('elasticache', 'subnetgroup:'),
    },
    {
      name: 'aws.elasticache.cluster.security_group',
      kind: 'network',
      field: 'securityGroupIds',
      to: byEc2('security-group'),
    },
  ],
});

export const replicationGroups = awsKind<ReplicationGroup>({
  kind: 'elasticache.replication-groups',
  title: 'ElastiCache replication groups',
  service: 'elasticache',
  nativeType: 'AWS::ElastiCache::ReplicationGroup',
  category: 'cache',
  place: 'region',
  arns: /^elasticache:replicationgroup:/,
  async list(ask) {
    const command = new DescribeReplicationGroupsCommand(pageOf(ask));
    const { ReplicationGroups, Marker } = await cacheOf(ask).send(command, { abortSignal: ask.signal });
    return { items: ReplicationGroups, cursor: Marker };
  },
  async one(ask, arn) {
    const command = new DescribeReplicationGroupsCommand({ ReplicationGroupId: lastOf(arn) });
    return (await cacheOf(ask).send(command, { abortSignal: ask.signal })).ReplicationGroups?.[0];
  },
  resource: async (ask, group) => ({
    cloudId: group.ARN ?? '',
    name: group.ReplicationGroupId ?? '',
    createdAt: isoTime(group.ReplicationGroupCreateTime),
    ...(await readTags(ask, group.ARN ?? '')),
    attributes: defined({
      status: group.Status,
      description: group.Description || undefined,
      engine: group.Engine,
      nodeType: group.CacheNodeType,
      clustered: group.ClusterEnabled,
      automaticFailover: group.AutomaticFailover,
      multiAz: group.MultiAZ,
      encryptedAtRest: group.AtRestEncryptionEnabled,
      encryptedInTransit: group.TransitEncryptionEnabled,
      authenticated: group.AuthTokenEnabled,
      kmsKey: group.KmsKeyId,
      snapshotRetentionDays: group.SnapshotRetentionLimit,
    }),
  }),
  rules: [{ name: 'aws.elasticache.group.key', kind: 'iam', field: 'kmsKey', to: byKey }],
});

export const cacheSubnetGroups = awsKind<CacheSubnetGroup>({
  kind: 'elasticache.subnet-groups',
  title: 'ElastiCache subnet groups',
  service: 'elasticache',
  nativeType: 'AWS::ElastiCache::SubnetGroup',
  category: 'network',
  place: 'region',
  arns: /^elasticache:subnetgroup:/,
  async list(ask) {
    const command = new DescribeCacheSubnetGroupsCommand(pageOf(ask));
    const { CacheSubnetGroups, Marker } = await cacheOf(ask).send(command, { abortSignal: ask.signal });
    return { items: CacheSubnetGroups, cursor: Marker };
  },
  async one(ask, arn) {
    const command = new DescribeCacheSubnetGroupsCommand({ CacheSubnetGroupName: lastOf(arn) });
    return (await cacheOf(ask).send(command, { abortSignal: ask.signal })).CacheSubnetGroups?.[0];
  },
  resource: async (ask, group) => ({
    cloudId: group.ARN ?? '',
    name: group.CacheSubnetGroupName ?? '',
    ...(await readTags(ask, group.ARN ?? '')),
    attributes: defined({
      description: group.CacheSubnetGroupDescription || undefined,
      vpcId: group.VpcId,
      subnetIds: group.Subnets?.flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []).sort(),
    }),
  }),
  rules: [
    inVpc('aws.elasticache.subnet_group.vpc'),
    { name: 'aws.elasticache.subnet_group.subnet', kind: 'runs_on', field: 'subnetIds', to: byEc2('subnet') },
  ],
});
