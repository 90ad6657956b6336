/** Objects in S3 or anything that speaks it: revisions and sealed plans in one bucket, Terraform states in another. */
import { S3Client } from '@aws-sdk/client-s3';
import type { Config } from '../config.ts';
import type { Health } from '../health.ts';
import { makeBucket } from './bucket.ts';
import { type LargeObjects, makeLargeObjects } from './streams.ts';

export type PutOptions = {
  contentType?: string;
  /** Refuse to replace: for what is written once and then never changes. */
  ifNoneMatch?: boolean;
  signal?: AbortSignal;
};

export type CallOptions = { signal?: AbortSignal };

/** `size` in bytes; `modifiedAt` ISO 8601 in UTC. */
export type StoredObject = { key: string; size: number; etag?: string; modifiedAt?: string };

export type ObjectHead = StoredObject & { contentType?: string; versionId?: string };

/**
 * One bucket. Every call throws AuroraError `dependency_unavailable` (retryable) when S3 is away or refuses the keys,
 * `disk_full` (retryable) when it has no room, `bad_request` for a key it will not take; the signal's own reason when
 * the signal fires.
 */
export type Bucket = {
  readonly name: string;
  /**
   * @throws AuroraError `conflict` when `ifNoneMatch` was asked and *other* bytes are there. The same bytes are
   *   success: a put whose answer was lost is repeated by a retry.
   */
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<void>;
  /** @throws AuroraError `not_found` */
  get(key: string, options?: CallOptions & { versionId?: string }): Promise<Buffer>;
  getText(key: string, options?: CallOptions & { versionId?: string }): Promise<string>;
  /** @throws AuroraError `not_found` */
  head(key: string, options?: CallOptions): Promise<ObjectHead>;
  exists(key: string, options?: CallOptions): Promise<boolean>;
  /** Removing what is not there is no error. In a versioned bucket the versions stay. */
  remove(key: string, options?: CallOptions): Promise<void>;
  /** Every object whose key starts with `prefix`, in key order, page after page. */
  list(prefix: string, options?: CallOptions): Promise<StoredObject[]>;
  /** The same, a page at a time, from behind the key `startAfter` on. */
  walk(prefix: string, options?: CallOptions & { startAfter?: string }): AsyncGenerator<StoredObject, void>;
  health(): Promise<Health>;
};

export type Storage = Bucket & { readonly stateBucket: Bucket; readonly large: LargeObjects; close(): void };

export type StorageConfig = Pick<
  Config,
  'S3_ENDPOINT' | 'S3_REGION' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY' | 'S3_BUCKET' | 'S3_STATE_BUCKET'
>;

export function makeStorage(config: StorageConfig): Storage {
  const client = new S3Client({
    region: config.S3_REGION,
    endpoint: config.S3_ENDPOINT,
    // Names of buckets as host names need DNS, which own servers do not have.
    forcePathStyle: config.S3_ENDPOINT !== undefined,
    // Without keys the SDK looks for a role of the machine or pod, as it should on AWS.
    ...(config.S3_ACCESS_KEY_ID
      ? { credentials: { accessKeyId: config.S3_ACCESS_KEY_ID, secretAccessKey: config.S3_SECRET_ACCESS_KEY } }
      : {}),
    // Its newer checksums are trailers that not every other storage understands.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  });
  return Object.assign(makeBucket(client, config.S3_BUCKET), {
    stateBucket: makeBucket(client, config.S3_STATE_BUCKET),
    large: makeLargeObjects(client, config.S3_BUCKET),
    close: () => client.destroy(),
  });
}
