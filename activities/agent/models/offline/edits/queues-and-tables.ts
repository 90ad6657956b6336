/** Changes of SQS queues, SNS topics and DynamoDB tables. */
import { addToResource, append, literal, resourceAt } from '../hcl/edit.ts';
import { block } from '../hcl/write.ts';
import { times, wants } from '../read.ts';
import { ttlAttribute } from '../recipes/dynamodb.ts';
import { emailSubscription, emails } from '../recipes/sns.ts';
import { deadLetterBlock, redrive, retentionRange, retentionWish, time, visibilityWish } from '../recipes/sqs.ts';
import { labels } from '../site.ts';
import { type Edit, replaces, set } from './edit.ts';

export const queueRetention: Edit = (text, target, site) => {
  const seconds = retentionWish(text);
  if (seconds === undefined || !/\bretention\b|\bretain\w*|\bkeep\w*|\bexpir\w+|\bfor \d|\bmessages?\b/i.test(text))
    return undefined;
  if (seconds < retentionRange.least || seconds > retentionRange.most)
    return { declined: 'SQS keeps a message between one minute and 14 days. Tell me a time in between.' };
  return set(
    site,
    target.address,
    [],
    'message_retention_seconds',
    seconds,
    `keep messages of the queue \`${target.name}\` for ${time(seconds)}`,
  );
};

export const queueVisibility: Edit = (text, target, site) => {
  const seconds = visibilityWish(text);
  if (seconds === undefined) return undefined;
  if (seconds > 43_200) return { declined: 'SQS hides a message for at most 12 hours. Tell me a shorter time.' };
  return set(
    site,
    target.address,
    [],
    'visibility_timeout_seconds',
    seconds,
    `hide a message of the queue \`${target.name}\` for ${time(seconds)} while it is worked on`,
  );
};

export const queueDeadLetters: Edit = (text, target, site) => {
  if (wants(text, /\bdead[- ]?letters?\b|\bdlq\b/) !== true) return undefined;
  const found = resourceAt(site.files, target.address);
  if (found?.block.attributes.some(({ name }) => name === 'redrive_policy'))
    return { already: `The queue \`${target.name}\` has a dead-letter queue already.` };
  const label = `${target.label}_dlq`;
  if (labels(site, 'aws_sqs_queue').has(label))
    return {
      declined: `The project has a queue \`${label}\` that is not used as dead-letter queue. Connect it in the project's files.`,
    };
  const fifo = target.name.endsWith('.fifo');
  const name = fifo ? target.name.replace(/\.fifo$/, '-dlq.fifo') : `${target.name}-dlq`;
  const tries = times(text) ?? 5;
  const connected = addToResource(site.files, target.address, [redrive(label, tries)]);
  return {
    files: append(connected, target.file, deadLetterBlock(target.label, name, fifo)),
    does: `give the queue \`${target.name}\` the dead-letter queue \`${name}\`, for messages that failed ${tries} times`,
  };
};

export const queueFifo: Edit = (text, target) => {
  if (!/\bfifo\b/i.test(text.replaceAll(target.name, ' '))) return undefined;
  if (target.name.endsWith('.fifo')) return { already: `The queue \`${target.name}\` is a FIFO queue already.` };
  return {
    declined: `A queue cannot be turned into a FIFO queue, only made as one. Ask me to create a FIFO queue, move what uses \`${target.name}\`, and then to delete it.`,
  };
};

export const topicSubscription: Edit = (text, target, site) => {
  const addresses = emails(text);
  if (addresses.length === 0) return undefined;
  const known = Object.values(site.files).join('\n');
  const fresh = addresses.filter((address) => !known.includes(`"${address}"`));
  if (fresh.length === 0) return { already: `${addresses.join(' and ')} is subscribed already.` };
  const blocks = fresh.map((address, at) => emailSubscription(site, target.label, address, at));
  return {
    files: append(site.files, target.file, blocks.join('\n')),
    does: `send the topic \`${target.name}\` to ${fresh.join(' and ')}`,
    notes: ['AWS asks for a confirmation by mail before it delivers anything.'],
  };
};

export const tableRecovery: Edit = (text, target, site) => {
  const on = wants(text, /\bpoint[- ]in[- ]time\b|\bpitr\b|\bbackups?\b|\brecovery\b/);
  if (on === undefined) return undefined;
  return set(
    site,
    target.address,
    ['point_in_time_recovery'],
    'enabled',
    on,
    `turn ${on ? 'on' : 'off'} point-in-time recovery of the table \`${target.name}\``,
  );
};

export const tableProtection: Edit = (text, target, site) => {
  const on = wants(text, /\bdeletion[- ]protection\b|\bprotect(?:ed|ion)?\b/);
  if (on === undefined) return undefined;
  return set(
    site,
    target.address,
    [],
    'deletion_protection_enabled',
    on,
    `turn ${on ? 'on' : 'off'} deletion protection of the table \`${target.name}\``,
  );
};

export const tableExpiry: Edit = (text, target, site) => {
  const name = ttlAttribute(text);
  if (name === undefined) return undefined;
  const found = resourceAt(site.files, target.address);
  const ttl = found?.block.blocks.find(({ type }) => type === 'ttl');
  const does = `drop items of the table \`${target.name}\` when the time in \`${name}\` has passed`;
  if (ttl === undefined)
    return {
      files: addToResource(site.files, target.address, [block('ttl', ['attribute_name', name], ['enabled', true])]),
      does,
    };
  if (literal(ttl, 'attribute_name') !== name)
    return {
      declined: `The table \`${target.name}\` has a TTL on \`${String(literal(ttl, 'attribute_name'))}\`. AWS allows one, and changing it takes a step of its own: turn it off first.`,
    };
  return set(site, target.address, ['ttl'], 'enabled', true, does);
};

export const tableKeys: Edit = (text, target) =>
  /\b(?:partition|hash|sort|range)[- ]key\b/i.test(text)
    ? {
        declined: `The keys of a table cannot be changed. ${replaces(target)} Its items would be lost, so I do not propose that: create a new table instead.`,
      }
    : undefined;
