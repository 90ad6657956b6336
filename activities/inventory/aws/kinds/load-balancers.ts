/** Application, network and gateway load balancers, and the groups of targets behind them. */
import {
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type LoadBalancer,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ResourceGaps } from '../../../../db/model/estate.ts';
import { defined, isoTime, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { byArn, byArnOf, byEc2, byEc2Id, type EndOf } from '../edges.ts';
import { type AwsAsk, awsKind } from '../kind.ts';
import { inVpc } from './vpc.ts';

const elbOf = ({ clients, endpointRegion }: AwsAsk) => clients.elb(endpointRegion);

/** Tags come for twenty at once, and so do the pages: a request for tags a page. */
const most = 20;

type Tagged<T> = T & { tags: Record<string, string> | undefined; gaps: ResourceGaps };

async function withTags<T>(ask: AwsAsk, items: T[], arnOfItem: (item: T) => string | undefined): Promise<Tagged<T>[]> {
  const ResourceArns = items.flatMap((item) => arnOfItem(item) ?? []);
  if (ResourceArns.length === 0) return [];
  const gaps: ResourceGaps = {};
  const read = () => elbOf(ask).send(new DescribeTagsCommand({ ResourceArns }), { abortSignal: ask.signal });
  const answer = await readPart(gaps, 'tags', read);
  const byResource = new Map(answer?.TagDescriptions?.map(({ ResourceArn, Tags }) => [ResourceArn, tagsByKey(Tags)]));
  return items.map((item) => ({ ...item, tags: byResource.get(arnOfItem(item)), gaps: { ...gaps } }));
}

export const loadBalancers = awsKind<Tagged<LoadBalancer>>({
  kind: 'elbv2.load-balancers',
  title: 'load balancers',
  service: 'elbv2',
  nativeType: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  category: 'load_balancing',
  place: 'region',
  arns: /^elasticloadbalancing:loadbalancer\/(app|net|gwy)\//,
  async list(ask) {
    const command = new DescribeLoadBalancersCommand({ PageSize: within(ask.size, 1, most), Marker: ask.cursor });
    const { LoadBalancers = [], NextMarker } = await elbOf(ask).send(command, { abortSignal: ask.signal });
    return { items: await withTags(ask, LoadBalancers, (own) => own.LoadBalancerArn), cursor: NextMarker };
  },
  async one(ask, arn) {
    const command = new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] });
    const { LoadBalancers = [] } = await elbOf(ask).send(command, { abortSignal: ask.signal });
    return (await withTags(ask, LoadBalancers, (own) => own.LoadBalancerArn))[0];
  },
  resource: (_, own) => ({
    cloudId: own.LoadBalancerArn ?? '',
    name: own.LoadBalancerName ?? '',
    tags: own.tags ?? {},
    createdAt: isoTime(own.CreatedTime),
    ...withGaps(own.gaps),
    attributes: defined({
      state: own.State?.Code,
      type: own.Type,
      scheme: own.Scheme,
      dnsName: own.DNSName,
      vpcId: own.VpcId,
      ipAddressType: own.IpAddressType,
      subnetIds: own.AvailabilityZones?.flatMap(({ SubnetId }) => SubnetId ?? []).sort(),
      securityGroupIds: own.SecurityGroups,
    }),
  }),
  rules: [
    inVpc('aws.elbv2.load_balancer.vpc'),
    { name: 'aws.elbv2.load_balancer.subnet', kind: 'runs_on', field: 'subnetIds', to: byEc2('subnet') },
    {
      name: 'aws.elbv2.load_balancer.security_group',
      kind: 'network',
      field: 'securityGroupIds',
      to: byEc2('security-group'),
    },
  ],
});

/** A target is an instance, a function, another load balancer or an address; addresses name no resource. */
const byTarget: EndOf = (value, home, resource) =>
  byArnOf('lambda', 'elasticloadbalancing')(value, home, resource) ?? byEc2Id(value, home, resource);

export const targetGroups = awsKind<Tagged<TargetGroup>>({
  kind: 'elbv2.target-groups',
  title: 'target groups',
  service: 'elbv2',
  nativeType: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  category: 'load_balancing',
  place: 'region',
  arns: /^elasticloadbalancing:targetgroup\//,
  async list(ask) {
    const command = new DescribeTargetGroupsCommand({ PageSize: within(ask.size, 1, most), Marker: ask.cursor });
    const { TargetGroups = [], NextMarker } = await elbOf(ask).send(command, { abortSignal: ask.signal });
    return { items: await withTags(ask, TargetGroups, (own) => own.TargetGroupArn), cursor: NextMarker };
  },
  async one(ask, arn) {
    const command = new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] });
    const { TargetGroups = [] } = await elbOf(ask).send(command, { abortSignal: ask.signal });
    return (await withTags(ask, TargetGroups, (own) => own.TargetGroupArn))[0];
  },
  async resource(ask, own) {
    const TargetGroupArn = own.TargetGroupArn ?? '';
    const gaps: ResourceGaps = { ...own.gaps };
    const health = await readPart(gaps, 'targets', () =>
      elbOf(ask).send(new DescribeTargetHealthCommand({ TargetGroupArn }), { abortSignal: ask.signal }),
    );
    return {
      cloudId: TargetGroupArn,
      name: own.TargetGroupName ?? '',
      tags: own.tags ?? {},
      ...withGaps(gaps),
      attributes: defined({
        targetType: own.TargetType,
        protocol: own.Protocol,
        port: own.Port,
        vpcId: own.VpcId,
        healthCheckPath: own.HealthCheckPath,
        loadBalancers: own.LoadBalancerArns,
        // Who is behind it, and not how each does: that changes by the minute.
        targets: health?.TargetHealthDescriptions?.flatMap(({ Target }) => Target?.Id ?? []).sort(),
      }),
    };
  },
  rules: [
    inVpc('aws.elbv2.target_group.vpc'),
    { name: 'aws.elbv2.target_group.load_balancer', kind: 'routes_to', field: 'loadBalancers', from: byArn },
    { name: 'aws.elbv2.target_group.target', kind: 'routes_to', field: 'targets', to: byTarget },
  ],
});
