/** Virtual networks: the network itself, subnets, routes and security groups. */
import { DescribeRouteTablesCommand, type Route } from '@aws-sdk/client-ec2';
import { defined } from '../../../clouds/aws/lister.ts';
import { securityGroups as listedGroups } from '../../../clouds/aws/security-groups.ts';
import { subnets as listedSubnets, vpcs as listedVpcs } from '../../../clouds/aws/vpc.ts';
import type { CloudResource, Json } from '../../../clouds/provider.ts';
import { byEc2, byEc2Id, type EdgeRule, inField } from '../edges.ts';
import { ec2Kind } from './ec2-kind.ts';
import { fromReader } from './reader.ts';

/** The VPC contains what names it. */
export const inVpc = (name: string): EdgeRule => ({ name, kind: 'contains', field: 'vpcId', from: byEc2('vpc') });

export const vpcs = fromReader({
  lister: listedVpcs,
  kind: 'ec2.vpcs',
  service: 'ec2',
  nativeType: 'AWS::EC2::VPC',
  category: 'network',
  arns: /^ec2:vpc\//,
  rules: [],
});

export const subnets = fromReader({
  lister: listedSubnets,
  kind: 'ec2.subnets',
  service: 'ec2',
  nativeType: 'AWS::EC2::Subnet',
  category: 'network',
  arns: /^ec2:subnet\//,
  changing: ['freeAddresses'],
  rules: [inVpc('aws.ec2.subnet.vpc')],
});

export const securityGroups = fromReader({
  lister: listedGroups,
  kind: 'ec2.security-groups',
  service: 'ec2',
  nativeType: 'AWS::EC2::SecurityGroup',
  category: 'network',
  arns: /^ec2:security-group\//,
  more: (group) => ({
    ingressFromAnywhere: rulesOf(group, 'ingress').some(({ peers }) => peers.some((peer) => anywhere.has(peer))),
    peerGroups: peerGroupsOf(group),
  }),
  rules: [
    inVpc('aws.ec2.security_group.vpc'),
    { name: 'aws.ec2.security_group.peer', kind: 'network', field: 'peerGroups', to: byEc2('security-group') },
  ],
});

const anywhere = new Set(['0.0.0.0/0', '::/0']);

const rulesOf = ({ attributes }: CloudResource, direction: 'ingress' | 'egress') =>
  (attributes[direction] ?? []) as { peers: string[] }[];

/** Other groups that its rules name, sorted; a group that names itself says nothing about others. */
function peerGroupsOf(group: CloudResource): Json {
  const peers = [...rulesOf(group, 'ingress'), ...rulesOf(group, 'egress')].flatMap((rule) => rule.peers);
  return [...new Set(peers.filter((peer) => peer.startsWith('sg-') && peer !== group.attributes.groupId))].sort();
}

export const routeTables = ec2Kind({
  kind: 'ec2.route-tables',
  title: 'route tables',
  nativeType: 'AWS::EC2::RouteTable',
  category: 'network',
  type: 'route-table',
  idFilter: 'route-table-id',
  most: 100,
  async ask(ec2, input, options) {
    const { RouteTables, NextToken } = await ec2.send(new DescribeRouteTablesCommand(input), options);
    return { items: RouteTables, cursor: NextToken };
  },
  id: ({ RouteTableId }) => RouteTableId,
  owner: ({ OwnerId }) => OwnerId,
  tags: ({ Tags }) => Tags,
  attributes: (table) => ({
    vpcId: table.VpcId,
    main: table.Associations?.some(({ Main }) => Main) ?? false,
    subnetIds: table.Associations?.flatMap(({ SubnetId }) => SubnetId ?? []).sort(),
    routes: table.Routes?.map(toRoute),
  }),
  rules: [
    inVpc('aws.ec2.route_table.vpc'),
    // A subnet without its table has no way out.
    { name: 'aws.ec2.route_table.subnet', kind: 'routes_to', field: 'subnetIds', from: byEc2('subnet') },
    { name: 'aws.ec2.route_table.route', kind: 'routes_to', field: 'routes', to: inField('target', byEc2Id) },
  ],
});

const toRoute = (route: Route) =>
  defined({
    destination: route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId,
    target:
      route.NatGatewayId ??
      route.TransitGatewayId ??
      route.VpcPeeringConnectionId ??
      route.EgressOnlyInternetGatewayId ??
      route.LocalGatewayId ??
      route.NetworkInterfaceId ??
      route.InstanceId ??
      route.GatewayId,
    // A route whose target is gone: traffic falls into it.
    state: route.State,
  });
