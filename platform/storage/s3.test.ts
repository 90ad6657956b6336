import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeStorage, type Storage } from './s3.ts';
import { type FaultyS3, startFaultyS3 } from './testing/faulty-s3.ts';

let s3: FaultyS3;
let storage: Storage;

const open = (endpoint: string) =>
  makeStorage({
    S3_ENDPOINT: endpoint,
    S3_REGION: 'us-east-1',
    S3_ACCESS_KEY_ID: 'key',
    S3_SECRET_ACCESS_KEY: 'secret',
    S3_BUCKET: 'aurora',
    S3_STATE_BUCKET: 'states',
  });

beforeEach(async () => {
  s3 = await startFaultyS3();
  storage = open(s3.url);
});

afterEach(() => {
  storage.close();
  s3.close();
});

describe('a storage that goes wrong', () => {
  it.each([
    [{ status: 507 }, 'disk_full', true],
    [{ status: 500, code: 'InternalError', message: 'No free volumes left!' }, 'disk_full', true],
    [{ status: 403, code: 'InvalidAccessKeyId' }, 'dependency_unavailable', true],
    [{ status: 404, code: 'NoSuchBucket' }, 'dependency_unavailable', true],
    [{ status: 503, code: 'ServiceUnavailable' }, 'dependency_unavailable', true],
  ])('answers a put with %j', async (fault, code, retryable) => {
    s3.faults = [fault];
    await expect(storage.put('a', 'b')).rejects.toMatchObject({ code, retryable });
  });

  it('is tried again when it stumbles once', async () => {
    s3.faults = [{ status: 503, code: 'SlowDown' }, { ok: 'back' }];
    expect(await storage.getText('a')).toBe('back');
    expect(s3.requests).toBe(2);
  });

  it('is unavailable when it cuts the line in the middle of an object, never a shorter object', async () => {
    s3.faults = ['cut'];
    await expect(storage.get('a')).rejects.toMatchObject({ code: 'dependency_unavailable', retryable: true });
  });

  it('is unavailable when nothing listens, and says so in health', async () => {
    const nobody = open('http://127.0.0.1:1');
    await expect(nobody.put('a', 'b')).rejects.toMatchObject({ code: 'dependency_unavailable', retryable: true });
    expect(await nobody.stateBucket.health()).toMatchObject({ ok: false, state: 'down' });
  });

  it('does not take "may not look" for "is not there"', async () => {
    s3.faults = [{ status: 403 }];
    await expect(storage.exists('a')).rejects.toMatchObject({ code: 'dependency_unavailable' });
    s3.faults = [{ status: 404 }];
    expect(await storage.exists('a')).toBe(false);
  });

  it('keeps what a refusal repeats of the signed request out of the error', async () => {
    s3.faults = [{ status: 403, code: 'SignatureDoesNotMatch', message: 'canary-7f3a1c' }];
    const failure = await storage.get('a').catch((error) => error);
    expect(inspect(failure, { depth: 9 })).not.toContain('canary-7f3a1c');
  });

  it('lets a caller leave, with the caller’s own reason', async () => {
    const reason = new Error('the activity was cancelled');
    await expect(storage.get('a', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(s3.requests).toBe(0);
  });

  it('sends nothing for a bad key', async () => {
    for (const work of [storage.get('../a'), storage.put('../a', ''), storage.remove('/a'), storage.list('..')]) {
      await expect(work).rejects.toMatchObject({ code: 'bad_request' });
    }
    expect(s3.requests).toBe(0);
  });
});
