/** An SQS queue, with a dead-letter queue where asked for: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html */
import { type Item, json, raw, resource } from '../hcl/write.ts';
import { spans, times, wants } from '../read.ts';
import type { Site } from '../site.ts';
import {
  type Ask,
  baseName,
  type Declined,
  freeLabel,
  freeName,
  isDeclined,
  type Recipe,
  type Written,
  withBlocks,
} from './recipe.ts';

/** SQS keeps a message for 60 seconds to 14 days; four days unless told. */
export const retentionRange = { least: 60, most: 1_209_600 };
const fourDays = 345_600;

export const sqsQueue: Recipe = { of: 'sqs_queue', looks: ['sqs_queue'], write };

function write(ask: Ask, site: Site): Written | Declined {
  const { base, explicit } = baseName(ask, 'sqs_queue', 'jobs');
  const fifo = wants(ask.text, /\bfifo\b|\bin order\b|\bordered\b/) === true || base.endsWith('.fifo');
  const bare = base
    .replace(/\.fifo$/, '')
    .replace(/[^\w-]+/g, '-')
    .slice(0, 70);
  const name = freeName(site, 'sqs_queue', fifo ? `${bare}.fifo` : bare, explicit);
  if (isDeclined(name)) return name;

  const retention = retentionWish(ask.text) ?? fourDays;
  if (retention < retentionRange.least || retention > retentionRange.most)
    return {
      declined:
        'SQS keeps a message between one minute and 14 days. Tell me a time in between and I will propose the queue.',
    };
  const visibility = visibilityWish(ask.text);
  const deadLetters = wants(ask.text, /\bdead[- ]?letters?\b|\bdlq\b/) === true;
  const label = freeLabel(site, bare, ['aws_sqs_queue']);
  const tries = times(ask.text) ?? 5;

  const body: Item[] = [
    ['name', name],
    ...(fifo
      ? ([
          ['fifo_queue', true],
          ['content_based_deduplication', true],
        ] as Item[])
      : []),
    ['message_retention_seconds', retention],
    ...(visibility === undefined ? [] : ([['visibility_timeout_seconds', visibility]] as Item[])),
    ['sqs_managed_sse_enabled', true],
    ...(deadLetters ? [redrive(`${label}_dlq`, tries)] : []),
  ];
  const blocks = [resource('aws_sqs_queue', label, ...body)];
  if (deadLetters) blocks.push(deadLetterBlock(label, fifo ? `${bare}-dlq.fifo` : `${bare}-dlq`, fifo));

  return {
    files: withBlocks(site, 'sqs.tf', blocks),
    file: 'sqs.tf',
    what: `the ${fifo ? 'FIFO ' : 'SQS '}queue \`${name}\``,
    points: [
      'encrypts messages at rest',
      `keeps a message for ${time(retention)}`,
      ...(fifo ? ['delivers in order and drops duplicates by content'] : []),
      ...(visibility === undefined ? [] : [`hides a message for ${time(visibility)} while it is worked on`]),
      ...(deadLetters ? [`moves a message to \`${bare}-dlq${fifo ? '.fifo' : ''}\` after ${tries} failed tries`] : []),
    ],
    notes: deadLetters ? [] : ['It has no dead-letter queue; say so if you want one.'],
  };
}

export const redrive = (deadLetterLabel: string, tries: number): Item => [
  'redrive_policy',
  json({ deadLetterTargetArn: raw(`aws_sqs_queue.${deadLetterLabel}.arn`), maxReceiveCount: tries }),
];

/** The dead-letter queue itself, which keeps messages as long as SQS can. */
export const deadLetterBlock = (label: string, name: string, fifo: boolean): string =>
  resource(
    'aws_sqs_queue',
    `${label}_dlq`,
    ['name', name],
    ...(fifo ? [['fifo_queue', true] as const] : []),
    ['message_retention_seconds', retentionRange.most],
    ['sqs_managed_sse_enabled', true],
  );

/** Seconds of the time span that is about visibility, if one is. */
export const visibilityWish = (text: string): number | undefined =>
  wishNear(text, /\b(?:visib\w+|hid(?:e|den)|in[- ]flight|timeout)\b/i);

/** Seconds of the time span that is not about visibility. */
export function retentionWish(text: string): number | undefined {
  const other = visibilityWish(text);
  return spans(text)
    .map(({ seconds }) => seconds)
    .filter((one) => one !== other)
    .at(-1);
}

function wishNear(text: string, words: RegExp): number | undefined {
  const at = words.exec(text)?.index;
  if (at === undefined) return undefined;
  return spans(text).sort((a, b) => Math.abs(a.index - at) - Math.abs(b.index - at))[0]?.seconds;
}

/** A number of seconds as people say it. */
export function time(seconds: number): string {
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const) {
    if (seconds % size === 0) return `${seconds / size} ${unit}${seconds === size ? '' : 's'}`;
  }
  return `${seconds} seconds`;
}
