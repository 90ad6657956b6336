/** Security groups with their rules, spelled short: who may reach what. */
import { DescribeSecurityGroupsCommand, type IpPermission, type SecurityGroup } from '@aws-sdk/client-ec2';
import type { CloudResource, Json } from '../provider.ts';
import { type AwsLister, type AwsPageRequest, awsResource, defined, tagsByKey, within } from './lister.ts';

export const securityGroups: AwsLister = {
  kind: 'security_group',
  title: 'security groups',
  async page(request) {
    const command = new DescribeSecurityGroupsCommand({
      MaxResults: within(request.size, 5, 1000),
      NextToken: request.cursor,
    });
    const { SecurityGroups = [], NextToken } = await request.clients
      .ec2(request.region)
      .send(command, { abortSignal: request.signal });
    return { resources: SecurityGroups.map((group) => toResource(request, group)), cursor: NextToken || undefined };
  },
  async find(request, id) {
    const command = new DescribeSecurityGroupsCommand({ GroupIds: [id] });
    const { SecurityGroups } = await request.clients.ec2(request.region).send(command, { abortSignal: request.signal });
    return SecurityGroups?.map((group) => toResource(request, group))[0];
  },
};

function toResource(request: AwsPageRequest, group: SecurityGroup): CloudResource {
  const id = group.GroupId ?? '';
  const owner = group.OwnerId ?? request.account;
  return awsResource(request, {
    kind: 'security_group',
    id: group.SecurityGroupArn ?? `arn:${request.partition}:ec2:${request.region}:${owner}:security-group/${id}`,
    nativeType: 'AWS::EC2::SecurityGroup',
    name: group.GroupName || id,
    account: owner,
    tags: tagsByKey(group.Tags),
    attributes: defined({
      groupId: id,
      vpcId: group.VpcId,
      description: group.Description,
      ingress: group.IpPermissions?.map(toRule),
      egress: group.IpPermissionsEgress?.map(toRule),
    }),
  });
}

/** `protocol` -1 is all; ports are absent where all are meant; `peers` are CIDR blocks, groups and prefix lists. */
function toRule(rule: IpPermission): Record<string, Json> {
  return defined({
    protocol: rule.IpProtocol,
    fromPort: rule.FromPort,
    toPort: rule.ToPort,
    peers: [
      ...(rule.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
      ...(rule.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
      ...(rule.UserIdGroupPairs ?? []).map(({ GroupId }) => GroupId),
      ...(rule.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
    ].filter((peer) => peer !== undefined),
  });
}
