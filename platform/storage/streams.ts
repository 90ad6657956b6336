/** Objects larger than memory: in by parts, out to a file. The calls of `Bucket` hold an object whole. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { AuroraError } from '../errors.ts';
import { storageFailure } from './failures.ts';
import { checkKey } from './key.ts';

/** `sha256` in hex. */
export type Streamed = { bytes: number; sha256: string };

export type LargeObjects = {
  /**
   * Stores what comes, in parts of 8 MB; nothing is there before all of it is.
   *
   * @throws AuroraError `payload_too_large` past `maxBytes`, and nothing is stored; else as `Bucket`
   */
  putStream(
    key: string,
    body: AsyncIterable<Uint8Array>,
    options: { maxBytes: number; signal?: AbortSignal },
  ): Promise<Streamed>;
  /** Writes the object to a file of this machine. @throws AuroraError as `Bucket.get` */
  download(key: string, path: string, options?: { signal?: AbortSignal }): Promise<Streamed>;
};

const partBytes = 8 * 1_048_576;

export function makeLargeObjects(client: S3Client, bucket: string): LargeObjects {
  return {
    async putStream(key, body, { maxBytes, signal }) {
      const at = { Bucket: bucket, Key: checkKey(key) };
      try {
        return await putParts(client, at, body, maxBytes, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw storageFailure(error, { bucket, key });
      }
    },
    async download(key, path, { signal } = {}) {
      try {
        const command = new GetObjectCommand({ Bucket: bucket, Key: checkKey(key) });
        const { Body } = await client.send(command, { abortSignal: signal });
        return await toFile(Body as Readable, path, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw storageFailure(error, { bucket, key });
      }
    },
  };
}

type Place = { Bucket: string; Key: string };

async function putParts(
  client: S3Client,
  at: Place,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  abortSignal?: AbortSignal,
): Promise<Streamed> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at), { abortSignal });
  const upload = { ...at, UploadId };
  const hash = createHash('sha256');
  const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
  let bytes = 0;
  try {
    for await (const part of inParts(body)) {
      bytes += part.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(part);
      const PartNumber = Parts.length + 1;
      const command = new UploadPartCommand({ ...upload, PartNumber, Body: part, ContentLength: part.length });
      const { ETag } = await client.send(command, { abortSignal });
      Parts.push({ PartNumber, ETag });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }), { abortSignal });
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** At least one part, also of nothing: an upload of no parts cannot be completed. */
async function* inParts(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let given = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length < partBytes) continue;
    yield Buffer.concat(pieces);
    given += 1;
    pieces = [];
    length = 0;
  }
  if (length > 0 || given === 0) yield Buffer.concat(pieces);
}

/** Any stream into a file, with its digest. What is half written is the caller's to remove with its folder. */
export async function toFile(body: Readable, path: string, signal?: AbortSignal): Promise<Streamed> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(body, counted, createWriteStream(path), { signal });
  return { bytes, sha256: hash.digest('hex') };
}

export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

const tooLarge = (maxBytes: number) =>
  new AuroraError({
    code: 'payload_too_large',
    retryable: false,
    userMessage: `The file is larger than ${Math.round(maxBytes / 1_048_576)} MB, which is as much as is taken here. Compress it, or split it by month.`,
  });
