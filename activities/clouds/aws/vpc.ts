/** Virtual networks and their subnets. A subnet may be shared from another account, which then owns it. */
import { DescribeSubnetsCommand, DescribeVpcsCommand, type Subnet, type Vpc } from '@aws-sdk/client-ec2';
import type { CloudResource } from '../provider.ts';
import { type AwsLister, type AwsPageRequest, awsResource, defined, tagsByKey, within } from './lister.ts';

export const vpcs: AwsLister = {
  kind: 'vpc',
  title: 'VPCs',
  async page(request) {
    const command = new DescribeVpcsCommand({ MaxResults: within(request.size, 5, 1000), NextToken: request.cursor });
    const { Vpcs = [], NextToken } = await request.clients
      .ec2(request.region)
      .send(command, { abortSignal: request.signal });
    return { resources: Vpcs.map((vpc) => vpcResource(request, vpc)), cursor: NextToken || undefined };
  },
  async find(request, id) {
    const command = new DescribeVpcsCommand({ VpcIds: [id] });
    const { Vpcs } = await request.clients.ec2(request.region).send(command, { abortSignal: request.signal });
    return Vpcs?.map((vpc) => vpcResource(request, vpc))[0];
  },
};

export const subnets: AwsLister = {
  kind: 'subnet',
  title: 'subnets',
  async page(request) {
    const command = new DescribeSubnetsCommand({
      MaxResults: within(request.size, 5, 1000),
      NextToken: request.cursor,
    });
    const { Subnets = [], NextToken } = await request.clients
      .ec2(request.region)
      .send(command, { abortSignal: request.signal });
    return { resources: Subnets.map((subnet) => subnetResource(request, subnet)), cursor: NextToken || undefined };
  },
  async find(request, id) {
    const command = new DescribeSubnetsCommand({ SubnetIds: [id] });
    const { Subnets } = await request.clients.ec2(request.region).send(command, { abortSignal: request.signal });
    return Subnets?.map((subnet) => subnetResource(request, subnet))[0];
  },
};

function vpcResource(request: AwsPageRequest, vpc: Vpc): CloudResource {
  const id = vpc.VpcId ?? '';
  const owner = vpc.OwnerId ?? request.account;
  const tags = tagsByKey(vpc.Tags);
  return awsResource(request, {
    kind: 'vpc',
    id: `arn:${request.partition}:ec2:${request.region}:${owner}:vpc/${id}`,
    nativeType: 'AWS::EC2::VPC',
    name: tags.Name || id,
    account: owner,
    tags,
    attributes: defined({
      vpcId: id,
      state: vpc.State,
      cidrBlock: vpc.CidrBlock,
      moreCidrBlocks: vpc.CidrBlockAssociationSet?.flatMap(({ CidrBlock }) => CidrBlock ?? []).filter(
        (block) => block !== vpc.CidrBlock,
      ),
      isDefault: vpc.IsDefault,
    }),
  });
}

function subnetResource(request: AwsPageRequest, subnet: Subnet): CloudResource {
  const id = subnet.SubnetId ?? '';
  const owner = subnet.OwnerId ?? request.account;
  const tags = tagsByKey(subnet.Tags);
  return awsResource(request, {
    kind: 'subnet',
    id: subnet.SubnetArn ?? `arn:${request.partition}:ec2:${request.region}:${owner}:subnet/${id}`,
    nativeType: 'AWS::EC2::Subnet',
    name: tags.Name || id,
    account: owner,
    tags,
    attributes: defined({
      subnetId: id,
      vpcId: subnet.VpcId,
      state: subnet.State,
      cidrBlock: subnet.CidrBlock,
      availabilityZone: subnet.AvailabilityZone,
      freeAddresses: subnet.AvailableIpAddressCount,
      isDefault: subnet.DefaultForAz,
      givesPublicIp: subnet.MapPublicIpOnLaunch,
    }),
  });
}
