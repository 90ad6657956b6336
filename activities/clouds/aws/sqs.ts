/** SQS queues. */
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
} from '@aws-sdk/client-sqs';
import { mapWithLimit } from '../concurrency.ts';
import type { CloudResource, Json } from '../provider.ts';
import { type AwsLister, type AwsPageRequest, awsResource, defined, detailConcurrency, within } from './lister.ts';
import { readPart, withGaps } from './parts.ts';

/** One listing request, and two small ones per queue. */
export const queues: AwsLister = {
  kind: 'sqs_queue',
  title: 'SQS queues',
  async page(request) {
    const { clients, region, cursor, size, signal } = request;
    // Without MaxResults there is no NextToken, and what is beyond 1000 is silently left out.
    const command = new ListQueuesCommand({ MaxResults: within(size, 1, 1000), NextToken: cursor });
    const { QueueUrls = [], NextToken } = await clients.sqs(region).send(command, { abortSignal: signal });
    const resources = await mapWithLimit(QueueUrls, detailConcurrency, (url) => describe(request, url));
    return { resources, cursor: NextToken || undefined };
  },
  async find(request, QueueName) {
    const { clients, region, signal } = request;
    const { QueueUrl } = await clients.sqs(region).send(new GetQueueUrlCommand({ QueueName }), { abortSignal: signal });
    return QueueUrl ? describe(request, QueueUrl) : undefined;
  },
};

async function describe(request: AwsPageRequest, QueueUrl: string): Promise<CloudResource> {
  const sqs = request.clients.sqs(request.region);
  const options = { abortSignal: request.signal };
  const gaps = {};
  const [answer, tags] = await Promise.all([
    readPart(gaps, 'attributes', () =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }), options),
    ),
    readPart(gaps, 'tags', () => sqs.send(new ListQueueTagsCommand({ QueueUrl }), options)),
  ]);
  const name = QueueUrl.split('/').at(-1) ?? QueueUrl;
  const own = answer?.Attributes;
  return awsResource(request, {
    kind: 'sqs_queue',
    id: own?.QueueArn ?? `arn:${request.partition}:sqs:${request.region}:${request.account}:${name}`,
    nativeType: 'AWS::SQS::Queue',
    name,
    tags: tags?.Tags ?? {},
    createdAt: own?.CreatedTimestamp ? new Date(Number(own.CreatedTimestamp) * 1000).toISOString() : undefined,
    attributes: own ? attributesOf(own) : {},
    ...withGaps(gaps),
  });
}

const attributesOf = (own: Record<string, string>): Record<string, Json> =>
  defined({
    fifo: own.FifoQueue === 'true',
    visibilityTimeoutSeconds: numberOf(own.VisibilityTimeout),
    retentionSeconds: numberOf(own.MessageRetentionPeriod),
    delaySeconds: numberOf(own.DelaySeconds),
    maximumMessageBytes: numberOf(own.MaximumMessageSize),
    messagesVisible: numberOf(own.ApproximateNumberOfMessages),
    messagesInFlight: numberOf(own.ApproximateNumberOfMessagesNotVisible),
    encryption: own.KmsMasterKeyId ?? (own.SqsManagedSseEnabled === 'true' ? 'SQS' : 'none'),
    deadLetterQueue: deadLetterQueueOf(own.RedrivePolicy),
  });

const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));

function deadLetterQueueOf(policy: string | undefined): string | undefined {
  return policy ? /"deadLetterTargetArn"\s*:\s*"([^"]+)"/.exec(policy)?.[1] : undefined;
}
