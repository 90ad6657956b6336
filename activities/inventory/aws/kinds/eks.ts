/** EKS: clusters and their groups of nodes. What runs in them is told by the Kubernetes provider. */
import {
  type Cluster,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  ListClustersCommand,
  ListNodegroupsCommand,
  type Nodegroup,
} from '@aws-sdk/client-eks';
import { defined, detailConcurrency, isoTime, within } from '../../../clouds/aws/lister.ts';
import { mapWithLimit } from '../../../clouds/concurrency.ts';
import { lastOf, parseArn } from '../arn.ts';
import { byArn, byEc2, byKey, byName } from '../edges.ts';
import { type AwsAsk, awsKind, type Found } from '../kind.ts';
import { listNested } from '../nested.ts';
import { inVpc } from './vpc.ts';

const eksOf = ({ clients, endpointRegion }: AwsAsk) => clients.eks(endpointRegion);

async function clusterNames(ask: AwsAsk, maxResults: number, nextToken: string | undefined): Promise<Found<string>> {
  const answer = await eksOf(ask).send(new ListClustersCommand({ maxResults, nextToken }), { abortSignal: ask.signal });
  return { items: answer.clusters, cursor: answer.nextToken };
}

const describeCluster = async (ask: AwsAsk, name: string): Promise<Cluster | undefined> =>
  (await eksOf(ask).send(new DescribeClusterCommand({ name }), { abortSignal: ask.signal })).cluster;

export const eksClusters = awsKind<Cluster>({
  kind: 'eks.clusters',
  title: 'EKS clusters',
  service: 'eks',
  nativeType: 'AWS::EKS::Cluster',
  category: 'containers',
  place: 'region',
  arns: /^eks:cluster\//,
  async list(ask) {
    const { items = [], cursor } = await clusterNames(ask, within(ask.size, 1, 100), ask.cursor);
    const found = await mapWithLimit(items, detailConcurrency, (name) => describeCluster(ask, name));
    return { items: found.filter((cluster) => cluster !== undefined), cursor };
  },
  one: (ask, arn) => describeCluster(ask, lastOf(arn)),
  resource: (_, cluster) => ({
    cloudId: cluster.arn ?? '',
    name: cluster.name ?? '',
    tags: cluster.tags ?? {},
    createdAt: isoTime(cluster.createdAt),
    attributes: defined({
      status: cluster.status,
      version: cluster.version,
      endpoint: cluster.endpoint,
      publicEndpoint: cluster.resourcesVpcConfig?.endpointPublicAccess,
      publicAccessCidrs: cluster.resourcesVpcConfig?.publicAccessCidrs,
      role: cluster.roleArn,
      vpcId: cluster.resourcesVpcConfig?.vpcId,
      subnetIds: cluster.resourcesVpcConfig?.subnetIds,
      securityGroupIds: [
        ...(cluster.resourcesVpcConfig?.securityGroupIds ?? []),
        ...(cluster.resourcesVpcConfig?.clusterSecurityGroupId
          ? [cluster.resourcesVpcConfig.clusterSecurityGroupId]
          : []),
      ],
      kmsKeys: cluster.encryptionConfig?.flatMap(({ provider }) => provider?.keyArn ?? []),
      loggedTypes: cluster.logging?.clusterLogging?.flatMap(({ enabled, types }) => (enabled ? (types ?? []) : [])),
    }),
  }),
  rules: [
    { name: 'aws.eks.cluster.role', kind: 'iam', field: 'role', to: byArn },
    inVpc('aws.eks.cluster.vpc'),
    { name: 'aws.eks.cluster.subnet', kind: 'runs_on', field: 'subnetIds', to: byEc2('subnet') },
    { name: 'aws.eks.cluster.security_group', kind: 'network', field: 'securityGroupIds', to: byEc2('security-group') },
    { name: 'aws.eks.cluster.key', kind: 'iam', field: 'kmsKeys', to: byKey },
  ],
});

const describeNodegroup = async (ask: AwsAsk, clusterName: string, nodegroupName: string) => {
  const command = new DescribeNodegroupCommand({ clusterName, nodegroupName });
  return (await eksOf(ask).send(command, { abortSignal: ask.signal })).nodegroup;
};

export const nodegroups = awsKind<Nodegroup>({
  kind: 'eks.nodegroups',
  title: 'EKS node groups',
  service: 'eks',
  nativeType: 'AWS::EKS::Nodegroup',
  category: 'containers',
  place: 'region',
  arns: /^eks:nodegroup\//,
  list: (ask) =>
    listNested<string, Nodegroup>(ask.cursor, {
      parents: (cursor) => clusterNames(ask, 1, cursor),
      async children(clusterName, nextToken) {
        const listing = new ListNodegroupsCommand({ clusterName, maxResults: within(ask.size, 1, 100), nextToken });
        const answer = await eksOf(ask).send(listing, { abortSignal: ask.signal });
        const found = await mapWithLimit(answer.nodegroups ?? [], detailConcurrency, (name) =>
          describeNodegroup(ask, clusterName, name),
        );
        return { items: found.filter((group) => group !== undefined), cursor: answer.nextToken };
      },
    }),
  one(ask, arn) {
    // nodegroup/CLUSTER/NAME/ID
    const [, cluster = '', name = ''] = parseArn(arn)?.resource.split('/') ?? [];
    return describeNodegroup(ask, cluster, name);
  },
  resource: (_, group) => ({
    cloudId: group.nodegroupArn ?? '',
    name: group.nodegroupName ?? '',
    tags: group.tags ?? {},
    createdAt: isoTime(group.createdAt),
    attributes: defined({
      status: group.status,
      cluster: group.clusterName,
      version: group.version,
      capacityType: group.capacityType,
      instanceTypes: group.instanceTypes,
      imageType: group.amiType,
      diskGb: group.diskSize,
      minimum: group.scalingConfig?.minSize,
      maximum: group.scalingConfig?.maxSize,
      desired: group.scalingConfig?.desiredSize,
      role: group.nodeRole,
      subnetIds: group.subnets,
      autoScalingGroups: group.resources?.autoScalingGroups?.flatMap(({ name }) => name ?? []),
    }),
  }),
  rules: [
    { name: 'aws.eks.nodegroup.cluster', kind: 'runs_on', field: 'cluster', to: byName('eks', 'cluster/') },
    { name: 'aws.eks.nodegroup.role', kind: 'iam', field: 'role', to: byArn },
    { name: 'aws.eks.nodegroup.subnet', kind: 'runs_on', field: 'subnetIds', to: byEc2('subnet') },
  ],
});
