/** Against a real S3, as `.aurora/env` names it. */
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { makeStorage } from './s3.ts';

const { S3_ENDPOINT, S3_REGION = 'us-east-1', S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = process.env;
const { S3_BUCKET = 'aurora', S3_STATE_BUCKET = 'terraform-state' } = process.env;
const config = { S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_BUCKET, S3_STATE_BUCKET };
const absent = !S3_ENDPOINT || !S3_ACCESS_KEY_ID;
if (absent) console.warn('SKIPPED: no S3 in the environment (S3_ENDPOINT, S3_ACCESS_KEY_ID)');

describe.skipIf(absent)('a real storage', () => {
  const storage = makeStorage(config);
  const folder = `tests/${randomUUID()}`;

  afterAll(async () => {
    for (const { key } of await storage.list(`${folder}/`)) await storage.remove(key);
    storage.close();
  });

  it('gives back every byte, with size and type', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, n) => n % 256));
    await storage.put(`${folder}/bytes`, bytes, { contentType: 'application/x-test' });
    expect((await storage.get(`${folder}/bytes`)).equals(bytes)).toBe(true);
    expect(await storage.head(`${folder}/bytes`)).toMatchObject({ size: 300_000, contentType: 'application/x-test' });
    await storage.put(`${folder}/text`, 'grüße');
    expect(await storage.getText(`${folder}/text`)).toBe('grüße');
    await storage.put(`${folder}/empty`, '');
    expect(await storage.get(`${folder}/empty`)).toHaveLength(0);
  });

  it('says what is not there', async () => {
    await expect(storage.get(`${folder}/nothing`)).rejects.toMatchObject({ code: 'not_found' });
    await expect(storage.head(`${folder}/nothing`)).rejects.toMatchObject({ code: 'not_found' });
    expect(await storage.exists(`${folder}/nothing`)).toBe(false);
    await storage.remove(`${folder}/nothing`);
  });

  it('writes once: other bytes are refused, the same bytes are a repeat', async () => {
    const key = `${folder}/once`;
    await storage.put(key, 'first', { ifNoneMatch: true });
    await storage.put(key, 'first', { ifNoneMatch: true });
    await expect(storage.put(key, 'other', { ifNoneMatch: true })).rejects.toMatchObject({ code: 'conflict' });
    expect(await storage.getText(key)).toBe('first');
  });

  it('lets exactly one of many writers win', async () => {
    const key = `${folder}/race`;
    const writers = Array.from({ length: 6 }, (_, n) => storage.put(key, `writer ${n}`, { ifNoneMatch: true }));
    const outcomes = await Promise.allSettled(writers);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await storage.getText(key)).toBe(`writer ${outcomes.findIndex(({ status }) => status === 'fulfilled')}`);
  });

  it('lists in order, by prefix, and forgets what was removed', async () => {
    for (const name of ['c', 'a', 'b']) await storage.put(`${folder}/list/${name}`, name);
    await storage.put(`${folder}/listed`, '');
    expect((await storage.list(`${folder}/list/`)).map(({ key }) => key.at(-1))).toEqual(['a', 'b', 'c']);
    await storage.remove(`${folder}/list/b`);
    expect(await storage.exists(`${folder}/list/b`)).toBe(false);
    expect(await storage.list(`${folder}/list/`)).toHaveLength(2);
  });

  it('reads older versions in the state bucket', async () => {
    const key = `${folder}/terraform.tfstate`;
    const states = storage.stateBucket;
    await states.put(key, 'serial 1');
    const { versionId } = await states.head(key);
    await states.put(key, 'serial 2');
    expect(versionId).toBeTruthy();
    expect(await states.getText(key, { versionId })).toBe('serial 1');
    expect(await states.getText(key)).toBe('serial 2');
    await states.remove(key);
  });

  it('is healthy, except for a bucket that does not exist or keys that are wrong', async () => {
    expect(await storage.health()).toMatchObject({ ok: true, state: 'up' });
    expect(await storage.stateBucket.health()).toMatchObject({ ok: true });
    const elsewhere = makeStorage({ ...config, S3_BUCKET: `no-${randomUUID()}` });
    expect(await elsewhere.health()).toMatchObject({ ok: false });
    const stranger = makeStorage({ ...config, S3_SECRET_ACCESS_KEY: 'wrong' });
    expect(await stranger.health()).toMatchObject({ ok: false });
    await expect(stranger.get(`${folder}/once`)).rejects.toMatchObject({ code: 'dependency_unavailable' });
  });
});
