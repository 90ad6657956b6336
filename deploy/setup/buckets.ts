/**
 * Makes the two buckets, and turns versioning on for the one of the states: `node deploy/setup/buckets.ts`.
 *
 * Safe to repeat. stack/parts/s3.ts does the same on a machine without Docker.
 */
import { CreateBucketCommand, ListBucketsCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { settings } from '../../platform/config.ts';
import { patiently } from './wait.ts';

const names = {
  S3_ENDPOINT: true,
  S3_REGION: true,
  S3_ACCESS_KEY_ID: true,
  S3_SECRET_ACCESS_KEY: true,
  S3_BUCKET: true,
  S3_STATE_BUCKET: true,
} as const;

/**
 * @param env the S3 settings of platform/config.ts
 * @returns the names of the buckets that were not there before
 * @throws the SDK's error when the store has not taken them after a minute: its gateway answers before it can store
 */
export async function makeBuckets(env: NodeJS.ProcessEnv, limitMs = 60_000): Promise<string[]> {
  const config = settings.pick(names).parse(env);
  const client = new S3Client({
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    forcePathStyle: config.S3_ENDPOINT !== undefined,
    maxAttempts: 1,
    credentials: { accessKeyId: config.S3_ACCESS_KEY_ID, secretAccessKey: config.S3_SECRET_ACCESS_KEY },
  });
  try {
    return await patiently(() => ensure(client, config.S3_BUCKET, config.S3_STATE_BUCKET), { limitMs });
  } finally {
    client.destroy();
  }
}

async function ensure(client: S3Client, bucket: string, stateBucket: string): Promise<string[]> {
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const missing = [bucket, stateBucket].filter((name) => !Buckets.some(({ Name }) => Name === name));
  for (const Bucket of missing) await client.send(new CreateBucketCommand({ Bucket }));
  // Without it a state that was overwritten or deleted could not be brought back.
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: stateBucket, VersioningConfiguration }));
  return missing;
}

if (import.meta.main) {
  const made = await makeBuckets(process.env);
  console.log(made.length > 0 ? `Made the buckets ${made.join(' and ')}.` : 'The buckets are there.');
}
