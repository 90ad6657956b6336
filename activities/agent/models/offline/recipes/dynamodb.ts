import { block, type Item, resource } from '../hcl/write.ts';
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

/** A DynamoDB table that is paid by request, with point-in-time recovery. */
export const dynamodbTable: Recipe = { of: 'dynamodb_table', looks: ['dynamodb_table'], write };

type Key = { name: string; type: 'S' | 'N' };

function write(ask: Ask, site: Site): Written | Declined {
  const { base, explicit } = baseName(ask, 'dynamodb_table', 'records');
  const name = freeName(site, 'dynamodb_table', base, explicit);
  if (isDeclined(name)) return name;
  const label = freeLabel(site, base, ['aws_dynamodb_table']);
  const hash = keyWish(
    ask.text,
    /\b(?:partition|hash|primary)[- ]key\b|\bkeyed (?:by|on)\b|\bwith (?:the |a )?key\b/i,
  ) ?? { name: 'id', type: 'S' };
  const range = keyWish(ask.text, /\b(?:sort|range)[- ]key\b|\bsorted by\b/i);
  const recovery = wants(ask.text, /\b(?:point[- ]in[- ]time|pitr|backups?|recovery)\b/) ?? true;
  const expiry = ttlAttribute(ask.text);
  const protect = wants(ask.text, /\bdeletion[- ]protection\b|\bprotected?\b/) === true;

  const body: Item[] = [
    ['name', name],
    ['billing_mode', 'PAY_PER_REQUEST'],
    ['hash_key', hash.name],
    ...(range === undefined ? [] : ([['range_key', range.name]] as Item[])),
    ...(protect ? ([['deletion_protection_enabled', true]] as Item[]) : []),
    ...[hash, ...(range === undefined ? [] : [range])].map((key) =>
      block('attribute', ['name', key.name], ['type', key.type]),
    ),
    ...(expiry === undefined ? [] : [block('ttl', ['attribute_name', expiry], ['enabled', true])]),
    block('point_in_time_recovery', ['enabled', recovery]),
    block('server_side_encryption', ['enabled', true]),
  ];
  return {
    files: withBlocks(site, 'dynamodb.tf', [resource('aws_dynamodb_table', label, ...body)]),
    file: 'dynamodb.tf',
    what: `the DynamoDB table \`${name}\``,
    points: [
      `has the partition key \`${hash.name}\`${range === undefined ? '' : ` and the sort key \`${range.name}\``}`,
      'is paid by request',
      'encrypts data at rest',
      recovery ? 'can be restored to any second of the last 35 days' : 'has no point-in-time recovery, as you asked',
      ...(expiry === undefined ? [] : [`drops items when the time in \`${expiry}\` has passed`]),
      ...(protect ? ['is protected against deletion'] : []),
    ],
    notes: [],
  };
}

/** The attribute named after words such as "sort key". */
function keyWish(text: string, words: RegExp): Key | undefined {
  const found = words.exec(text);
  if (found === null) return undefined;
  const after = text.slice(found.index + found[0].length);
  const name = /^\s*(?:is|of|named|called|=|:)?\s*["'`“]?([A-Za-z][\w.-]*)/.exec(after)?.[1];
  if (name === undefined || /^(?:and|with|for|of|is)$/i.test(name)) return undefined;
  const numeric = /^["'`”]?\s*\(?\s*(?:as (?:a )?)?(?:number|numeric|int)/i.test(
    after.slice(after.indexOf(name) + name.length),
  );
  return { name: name.replace(/[.,]+$/, ''), type: numeric ? 'N' : 'S' };
}

export function ttlAttribute(text: string): string | undefined {
  if (wants(text, /\bttl\b|\btime[- ]to[- ]live\b/) !== true) return undefined;
  const named =
    /\b(?:ttl|time[- ]to[- ]live)\s+(?:on|by|in|attribute|with|using|field|column)?\s*(?:the )?(?:attribute|field|column)?\s*["'`“]?([A-Za-z]\w*)/i.exec(
      text,
    )?.[1];
  return named === undefined || /^(?:for|on|and|to|the|of)$/i.test(named) ? 'expiresAt' : named;
}
