/** EC2 instances. User data is not part of this listing, and is not asked for: it often holds secrets. */
import { DescribeInstancesCommand, type Instance, type Reservation } from '@aws-sdk/client-ec2';
import type { CloudResource } from '../provider.ts';
import { type AwsLister, type AwsPageRequest, awsResource, defined, isoTime, tagsByKey, within } from './lister.ts';

/** A terminated instance is listed by AWS for about an hour more: it exists no longer. */
const existing = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

export const instances: AwsLister = {
  kind: 'ec2_instance',
  title: 'EC2 instances',
  async page(request) {
    const command = new DescribeInstancesCommand({
      Filters: [{ Name: 'instance-state-name', Values: existing }],
      MaxResults: within(request.size, 5, 1000),
      NextToken: request.cursor,
    });
    const { Reservations = [], NextToken } = await request.clients
      .ec2(request.region)
      .send(command, { abortSignal: request.signal });
    return { resources: resourcesOf(request, Reservations), cursor: NextToken || undefined };
  },
  async find(request, id) {
    const command = new DescribeInstancesCommand({
      InstanceIds: [id],
      Filters: [{ Name: 'instance-state-name', Values: existing }],
    });
    const { Reservations } = await request.clients.ec2(request.region).send(command, { abortSignal: request.signal });
    return resourcesOf(request, Reservations)[0];
  },
};

const resourcesOf = (request: AwsPageRequest, reservations: Reservation[] = []) =>
  reservations.flatMap(({ Instances = [], OwnerId }) =>
    Instances.map((instance) => toResource(request, instance, OwnerId)),
  );

function toResource(request: AwsPageRequest, instance: Instance, owner = request.account): CloudResource {
  const id = instance.InstanceId ?? '';
  const tags = tagsByKey(instance.Tags);
  return awsResource(request, {
    kind: 'ec2_instance',
    id: `arn:${request.partition}:ec2:${request.region}:${owner}:instance/${id}`,
    nativeType: 'AWS::EC2::Instance',
    name: tags.Name || id,
    account: owner,
    tags,
    createdAt: isoTime(instance.LaunchTime),
    attributes: defined({
      instanceId: id,
      state: instance.State?.Name,
      instanceType: instance.InstanceType,
      imageId: instance.ImageId,
      availabilityZone: instance.Placement?.AvailabilityZone,
      vpcId: instance.VpcId,
      subnetId: instance.SubnetId,
      privateIp: instance.PrivateIpAddress,
      publicIp: instance.PublicIpAddress,
      securityGroupIds: instance.SecurityGroups?.flatMap(({ GroupId }) => GroupId ?? []),
      instanceProfile: instance.IamInstanceProfile?.Arn,
      keyName: instance.KeyName,
      architecture: instance.Architecture,
      platform: instance.PlatformDetails,
      lifecycle: instance.InstanceLifecycle,
      // Without it a flaw in a program on the instance is enough to take the role's keys.
      imdsV2Required: instance.MetadataOptions?.HttpTokens && instance.MetadataOptions.HttpTokens === 'required',
      detailedMonitoring: instance.Monitoring?.State && instance.Monitoring.State === 'enabled',
      deviceVolumeIds: instance.BlockDeviceMappings?.flatMap(({ Ebs }) => Ebs?.VolumeId ?? []),
    }),
  });
}
