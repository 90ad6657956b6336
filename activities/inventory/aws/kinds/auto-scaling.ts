/** Auto-scaling groups and the instances they keep. */
import { type AutoScalingGroup, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { defined, isoTime, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { lastOf } from '../arn.ts';
import { byArn, byEc2 } from '../edges.ts';
import { awsKind } from '../kind.ts';

export const autoScalingGroups = awsKind<AutoScalingGroup>({
  kind: 'autoscaling.groups',
  title: 'auto-scaling groups',
  service: 'autoscaling',
  nativeType: 'AWS::AutoScaling::AutoScalingGroup',
  category: 'compute',
  place: 'region',
  arns: /^autoscaling:autoScalingGroup:/,
  async list({ clients, endpointRegion, cursor, size, signal }) {
    const command = new DescribeAutoScalingGroupsCommand({ MaxRecords: within(size, 1, 100), NextToken: cursor });
    const { AutoScalingGroups, NextToken } = await clients
      .autoScaling(endpointRegion)
      .send(command, { abortSignal: signal });
    return { items: AutoScalingGroups, cursor: NextToken };
  },
  async one({ clients, endpointRegion, signal }, arn) {
    const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [lastOf(arn)] });
    const { AutoScalingGroups } = await clients.autoScaling(endpointRegion).send(command, { abortSignal: signal });
    return AutoScalingGroups?.[0];
  },
  resource: (_, group) => ({
    cloudId: group.AutoScalingGroupARN ?? '',
    name: group.AutoScalingGroupName ?? '',
    tags: tagsByKey(group.Tags),
    createdAt: isoTime(group.CreatedTime),
    attributes: defined({
      minimum: group.MinSize,
      maximum: group.MaxSize,
      desired: group.DesiredCapacity,
      launchTemplateId:
        group.LaunchTemplate?.LaunchTemplateId ??
        group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification?.LaunchTemplateId,
      launchConfiguration: group.LaunchConfigurationName,
      healthCheckType: group.HealthCheckType,
      subnetIds: group.VPCZoneIdentifier?.split(',').filter(Boolean).sort(),
      targetGroups: group.TargetGroupARNs,
      serviceRole: group.ServiceLinkedRoleARN,
      instanceIds: group.Instances?.flatMap(({ InstanceId }) => InstanceId ?? []).sort(),
    }),
  }),
  rules: [
    { name: 'aws.autoscaling.group.instance', kind: 'manages', field: 'instanceIds', to: byEc2('instance') },
    { name: 'aws.autoscaling.group.subnet', kind: 'runs_on', field: 'subnetIds', to: byEc2('subnet') },
    { name: 'aws.autoscaling.group.target_group', kind: 'routes_to', field: 'targetGroups', from: byArn },
    { name: 'aws.autoscaling.group.role', kind: 'iam', field: 'serviceRole', to: byArn },
    { name: 'aws.autoscaling.group.template', kind: 'data', field: 'launchTemplateId', to: byEc2('launch-template') },
  ],
});
