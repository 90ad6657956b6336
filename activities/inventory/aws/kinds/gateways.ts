/** Ways out of a virtual network, and the addresses and interfaces in it. */
import {
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand,
  type VpcPeeringConnectionVpcInfo,
} from '@aws-sdk/client-ec2';
import { defined } from '../../../clouds/aws/lister.ts';
import { arnOf } from '../arn.ts';
import { byEc2, inField } from '../edges.ts';
import { ec2Kind } from './ec2-kind.ts';
import { inVpc } from './vpc.ts';

export const internetGateways = ec2Kind({
  kind: 'ec2.internet-gateways',
  title: 'internet gateways',
  nativeType: 'AWS::EC2::InternetGateway',
  category: 'network',
  type: 'internet-gateway',
  idFilter: 'internet-gateway-id',
  async ask(ec2, input, options) {
    const { InternetGateways, NextToken } = await ec2.send(new DescribeInternetGatewaysCommand(input), options);
    return { items: InternetGateways, cursor: NextToken };
  },
  id: ({ InternetGatewayId }) => InternetGatewayId,
  owner: ({ OwnerId }) => OwnerId,
  tags: ({ Tags }) => Tags,
  attributes: ({ Attachments }) => ({ vpcId: Attachments?.[0]?.VpcId, state: Attachments?.[0]?.State ?? 'detached' }),
  // It is attached to the network, and another network may have it tomorrow; without the network it is good for nothing.
  rules: [{ name: 'aws.ec2.internet_gateway.vpc', kind: 'runs_on', field: 'vpcId', to: byEc2('vpc') }],
});

export const natGateways = ec2Kind({
  kind: 'ec2.nat-gateways',
  title: 'NAT gateways',
  nativeType: 'AWS::EC2::NatGateway',
  category: 'network',
  type: 'natgateway',
  idFilter: 'nat-gateway-id',
  async ask(ec2, { Filters, ...input }, options) {
    // The one call that spells it in the singular.
    const command = new DescribeNatGatewaysCommand({ ...input, Filter: Filters });
    const { NatGateways, NextToken } = await ec2.send(command, options);
    return { items: NatGateways, cursor: NextToken };
  },
  leaveOut: ({ State }) => State === 'deleted' || State === 'deleting',
  id: ({ NatGatewayId }) => NatGatewayId,
  tags: ({ Tags }) => Tags,
  createdAt: ({ CreateTime }) => CreateTime,
  attributes: (gateway) => ({
    vpcId: gateway.VpcId,
    subnetId: gateway.SubnetId,
    state: gateway.State,
    connectivity: gateway.ConnectivityType,
    publicIps: gateway.NatGatewayAddresses?.flatMap(({ PublicIp }) => PublicIp ?? []),
    allocationIds: gateway.NatGatewayAddresses?.flatMap(({ AllocationId }) => AllocationId ?? []),
  }),
  rules: [
    { name: 'aws.ec2.nat_gateway.subnet', kind: 'runs_on', field: 'subnetId', to: byEc2('subnet') },
    { name: 'aws.ec2.nat_gateway.address', kind: 'network', field: 'allocationIds', to: byEc2('elastic-ip') },
  ],
});

export const vpcEndpoints = ec2Kind({
  kind: 'ec2.vpc-endpoints',
  title: 'VPC endpoints',
  nativeType: 'AWS::EC2::VPCEndpoint',
  category: 'network',
  type: 'vpc-endpoint',
  idFilter: 'vpc-endpoint-id',
  async ask(ec2, { Filters, ...input }, options) {
    // By id and not by filter: the sandbox knows no such filter.
    const command = new DescribeVpcEndpointsCommand({ ...input, VpcEndpointIds: Filters?.[0]?.Values });
    const { VpcEndpoints, NextToken } = await ec2.send(command, options);
    return { items: VpcEndpoints, cursor: NextToken };
  },
  leaveOut: ({ State }) => State?.toLowerCase() === 'deleted' || State?.toLowerCase() === 'deleting',
  id: ({ VpcEndpointId }) => VpcEndpointId,
  tags: ({ Tags }) => Tags,
  createdAt: ({ CreationTimestamp }) => CreationTimestamp,
  attributes: (endpoint) => ({
    vpcId: endpoint.VpcId,
    state: endpoint.State,
    endpointType: endpoint.VpcEndpointType,
    serviceName: endpoint.ServiceName,
    privateDns: endpoint.PrivateDnsEnabled,
    routeTableIds: endpoint.RouteTableIds,
    subnetIds: endpoint.SubnetIds,
    securityGroupIds: endpoint.Groups?.flatMap(({ GroupId }) => GroupId ?? []),
  }),
  rules: [
    inVpc('aws.ec2.vpc_endpoint.vpc'),
    { name: 'aws.ec2.vpc_endpoint.subnet', kind: 'runs_on', field: 'subnetIds', to: byEc2('subnet') },
    {
      name: 'aws.ec2.vpc_endpoint.security_group',
      kind: 'network',
      field: 'securityGroupIds',
      to: byEc2('security-group'),
    },
    { name: 'aws.ec2.vpc_endpoint.route_table', kind: 'routes_to', field: 'routeTableIds', from: byEc2('route-table') },
  ],
});

