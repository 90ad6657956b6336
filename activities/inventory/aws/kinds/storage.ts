/** Buckets and tables. */
import { tables as listedTables } from '../../../clouds/aws/dynamodb.ts';
import { buckets as listedBuckets } from '../../../clouds/aws/s3.ts';
import { byKey, inField } from '../edges.ts';
import { fromReader } from './reader.ts';

/** Listed region by region, so that each lies in the scope of its own region. */
export const buckets = fromReader({
  lister: listedBuckets,
  kind: 's3.buckets',
  service: 's3',
  nativeType: 'AWS::S3::Bucket',
  category: 'storage',
  arns: /^s3:[^/:]+$/,
  more: ({ attributes }) => ({ publicAccessBlocked: blocksAll(attributes.publicAccessBlock) }),
  rules: [{ name: 'aws.s3.bucket.key', kind: 'iam', field: 'encryption', to: inField('kmsKeyId', byKey) }],
});

/** Null where it could not be read: neither safe nor open. */
function blocksAll(block: unknown): boolean | null {
  if (block === undefined) return null;
  return block !== null && Object.values(block as Record<string, boolean>).every(Boolean);
}

export const tables = fromReader({
  lister: listedTables,
  kind: 'dynamodb.tables',
  service: 'dynamodb',
  nativeType: 'AWS::DynamoDB::Table',
  category: 'database',
  arns: /^dynamodb:table\/[^/]+$/,
  changing: ['items', 'sizeBytes'],
  rules: [{ name: 'aws.dynamodb.table.key', kind: 'iam', field: 'kmsKey', to: byKey }],
});
