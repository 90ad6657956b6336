/** The calls on one bucket; see `Bucket` for what each promises. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import { AuroraError, conflict } from '../errors.ts';
import { probeHealth } from '../health.ts';
import { isPreconditionFailed, storageFailure } from './failures.ts';
import { checkKey, checkPrefix } from './key.ts';
import type { Bucket, PutOptions, StoredObject } from './s3.ts';

export function makeBucket(client: S3Client, name: string): Bucket {
  /** Runs one call, with its failure put into words. */
  async function attempt<T>(work: () => Promise<T>, signal?: AbortSignal, key?: string): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw storageFailure(error, { bucket: name, key });
    }
  }

  const at = (key: string) => ({ Bucket: name, Key: checkKey(key) });

  const get: Bucket['get'] = async (key, { versionId, signal } = {}) => {
    const command = new GetObjectCommand({ ...at(key), VersionId: versionId });
    const read = async () => {
      const { Body } = await client.send(command, { abortSignal: signal });
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    };
    return attempt(read, signal, key);
  };

  const head: Bucket['head'] = async (key, { signal } = {}) => {
    const command = new HeadObjectCommand(at(key));
    const answer = await attempt(() => client.send(command, { abortSignal: signal }), signal, key);
    return toHead(key, answer);
  };

  const put: Bucket['put'] = async (key, body, options = {}) => {
    const { contentType, ifNoneMatch, signal }: PutOptions = options;
    const bytes = Buffer.from(body);
    const command = new PutObjectCommand({
      ...at(key),
      Body: bytes,
      ContentLength: bytes.length, // else an empty body passes for a stream of unknown length
      ContentType: contentType,
      IfNoneMatch: ifNoneMatch ? '*' : undefined,
    });
    const write = async () => {
      try {
        await client.send(command, { abortSignal: signal });
      } catch (error) {
        if (!ifNoneMatch || !isPreconditionFailed(error)) throw error;
        // The first try of this very put may have arrived with its answer lost on the way.
        if (!(await get(key, { signal })).equals(bytes)) throw alreadyThere(key);
      }
    };
    await attempt(write, signal, key);
  };

  return {
    name,
    put,
    get,
    head,
    getText: async (key, options) => (await get(key, options)).toString('utf8'),
    async exists(key, options) {
      try {
        await head(key, options);
        return true;
      } catch (error) {
        if (error instanceof AuroraError && error.code === 'not_found') return false;
        throw error;
      }
    },
    async remove(key, { signal } = {}) {
      const command = new DeleteObjectCommand(at(key));
      await attempt(() => client.send(command, { abortSignal: signal }), signal, key);
    },
    list: (prefix, { signal } = {}) => attempt(() => listAll(client, name, checkPrefix(prefix), signal), signal),
    async *walk(prefix, { startAfter, signal } = {}) {
      const from = { Bucket: name, Prefix: checkPrefix(prefix), StartAfter: startAfter && checkKey(startAfter) };
      const pages = paginateListObjectsV2({ client }, from, { abortSignal: signal });
      for (;;) {
        const { value: page } = await attempt(() => pages.next(), signal);
        if (!page) return;
        yield* (page.Contents ?? []).map(toObject);
      }
    },
    health: () =>
      probeHealth(async (signal) => {
        await attempt(() => client.send(new HeadBucketCommand({ Bucket: name }), { abortSignal: signal }));
        return `bucket ${name}`;
      }),
  };
}

async function listAll(client: S3Client, bucket: string, prefix: string, signal?: AbortSignal) {
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }, { abortSignal: signal });
  const found: StoredObject[] = [];
  for await (const { Contents = [] } of pages) found.push(...Contents.map(toObject));
  return found;
}

const toObject = ({ Key, Size, ETag, LastModified }: S3Object): StoredObject => ({
  key: Key ?? '',
  size: Size ?? 0,
  etag: ETag,
  modifiedAt: LastModified?.toISOString(),
});

const toHead = (key: string, answer: HeadObjectCommandOutput) => ({
  key,
  size: answer.ContentLength ?? 0,
  etag: answer.ETag,
  modifiedAt: answer.LastModified?.toISOString(),
  contentType: answer.ContentType,
  versionId: answer.VersionId,
});

const alreadyThere = (key: string) =>
  conflict('Something else is already stored under this name, and what is stored there never changes.', { key });
