import { randomUUID } from 'node:crypto';
import { DeleteBucketCommand, GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { makeBuckets } from './buckets.ts';

const { S3_ENDPOINT, S3_REGION = 'us-east-1', S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = process.env;

describe.skipIf(!S3_ENDPOINT)('makeBuckets, on a real store', () => {
  const id = randomUUID().slice(0, 8);
  const [bucket, states] = [`compose-${id}`, `compose-states-${id}`];
  const env = { ...process.env, S3_BUCKET: bucket, S3_STATE_BUCKET: states };
  const client = new S3Client({
    endpoint: S3_ENDPOINT,
    region: S3_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY },
  });
  const versioning = async (Bucket: string) => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status;

  afterAll(async () => {
    for (const Bucket of [bucket, states]) await client.send(new DeleteBucketCommand({ Bucket }));
    client.destroy();
  });

  it('makes both, keeps versions of the states only, and changes nothing the second time', async () => {
    expect(await makeBuckets(env)).toEqual([bucket, states]);
    expect(await versioning(states)).toBe('Enabled');
    expect(await versioning(bucket)).toBeUndefined();
    expect(await makeBuckets(env)).toEqual([]);
  });

  it('gives up with the words of the store when the keys are wrong', async () => {
    const wrong = { ...env, S3_SECRET_ACCESS_KEY: 'wrong' };
    await expect(makeBuckets(wrong, 100)).rejects.toThrow(/signature/i);
  });
});
