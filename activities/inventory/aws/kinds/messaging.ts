/** Queues and topics. */
import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  type SNSClient,
  type Subscription,
  type Topic,
} from '@aws-sdk/client-sns';
import { defined, tagsByKey } from '../../../clouds/aws/lister.ts';
import { readPart, withGaps } from '../../../clouds/aws/parts.ts';
import { queues as listedQueues } from '../../../clouds/aws/sqs.ts';
import { lastOf, parseArn } from '../arn.ts';
import { byArn, byArnOf, byKey, inField } from '../edges.ts';
import { awsKind } from '../kind.ts';
import { fromReader } from './reader.ts';

export const queues = fromReader({
  lister: listedQueues,
  kind: 'sqs.queues',
  service: 'sqs',
  nativeType: 'AWS::SQS::Queue',
  category: 'messaging',
  arns: /^sqs:[^/:]+$/,
  changing: ['messagesVisible', 'messagesInFlight'],
  rules: [
    { name: 'aws.sqs.queue.dead_letters', kind: 'data', field: 'deadLetterQueue', to: byArn },
    { name: 'aws.sqs.queue.key', kind: 'iam', field: 'encryption', to: byKey },
  ],
});

/** Three small requests a topic. */
export const topics = awsKind<Topic>({
  kind: 'sns.topics',
  title: 'SNS topics',
  service: 'sns',
  nativeType: 'AWS::SNS::Topic',
  category: 'messaging',
  place: 'region',
  // Subscriptions stand in their topic.
  arns: /^sns:[^/:]+(:[^/:]+)?$/,
  async list({ clients, endpointRegion, cursor, signal }) {
    const command = new ListTopicsCommand({ NextToken: cursor });
    const { Topics, NextToken } = await clients.sns(endpointRegion).send(command, { abortSignal: signal });
    return { items: Topics, cursor: NextToken };
  },
  async one({ clients, endpointRegion, signal }, TopicArn) {
    await clients.sns(endpointRegion).send(new GetTopicAttributesCommand({ TopicArn }), { abortSignal: signal });
    return { TopicArn };
  },
  async resource({ clients, endpointRegion, signal }, { TopicArn = '' }) {
    const gaps = {};
    const sns = clients.sns(endpointRegion);
    const options = { abortSignal: signal };
    const [answer, subscriptions, tags] = await Promise.all([
      readPart(gaps, 'attributes', () => sns.send(new GetTopicAttributesCommand({ TopicArn }), options)),
      readPart(gaps, 'subscriptions', () => readSubscriptions(sns, TopicArn, signal)),
      readPart(gaps, 'tags', () => sns.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }), options)),
    ]);
    const own = answer?.Attributes ?? {};
    return {
      cloudId: TopicArn,
      name: lastOf(TopicArn),
      tags: tagsByKey(tags?.Tags),
      ...withGaps(gaps),
      attributes: defined({
        fifo: TopicArn.endsWith('.fifo'),
        displayName: own.DisplayName || undefined,
        encryption: own.KmsMasterKeyId || 'none',
        subscriptions: subscriptions?.map(toSubscription),
      }),
    };
  },
  rules: [
    {
      name: 'aws.sns.topic.subscription',
      kind: 'routes_to',
      field: 'subscriptions',
      to: inField('target', byArnOf('sqs', 'lambda', 'firehose')),
    },
    { name: 'aws.sns.topic.key', kind: 'iam', field: 'encryption', to: byKey },
  ],
});

async function readSubscriptions(sns: SNSClient, TopicArn: string, signal: AbortSignal | undefined) {
  const found: Subscription[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListSubscriptionsByTopicCommand({ TopicArn, NextToken });
    const answer = await sns.send(command, { abortSignal: signal });
    found.push(...(answer.Subscriptions ?? []));
    NextToken = answer.NextToken || undefined;
  } while (NextToken);
  return found.sort((a, b) => (a.SubscriptionArn ?? '').localeCompare(b.SubscriptionArn ?? ''));
}

/** Where messages go, if that is a resource. Addresses of people stay out, and so do URLs, which hold tokens. */
const toSubscription = ({ Protocol, Endpoint, SubscriptionArn }: Subscription) =>
  defined({
    protocol: Protocol,
    target: Endpoint && parseArn(Endpoint) ? Endpoint : undefined,
    pending: SubscriptionArn === 'PendingConfirmation' || undefined,
  });