export const peeringConnections = ec2Kind({
  kind: 'ec2.vpc-peerings',
  title: 'VPC peering connections',
  nativeType: 'AWS::EC2::VPCPeeringConnection',
  category: 'network',
  type: 'vpc-peering-connection',
  idFilter: 'vpc-peering-connection-id',
  async ask(ec2, input, options) {
    const { VpcPeeringConnections, NextToken } = await ec2.send(
      new DescribeVpcPeeringConnectionsCommand(input),
      options,
    );
    return { items: VpcPeeringConnections, cursor: NextToken };
  },
  leaveOut: ({ Status }) => ['deleted', 'deleting', 'rejected', 'expired', 'failed'].includes(Status?.Code ?? ''),
  id: ({ VpcPeeringConnectionId }) => VpcPeeringConnectionId,
  tags: ({ Tags }) => Tags,
  attributes: ({ Status, RequesterVpcInfo, AccepterVpcInfo }) => ({
    state: Status?.Code,
    vpcs: [toPeer('requester', RequesterVpcInfo), toPeer('accepter', AccepterVpcInfo)],
  }),
  rules: [
    {
      name: 'aws.ec2.vpc_peering.vpc',
      kind: 'runs_on',
      field: 'vpcs',
      // Either side may lie in another account or region.
      to: (value, home, resource) => {
        const peer = (value ?? {}) as { vpcId?: string; account?: string; region?: string };
        const place = { ...home, region: peer.region ?? home.region };
        return inField('vpcId', (id) => arnOf(place, 'ec2', `vpc/${id}`, peer.account))(value, home, resource);
      },
    },
  ],
});

const toPeer = (role: string, vpc: VpcPeeringConnectionVpcInfo = {}) =>
  defined({ role, vpcId: vpc.VpcId, account: vpc.OwnerId, region: vpc.Region, cidrBlock: vpc.CidrBlock });

export const addresses = ec2Kind({
  kind: 'ec2.addresses',
  title: 'elastic IP addresses',
  nativeType: 'AWS::EC2::EIP',
  category: 'network',
  type: 'elastic-ip',
  idFilter: 'allocation-id',
  // There are no pages: an account has few.
  async ask(ec2, { Filters }, options) {
    const { Addresses } = await ec2.send(new DescribeAddressesCommand({ Filters }), options);
    return { items: Addresses };
  },
  id: ({ AllocationId }) => AllocationId,
  tags: ({ Tags }) => Tags,
  name: ({ PublicIp }) => PublicIp,
  attributes: (address) => ({
    publicIp: address.PublicIp,
    privateIp: address.PrivateIpAddress,
    // One that is not associated costs money for nothing.
    associated: address.AssociationId !== undefined,
    instanceId: address.InstanceId || undefined,
    networkInterfaceId: address.NetworkInterfaceId,
  }),
  rules: [
    { name: 'aws.ec2.address.instance', kind: 'network', field: 'instanceId', from: byEc2('instance') },
    {
      name: 'aws.ec2.address.interface',
      kind: 'network',
      field: 'networkInterfaceId',
      from: byEc2('network-interface'),
    },
  ],
});

export const networkInterfaces = ec2Kind({
  kind: 'ec2.network-interfaces',
  title: 'network interfaces',
  nativeType: 'AWS::EC2::NetworkInterface',
  category: 'network',
  type: 'network-interface',
  idFilter: 'network-interface-id',
  async ask(ec2, input, options) {
    const { NetworkInterfaces, NextToken } = await ec2.send(new DescribeNetworkInterfacesCommand(input), options);
    return { items: NetworkInterfaces, cursor: NextToken };
  },
  id: ({ NetworkInterfaceId }) => NetworkInterfaceId,
  owner: ({ OwnerId }) => OwnerId,
  tags: ({ TagSet }) => TagSet,
  attributes: (own) => ({
    vpcId: own.VpcId,
    subnetId: own.SubnetId,
    state: own.Status,
    interfaceType: own.InterfaceType,
    description: own.Description || undefined,
    privateIp: own.PrivateIpAddress,
    publicIp: own.Association?.PublicIp,
    // Services of AWS keep interfaces in their users' networks.
    managedBy: own.RequesterManaged ? own.RequesterId : undefined,
    instanceId: own.Attachment?.InstanceId,
    securityGroupIds: own.Groups?.flatMap(({ GroupId }) => GroupId ?? []),
  }),
  rules: [
    { name: 'aws.ec2.interface.subnet', kind: 'runs_on', field: 'subnetId', to: byEc2('subnet') },
    {
      name: 'aws.ec2.interface.security_group',
      kind: 'network',
      field: 'securityGroupIds',
      to: byEc2('security-group'),
    },
    { name: 'aws.ec2.interface.instance', kind: 'network', field: 'instanceId', from: byEc2('instance') },
  ],
});
