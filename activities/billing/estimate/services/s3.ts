/** S3 by storage class. Prices: https://aws.amazon.com/s3/pricing/ */
import { per } from '../amount.ts';
import { type Line, line } from '../line.ts';
import { member, type Resource } from '../resource.ts';
import type { Rules } from './rule.ts';

/** Component, usage key, unit, price key in the class. */
type Part = [name: string, key: string, unit: 'GB' | '1k requests' | '1k objects', price: string];
type StorageClass = { title: string; usage: string; price: string; inRules: string; parts: Part[] };

const puts: Part = ['PUT, COPY, POST, LIST requests', 'monthly_tier_1_requests', '1k requests', 'put'];
const gets: Part = ['GET, SELECT, and all other requests', 'monthly_tier_2_requests', '1k requests', 'get'];
const moves: Part = ['Lifecycle transition', 'monthly_lifecycle_transition_requests', '1k requests', 'transition'];
const stored: Part = ['Storage', 'storage_gb', 'GB', 'storage'];
const retrieved: Part = ['Retrievals', 'monthly_data_retrieval_gb', 'GB', 'retrieval'];
const scanned: Part = ['Select data scanned', 'monthly_select_data_scanned_gb', 'GB', 'select-scanned'];
const returned: Part = ['Select data returned', 'monthly_select_data_returned_gb', 'GB', 'select-returned'];
const infrequent = [stored, puts, gets, moves, retrieved, scanned, returned];
const early = (days: number): Part => [`Early delete (within ${days} days)`, 'early_delete_gb', 'GB', 'storage'];

/** Glacier answers at three speeds. */
const speed = (name: string): Part[] => [
  [
    `Retrieval requests (${name})`,
    `monthly_${name}_data_retrieval_requests`,
    '1k requests',
    `retrieval-requests-${name}`,
  ],
  [`Retrievals (${name})`, `monthly_${name}_data_retrieval_gb`, 'GB', `retrieval-${name}`],
];
const select = (name: string): Part[] => [
  [`Select data scanned (${name})`, `monthly_${name}_select_data_scanned_gb`, 'GB', `select-scanned-${name}`],
  [`Select data returned (${name})`, `monthly_${name}_select_data_returned_gb`, 'GB', `select-returned-${name}`],
];

const classes: StorageClass[] = [
  {
    title: 'Standard',
    usage: 'standard',
    price: 'standard',
    inRules: 'STANDARD',
    parts: [stored, puts, gets, scanned, returned],
  },
  {
    title: 'Intelligent tiering',
    usage: 'intelligent_tiering',
    price: 'intelligent',
    inRules: 'INTELLIGENT_TIERING',
    parts: [
      ['Storage (frequent access)', 'frequent_access_storage_gb', 'GB', 'storage'],
      ['Storage (infrequent access)', 'infrequent_access_storage_gb', 'GB', 'storage-infrequent'],
      ['Storage (archive access)', 'archive_access_storage_gb', 'GB', 'storage-archive'],
      ['Storage (deep archive access)', 'deep_archive_access_storage_gb', 'GB', 'storage-deep'],
      ['Monitoring and automation', 'monitored_objects', '1k objects', 'monitoring'],
      puts,
      gets,
      moves,
      scanned,
      returned,
      early(30),
    ],
  },
  {
    title: 'Standard - infrequent access',
    usage: 'standard_infrequent_access',
    price: 'infrequent',
    inRules: 'STANDARD_IA',
    parts: infrequent,
  },
  {
    title: 'One zone - infrequent access',
    usage: 'one_zone_infrequent_access',
    price: 'one-zone',
    inRules: 'ONEZONE_IA',
    parts: infrequent,
  },
  {
    title: 'Glacier flexible retrieval',
    usage: 'glacier_flexible_retrieval',
    price: 'glacier',
    inRules: 'GLACIER',
    parts: [
      stored,
      puts,
      gets,
      moves,
      ...speed('standard'),
      ...select('standard'),
      ...speed('expedited'),
      ...select('expedited'),
      ...select('bulk'),
      early(90),
    ],
  },
  {
    title: 'Glacier deep archive',
    usage: 'glacier_deep_archive',
    price: 'deep-archive',
    inRules: 'DEEP_ARCHIVE',
    parts: [stored, puts, gets, moves, ...speed('standard'), ...speed('bulk'), early(180)],
  },
];

/** Standard always; another class when its use is stated, or when rules move objects there. */
function bucket(resource: Resource): Line[] {
  const reached = reachedByRules(resource);
  return classes
    .filter(
      ({ usage, inRules }) => usage === 'standard' || resource.usageBlock[usage] !== undefined || reached.has(inRules),
    )
    .flatMap(({ title, usage, price, parts }) =>
      parts.map(([name, key, unit, of]) => {
        const used = resource.use(`${usage}.${key}`);
        const amount = unit === 'GB' ? used : per(used, 1000);
        return line(name, unit, `s3/${price}/${of}`, amount, { path: [title] });
      }),
    );
}

function reachedByRules(bucket_: Resource): Set<string> {
  const outside = bucket_.side.resources.filter(
    (one) =>
      one.type === 'aws_s3_bucket_lifecycle_configuration' &&
      (one.references('bucket', 'aws_s3_bucket').includes(bucket_) ||
        (one.text('bucket') !== null && one.text('bucket') === bucket_.text('bucket'))),
  );
  const rules = [...bucket_.blocks('lifecycle_rule'), ...outside.flatMap((one) => one.blocks('rule'))];
  const steps = rules.flatMap((rule) => [rule.transition, rule.noncurrent_version_transition].flat());
  return new Set(steps.map((step) => String(member(step, 'storage_class') ?? '')));
}

export const s3Rules: Rules = {
  aws_s3_bucket: bucket,
  aws_s3_bucket_analytics_configuration: (analytics) => [
    line('Objects monitored', '1M objects', 's3/analytics', per(analytics.use('monthly_monitored_objects'), 1_000_000)),
  ],
  aws_s3_bucket_inventory: (inventory) => [
    line('Objects listed', '1M objects', 's3/inventory', per(inventory.use('monthly_listed_objects'), 1_000_000)),
  ],
};
