/** A virtual network with all ways out of it, an instance in it and a load balancer before it. */
import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AttachVolumeCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  CreateInternetGatewayCommand,
  CreateLaunchTemplateCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSnapshotCommand,
  CreateSubnetCommand,
  CreateVolumeCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  CreateVpcPeeringConnectionCommand,
  type ResourceType,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsClients } from '../../../clouds/aws/client.ts';

const tagged = (type: ResourceType, name: string) => ({
  TagSpecifications: [
    {
      ResourceType: type,
      Tags: [
        { Key: 'Name', Value: name },
        { Key: 'team', Value: 'blue' },
      ],
    },
  ],
});

export async function makeNetwork(clients: AwsClients) {
  const ec2 = clients.ec2();
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16', ...tagged('vpc', 'shop') }));
  const VpcId = Vpc?.VpcId ?? '';
  const subnets: string[] = [];
  for (const [CidrBlock, zone] of [
    ['10.9.1.0/24', 'a'],
    ['10.9.2.0/24', 'b'],
  ]) {
    const place = { VpcId, CidrBlock, AvailabilityZone: `${clients.region}${zone}` };
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ ...place, ...tagged('subnet', `shop-${zone}`) }));
    subnets.push(Subnet?.SubnetId ?? '');
  }
  const group = await makeGroup(clients, VpcId, 'web');
  const peer = await makeGroup(clients, VpcId, 'db');
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: peer,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: group }] }],
    }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: group,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }),
  );
  const gateways = await makeGateways(clients, VpcId, subnets);
  return { vpc: VpcId, subnets, group, peer, ...gateways };
}

async function makeGroup(clients: AwsClients, VpcId: string, GroupName: string): Promise<string> {
  const settings = { GroupName, Description: GroupName, VpcId, ...tagged('security-group', GroupName) };
  return (await clients.ec2().send(new CreateSecurityGroupCommand(settings))).GroupId ?? '';
}

async function makeGateways(clients: AwsClients, VpcId: string, subnets: string[]) {
  const ec2 = clients.ec2();
  const internet = await ec2.send(new CreateInternetGatewayCommand(tagged('internet-gateway', 'out')));
  const InternetGatewayId = internet.InternetGateway?.InternetGatewayId ?? '';
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  const { AllocationId } = await ec2.send(
    new AllocateAddressCommand({ Domain: 'vpc', ...tagged('elastic-ip', 'nat') }),
  );
  const nat = await ec2.send(
    new CreateNatGatewayCommand({ SubnetId: subnets[0], AllocationId, ...tagged('natgateway', 'nat') }),
  );
  const NatGatewayId = nat.NatGateway?.NatGatewayId ?? '';
  const table = await ec2.send(new CreateRouteTableCommand({ VpcId, ...tagged('route-table', 'private') }));
  const RouteTableId = table.RouteTable?.RouteTableId ?? '';
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId }));
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: subnets[1] }));
  const endpoint = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId,
      VpcEndpointType: 'Gateway',
      ServiceName: `com.amazonaws.${clients.region}.s3`,
      RouteTableIds: [RouteTableId],
      ...tagged('vpc-endpoint', 's3'),
    }),
  );
  const { Vpc: other } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.8.0.0/16' }));
  const peering = await ec2.send(
    new CreateVpcPeeringConnectionCommand({ VpcId, PeerVpcId: other?.VpcId, ...tagged('vpc-peering-connection', 'p') }),
  );
  return {
    internetGateway: InternetGatewayId,
    natGateway: NatGatewayId,
    address: AllocationId ?? '',
    routeTable: RouteTableId,
    endpoint: endpoint.VpcEndpoint?.VpcEndpointId ?? '',
    peering: peering.VpcPeeringConnection?.VpcPeeringConnectionId ?? '',
    otherVpc: other?.VpcId ?? '',
  };
}

type Around = { subnets: string[]; group: string; profile: string; userData: string };

export async function makeInstances(clients: AwsClients, { subnets, group, profile, userData }: Around) {
  const ec2 = clients.ec2();
  const base = { ImageId: 'ami-12c6146b', InstanceType: 't3.micro' as const };
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ...base,
      MinCount: 1,
      MaxCount: 1,
      SubnetId: subnets[0],
      SecurityGroupIds: [group],
      IamInstanceProfile: { Arn: profile },
      UserData: Buffer.from(userData).toString('base64'),
      ...tagged('instance', 'web-1'),
    }),
  );
  const InstanceId = Instances?.[0]?.InstanceId ?? '';
  const AvailabilityZone = `${clients.region}a`;
  const { VolumeId } = await ec2.send(
    new CreateVolumeCommand({ AvailabilityZone, Size: 8, ...tagged('volume', 'data') }),
  );
  await ec2.send(new AttachVolumeCommand({ InstanceId, VolumeId, Device: '/dev/sdh' }));
  const { SnapshotId } = await ec2.send(new CreateSnapshotCommand({ VolumeId, ...tagged('snapshot', 'backup') }));
  const { ImageId } = await ec2.send(
    new CreateImageCommand({ InstanceId, Name: 'golden', ...tagged('image', 'golden') }),
  );
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'workers',
      LaunchTemplateData: { ...base, UserData: Buffer.from(userData).toString('base64') },
      ...tagged('launch-template', 'workers'),
    }),
  );
  return {
    instance: InstanceId,
    volume: VolumeId ?? '',
    snapshot: SnapshotId ?? '',
    image: ImageId ?? '',
    template: LaunchTemplate?.LaunchTemplateId ?? '',
  };
}

export async function makeBalancer(
  clients: AwsClients,
  { subnets, group, vpc, instance }: { subnets: string[]; group: string; vpc: string; instance: string },
) {
  const elb = clients.elb();
  const Tags = [{ Key: 'team', Value: 'blue' }];
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'shop', Subnets: subnets, SecurityGroups: [group], Tags }),
  );
  const { LoadBalancerArn, DNSName } = LoadBalancers?.[0] ?? {};
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({ Name: 'shop', Protocol: 'HTTP', Port: 80, VpcId: vpc, Tags }),
  );
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: instance }] }));
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  await elb.send(new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions }));
  return { loadBalancer: LoadBalancerArn ?? '', targetGroup: TargetGroupArn, host: DNSName ?? '' };
}
