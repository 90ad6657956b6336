/** ECS: clusters and the services in them. Tasks come and go by themselves. */
import {
  type Cluster,
  DescribeClustersCommand,
  DescribeServicesCommand,
  ListClustersCommand,
  ListServicesCommand,
  type Service,
  type Tag,
} from '@aws-sdk/client-ecs';
import { defined, isoTime, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { lastOf, parseArn } from '../arn.ts';
import { byArn, byEc2 } from '../edges.ts';
import { type AwsAsk, awsKind } from '../kind.ts';
import { listNested } from '../nested.ts';

const ecsOf = ({ clients, endpointRegion }: AwsAsk) => clients.ecs(endpointRegion);

const tagsOf = (tags: Tag[] | undefined) => tagsByKey(tags?.map(({ key, value }) => ({ Key: key, Value: value })));

/** What was deleted is shown as inactive for a while. */
const over = (status: string | undefined) => status === 'INACTIVE';

export const ecsClusters = awsKind<Cluster>({
  kind: 'ecs.clusters',
  title: 'ECS clusters',
  service: 'ecs',
  nativeType: 'AWS::ECS::Cluster',
  category: 'containers',
  place: 'region',
  arns: /^ecs:cluster\//,
  async list(ask) {
    const listing = new ListClustersCommand({ maxResults: within(ask.size, 1, 100), nextToken: ask.cursor });
    const { clusterArns = [], nextToken } = await ecsOf(ask).send(listing, { abortSignal: ask.signal });
    return { items: await describeClusters(ask, clusterArns), cursor: nextToken };
  },
  one: async (ask, arn) => (await describeClusters(ask, [arn]))[0],
  resource: (_, cluster) =>
    over(cluster.status)
      ? null
      : {
          cloudId: cluster.clusterArn ?? '',
          name: cluster.clusterName ?? '',
          tags: tagsOf(cluster.tags),
          attributes: defined({
            status: cluster.status,
            capacityProviders: cluster.capacityProviders,
            containerInsights: cluster.settings?.find(({ name }) => name === 'containerInsights')?.value,
          }),
        },
  rules: [],
});

async function describeClusters(ask: AwsAsk, clusters: string[]): Promise<Cluster[]> {
  if (clusters.length === 0) return [];
  const command = new DescribeClustersCommand({ clusters, include: ['TAGS', 'SETTINGS'] });
  return (await ecsOf(ask).send(command, { abortSignal: ask.signal })).clusters ?? [];
}

export const ecsServices = awsKind<Service>({
  kind: 'ecs.services',
  title: 'ECS services',
  service: 'ecs',
  nativeType: 'AWS::ECS::Service',
  category: 'containers',
  place: 'region',
  arns: /^ecs:service\//,
  list: (ask) =>
    listNested<string, Service>(ask.cursor, {
      async parents(nextToken) {
        const listing = new ListClustersCommand({ maxResults: 1, nextToken });
        const answer = await ecsOf(ask).send(listing, { abortSignal: ask.signal });
        return { items: answer.clusterArns, cursor: answer.nextToken };
      },
      // No more can be described at once.
      async children(cluster, nextToken) {
        const listing = new ListServicesCommand({ cluster, maxResults: within(ask.size, 1, 10), nextToken });
        const answer = await ecsOf(ask).send(listing, { abortSignal: ask.signal });
        return { items: await describeServices(ask, cluster, answer.serviceArns ?? []), cursor: answer.nextToken };
      },
    }),
  async one(ask, arn) {
    // service/CLUSTER/NAME
    const [, cluster] = parseArn(arn)?.resource.split('/') ?? [];
    return (await describeServices(ask, cluster, [lastOf(arn)]))[0];
  },
  resource: (_, service) => {
    if (over(service.status)) return null;
    const network = service.networkConfiguration?.awsvpcConfiguration;
    return {
      cloudId: service.serviceArn ?? '',
      name: service.serviceName ?? '',
      tags: tagsOf(service.tags),
      createdAt: isoTime(service.createdAt),
      attributes: defined({
        status: service.status,
        cluster: service.clusterArn,
        launchType: service.launchType,
        schedulingStrategy: service.schedulingStrategy,
        platformVersion: service.platformVersion,
        desired: service.desiredCount,
        taskDefinition: service.taskDefinition,
        executeCommand: service.enableExecuteCommand,
        role: service.roleArn,
        publicIp: network?.assignPublicIp,
        subnetIds: network?.subnets,
        securityGroupIds: network?.securityGroups,
        targetGroups: service.loadBalancers?.flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
      }),
    };
  },
  rules: [
    { name: 'aws.ecs.service.cluster', kind: 'runs_on', field: 'cluster', to: byArn },
    { name: 'aws.ecs.service.task_definition', kind: 'runs_on', field: 'taskDefinition', to: byArn },
    { name: 'aws.ecs.service.subnet', kind: 'runs_on', field: 'subnetIds', to: byEc2('subnet') },
    { name: 'aws.ecs.service.security_group', kind: 'network', field: 'securityGroupIds', to: byEc2('security-group') },
    { name: 'aws.ecs.service.target_group', kind: 'routes_to', field: 'targetGroups', from: byArn },
    { name: 'aws.ecs.service.role', kind: 'iam', field: 'role', to: byArn },
  ],
});

async function describeServices(ask: AwsAsk, cluster: string | undefined, services: string[]): Promise<Service[]> {
  if (services.length === 0) return [];
  const command = new DescribeServicesCommand({ cluster, services, include: ['TAGS'] });
  return (await ecsOf(ask).send(command, { abortSignal: ask.signal })).services ?? [];
}
