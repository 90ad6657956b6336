import { type Item, raw, resource } from '../hcl/write.ts';
import { wants } from '../read.ts';
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

/** An SNS topic, encrypted with the key AWS manages for SNS, and its e-mail subscriptions. */
export const snsTopic: Recipe = { of: 'sns_topic', looks: [], write };

function write(ask: Ask, site: Site): Written | Declined {
  const addresses = emails(ask.text);
  const text = addresses.reduce((rest, address) => rest.replace(address, ''), ask.text);
  const { base, explicit } = baseName({ ...ask, text }, 'sns_topic', 'notifications');
  const fifo = wants(text, /\bfifo\b|\bin order\b|\bordered\b/) === true || base.endsWith('.fifo');
  const bare = base.replace(/\.fifo$/, '').replace(/[^\w-]+/g, '-');
  const name = freeName(site, 'sns_topic', fifo ? `${bare}.fifo` : bare, explicit);
  if (isDeclined(name)) return name;
  if (fifo && addresses.length > 0)
    return {
      declined:
        'A FIFO topic cannot send e-mail: SNS delivers those only from standard topics. Ask for a topic without FIFO, or without the subscription.',
    };

  const label = freeLabel(site, bare, ['aws_sns_topic']);
  const order: Item[] = fifo
    ? [
        ['fifo_topic', true],
        ['content_based_deduplication', true],
      ]
    : [];
  const topic = resource('aws_sns_topic', label, ['name', name], ...order, ['kms_master_key_id', 'alias/aws/sns']);
  const subscriptions = addresses.map((address, at) => emailSubscription(site, label, address, at));
  return {
    files: withBlocks(site, 'sns.tf', [topic, ...subscriptions]),
    file: 'sns.tf',
    what: `the SNS topic \`${name}\``,
    points: ['encrypts messages at rest', ...addresses.map((address) => `sends to ${address}`)],
    notes:
      addresses.length === 0
        ? []
        : ['Each address gets a mail from AWS and must confirm it before anything is delivered.'],
  };
}

export const emails = (text: string): string[] => [...new Set(text.match(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g) ?? [])];

export function emailSubscription(site: Site, topicLabel: string, address: string, at: number): string {
  const label = freeLabel(site, `${topicLabel}_email${at === 0 ? '' : `_${at + 1}`}`, ['aws_sns_topic_subscription']);
  return resource(
    'aws_sns_topic_subscription',
    label,
    ['topic_arn', raw(`aws_sns_topic.${topicLabel}.arn`)],
    ['protocol', 'email'],
    ['endpoint', address],
  );
}
