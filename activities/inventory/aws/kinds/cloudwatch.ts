/** Alarms: what they watch, and whom they tell. Their state changes by itself and is left out. */
import {
  type CompositeAlarm,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { defined, tagsByKey, within } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { arnOf, type Home, tailOf } from '../arn.ts';
import { byArnOf, type EndOf } from '../edges.ts';
import { awsKind } from '../kind.ts';

type Alarm = MetricAlarm & Pick<CompositeAlarm, 'AlarmRule'>;

const AlarmTypes: ('MetricAlarm' | 'CompositeAlarm')[] = ['MetricAlarm', 'CompositeAlarm'];

export const alarms = awsKind<Alarm>({
  kind: 'cloudwatch.alarms',
  title: 'CloudWatch alarms',
  service: 'cloudwatch',
  nativeType: 'AWS::CloudWatch::Alarm',
  category: 'monitoring',
  place: 'region',
  arns: /^cloudwatch:alarm:/,
  async list({ clients, endpointRegion, cursor, size, signal }) {
    const command = new DescribeAlarmsCommand({ AlarmTypes, MaxRecords: within(size, 1, 100), NextToken: cursor });
    const answer = await clients.cloudWatch(endpointRegion).send(command, { abortSignal: signal });
    return { items: [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])], cursor: answer.NextToken };
  },
  async one({ clients, endpointRegion, signal }, arn) {
    const command = new DescribeAlarmsCommand({ AlarmTypes, AlarmNames: [tailOf(arn)] });
    const answer = await clients.cloudWatch(endpointRegion).send(command, { abortSignal: signal });
    return answer.MetricAlarms?.[0] ?? answer.CompositeAlarms?.[0];
  },
  async resource({ clients, endpointRegion, signal }, alarm) {
    const gaps = {};
    const ResourceARN = alarm.AlarmArn ?? '';
    const tags = await readPart(gaps, 'tags', () =>
      clients.cloudWatch(endpointRegion).send(new ListTagsForResourceCommand({ ResourceARN }), { abortSignal: signal }),
    );
    return {
      cloudId: ResourceARN,
      name: alarm.AlarmName ?? '',
      tags: tagsByKey(tags?.Tags),
      ...withGaps(gaps),
      attributes: defined({
        description: alarm.AlarmDescription || undefined,
        actionsEnabled: alarm.ActionsEnabled,
        actions: actionsOf(alarm),
        rule: alarm.AlarmRule,
        namespace: alarm.Namespace,
        metric: alarm.MetricName,
        statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
        comparison: alarm.ComparisonOperator,
        threshold: alarm.Threshold,
        periodSeconds: alarm.Period,
        evaluationPeriods: alarm.EvaluationPeriods,
        missingData: alarm.TreatMissingData,
        watches: alarm.Dimensions?.map(({ Name = '', Value = '' }) => ({ dimension: Name, value: Value })),
      }),
    };
  },
  rules: [
    { name: 'aws.cloudwatch.alarm.action', kind: 'routes_to', field: 'actions', to: byArnOf('sns', 'lambda') },
    // A dimension is a name and no proof that the thing is still there.
    { name: 'aws.cloudwatch.alarm.watches', kind: 'data', field: 'watches', to: byDimension, confidence: 0.8 },
  ],
});

const actionsOf = (alarm: Alarm): string[] =>
  [
    ...new Set([...(alarm.AlarmActions ?? []), ...(alarm.OKActions ?? []), ...(alarm.InsufficientDataActions ?? [])]),
  ].sort();

function byDimension(...[watched, home]: Parameters<EndOf>): string | undefined {
  const { dimension = '', value = '' } = (watched ?? {}) as { dimension?: string; value?: string };
  return value ? dimensions[dimension]?.(value, home) : undefined;
}

const at =
  (service: string, prefix: string) =>
  (value: string, home: Home): string =>
    arnOf(home, service, `${prefix}${value}`);

const dimensions: Record<string, (value: string, home: Home) => string> = {
  InstanceId: at('ec2', 'instance/'),
  VolumeId: at('ec2', 'volume/'),
  NatGatewayId: at('ec2', 'natgateway/'),
  FunctionName: at('lambda', 'function:'),
  QueueName: at('sqs', ''),
  TopicName: at('sns', ''),
  TableName: at('dynamodb', 'table/'),
  DBInstanceIdentifier: at('rds', 'db:'),
  DBClusterIdentifier: at('rds', 'cluster:'),
  CacheClusterId: at('elasticache', 'cluster:'),
  LoadBalancer: at('elasticloadbalancing', 'loadbalancer/'),
  TargetGroup: at('elasticloadbalancing', ''),
  BucketName: (value, { partition }) => `arn:${partition}:s3:::${value}`,
};
