/** Somebody else's bucket: lists, reads, and never writes. */
import type { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { BillingFile } from '../../../db/model/billing.ts';
import { type Streamed, toFile } from '../../../platform/storage/streams.ts';
import { awsFailure } from '../../clouds/aws/failures.ts';
import { awsKeysOf } from './aws-keys.ts';
import { changedMeanwhile, missingSetting, sourceFailure } from './failures.ts';
import type { AskOptions, SourceInput } from './source.ts';

export type S3Object = { key: string; etag: string; bytes: number };

export type S3Reader = {
  list(prefix: string, options?: AskOptions): Promise<S3Object[]>;
  /** Small objects only: manifests. */
  text(key: string, options?: AskOptions): Promise<string>;
  fetch(file: BillingFile, path: string, options?: AskOptions): Promise<Streamed>;
  close(): void;
};

export function makeS3Reader({ secret, renew, settings, region, endpoint }: SourceInput): S3Reader {
  const { bucket } = settings;
  if (!bucket) throw missingSetting('which bucket');
  const client = new S3Client({
    region: settings.region ?? region,
    endpoint,
    forcePathStyle: endpoint !== undefined,
    credentials: awsKeysOf({ secret, renew }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 60_000 },
  });

  const asked = async <T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      throw s3Failure(error);
    }
  };
  const get = (Key: string, IfMatch?: string, abortSignal?: AbortSignal) =>
    client.send(new GetObjectCommand({ Bucket: bucket, Key, IfMatch }), { abortSignal });

  return {
    list: (Prefix, { signal } = {}) =>
      asked(async () => {
        const found: S3Object[] = [];
        const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix }, { abortSignal: signal });
        for await (const { Contents = [] } of pages) {
          found.push(...Contents.map(({ Key = '', ETag = '', Size = 0 }) => ({ key: Key, etag: ETag, bytes: Size })));
        }
        return found;
      }, signal),
    text: (key, { signal } = {}) =>
      asked(async () => (await (await get(key, undefined, signal)).Body?.transformToString()) ?? '', signal),
    fetch: (file, path, { signal } = {}) =>
      asked(async () => {
        try {
          const { Body } = await get(file.location, file.digest ?? undefined, signal);
          return await toFile(Body as Readable, path, signal);
        } catch (error) {
          if (statusOf(error) === 412) throw changedMeanwhile(file.name);
          throw error;
        }
      }, signal),
    close: () => client.destroy(),
  };
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

function s3Failure(error: unknown) {
  const status = statusOf(error);
  if (status === 404) return sourceFailure('S3', 'the cost files', { status, cause: error });
  return awsFailure(error, 'reading cost files');
}
