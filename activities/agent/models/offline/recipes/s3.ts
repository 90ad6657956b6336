/** A private S3 bucket after AWS's security guidance: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html */
import { block, type Item, json, raw, resource, type Value } from '../hcl/write.ts';
import { slug } from '../names.ts';
import { explicitName, purpose, wants } from '../read.ts';
import { managed, type Site } from '../site.ts';
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
import { lifecycle, lifecycleRules } from './s3-lifecycle.ts';

export const s3Bucket: Recipe = { of: 's3_bucket', looks: ['s3_bucket'], write };

function write(ask: Ask, site: Site): Written | Declined {
  if (isPublic(ask.text)) {
    return {
      declined:
        "I only write private buckets: a public one needs a person who decides what may be read, so write that part in the project's files yourself. I can make the private bucket if you ask for it.",
    };
  }
  const { base, explicit } = baseName(ask, 's3_bucket', 'storage');
  // Bucket names are global: the account number makes a derived one unlikely to be someone else's.
  const wanted = explicit ? base : [slug(base, 40), site.account ?? site.project].filter(Boolean).join('-');
  if (!validBucket(wanted)) return { declined: invalidName(wanted) };
  const bucket = freeName(site, 's3_bucket', wanted, explicit);
  if (isDeclined(bucket)) return bucket;

  const label = freeLabel(site, base, ['aws_s3_bucket']);
  const forAccessLogs = isForAccessLogs(ask);
  const versioning = wants(ask.text, /version(?:ing|ed|s)?/) ?? true;
  const kms = wants(ask.text, /\bkms\b/) === true && !forAccessLogs;
  const target = loggingTarget(ask.text, site, label);
  const rules = lifecycleRules(ask.text, versioning);
  const blocks = [
    resource('aws_s3_bucket', label, ['bucket', bucket]),
    resource('aws_s3_bucket_public_access_block', label, ['bucket', id(label)], ...closed),
    resource(
      'aws_s3_bucket_ownership_controls',
      label,
      ['bucket', id(label)],
      block('rule', ['object_ownership', 'BucketOwnerEnforced']),
    ),
    versioning ? versioned(label) : '',
    encrypted(label, kms),
    rules.length > 0 ? lifecycle(label, rules, versioning ? `aws_s3_bucket_versioning.${label}` : undefined) : '',
    target === undefined ? '' : logging(label, target.address),
    policy(label, forAccessLogs ? site.account : null),
  ];

  const points = [
    'blocks public access in all four ways and turns ACLs off',
    versioning ? 'keeps every version of an object' : 'keeps no old versions, as you asked',
    kms ? 'encrypts objects with a KMS key' : 'encrypts objects at rest',
    'refuses connections without TLS',
    ...rules.map(({ says }) => says),
    ...(target === undefined ? [] : [`writes its own access logs to \`${target.name}\``]),
  ];
  const notes: string[] = [];
  if (forAccessLogs && site.account !== null)
    notes.push(`S3's log delivery may write to it, from account ${site.account} only.`);
  if (kms) notes.push('The key is the one AWS manages for S3.');
  const unknownTarget = target === undefined && /\blog(?:s|ging)?\b.{0,20}\bto\b/i.test(ask.text) && !forAccessLogs;
  if (unknownTarget)
    notes.push('I found no bucket of this project to write its access logs to, so that part is left out.');
  return {
    files: withBlocks(site, 's3.tf', blocks.filter(Boolean)),
    file: 's3.tf',
    what: `the private S3 bucket \`${bucket}\``,
    points,
    notes,
  };
}

const id = (label: string) => raw(`aws_s3_bucket.${label}.id`);

const closed: Item[] = [
  ['block_public_acls', true],
  ['block_public_policy', true],
  ['ignore_public_acls', true],
  ['restrict_public_buckets', true],
];

export const versioned = (label: string): string =>
  resource(
    'aws_s3_bucket_versioning',
    label,
    ['bucket', id(label)],
    block('versioning_configuration', ['status', 'Enabled']),
  );

export function encrypted(label: string, kms: boolean): string {
  const algorithm = block('apply_server_side_encryption_by_default', ['sse_algorithm', kms ? 'aws:kms' : 'AES256']);
  const rule = kms ? block('rule', ['bucket_key_enabled', true], algorithm) : block('rule', algorithm);
  return resource('aws_s3_bucket_server_side_encryption_configuration', label, ['bucket', id(label)], rule);
}

export const logging = (label: string, target: string): string =>
  resource(
    'aws_s3_bucket_logging',
    label,
    ['bucket', id(label)],
    ['target_bucket', raw(`${target}.id`)],
    ['target_prefix', `${label}/`],
  );

export const publicAccessBlock = (label: string): string =>
  resource('aws_s3_bucket_public_access_block', label, ['bucket', id(label)], ...closed);

/** TLS only; and, for a bucket that collects access logs, S3's log delivery from the own account. */
function policy(label: string, logsOfAccount: string | null): string {
  const arn = `aws_s3_bucket.${label}.arn`;
  const objects = raw(`"\${${arn}}/*"`);
  const statements: Value[] = [
    {
      Sid: 'DenyInsecureTransport',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [raw(arn), objects],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ];
  if (logsOfAccount !== null) {
    statements.push({
      Sid: 'AllowLogDelivery',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: objects,
      Condition: { StringEquals: { 'aws:SourceAccount': logsOfAccount } },
    });
  }
  return resource(
    'aws_s3_bucket_policy',
    label,
    ['bucket', id(label)],
    ['policy', json({ Version: '2012-10-17', Statement: statements })],
    // A policy that arrives before the public access block can be refused by it.
    ['depends_on', [raw(`aws_s3_bucket_public_access_block.${label}`)]],
  );
}

/** A bucket of this project that the new one shall write its access logs to. */
export function loggingTarget(text: string, site: Site, own: string) {
  if (!/\blog(?:s|ging)?\b/i.test(text) || !/\bto\b/i.test(text)) return undefined;
  const buckets = managed(site, 's3_bucket').filter(({ label }) => label !== own);
  return buckets.find(({ name, label }) =>
    new RegExp(`\\bto\\b.*\\b(?:${escaped(name)}|${escaped(label)})(?![\\w-])`, 'i').test(text),
  );
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const isForAccessLogs = (ask: Ask) =>
  /\baccess[- ]?logs?\b/i.test(`${purpose(ask.text) ?? purpose(ask.whole) ?? ''} ${explicitName(ask.text) ?? ''}`) ||
  /\blogging target\b|\btarget (?:for|of) (?:\w+ )*logs?\b/i.test(ask.text);

const isPublic = (text: string) =>
  wants(text, /\bpublic(?:ly)?\b(?! access block)/) === true &&
  !/\b(?:block|deny|prevent|not?|without|disable)\w*\b[^.]*\bpublic/i.test(text);

const validBucket = (name: string) =>
  /^(?!xn--|sthree-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|^\d+\.\d+\.\d+\.\d+$/.test(name);

const invalidName = (name: string) =>
  `\`${name.slice(0, 80)}\` cannot be the name of a bucket: 3 to 63 characters, only lower case letters, digits, dots and hyphens. Tell me another name and I will propose it.`;
