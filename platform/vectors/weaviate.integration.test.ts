import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weaviateReady } from '../../tests/support/weaviate.ts';
import { readConfig } from '../config.ts';
import type { IndexedChunk, TenantOf } from './index-store.ts';
import { collectionOf } from './schema.ts';
import { makeVectors } from './weaviate.ts';

const chunk = (text: string, more: Partial<IndexedChunk> = {}): IndexedChunk => ({
  id: randomUUID(),
  documentId: randomUUID(),
  sourceId: randomUUID(),
  title: 'Runbook',
  headings: 'Runbook > Restart',
  text,
  ...more,
});

const byWords = (text: string) => ({ text, weight: 0, limit: 10 });

describe.skipIf(!(await weaviateReady()))('the index in Weaviate', () => {
  const vectors = makeVectors(readConfig());
  const store = vectors.index;
  const words = collectionOf('none');
  const meaning = collectionOf(`test:three-${randomUUID()}`);
  const tenants: TenantOf[] = [];

  async function newTenant(collection = words): Promise<TenantOf> {
    const tenant = { collection, orgId: randomUUID() };
    tenants.push(tenant);
    await store.prepare(tenant);
    return tenant;
  }
  async function idsIn(tenant: TenantOf) {
    const all: string[] = [];
    for await (const ids of store.ids(tenant)) all.push(...ids);
    return all.sort();
  }

  beforeAll(async () => void (await newTenant()));
  afterAll(async () => {
    for (const tenant of tenants) await store.drop(tenant);
    await vectors.close();
  });

  it('is made once by two processes at the same time', async () => {
    const other = makeVectors(readConfig());
    const tenant = { collection: collectionOf(`test:race-${randomUUID()}`), orgId: randomUUID() };
    tenants.push(tenant);
    const both = [
      store.prepare(tenant),
      other.index.prepare(tenant),
      store.prepare(tenant),
      other.index.prepare(tenant),
    ];
    await Promise.all(both);
    await store.write(tenant, [chunk('once', { vector: [1, 0, 0] })]);
    expect(await other.index.count(tenant)).toBe(1);
    await other.close();
  });

  it('holds each chunk once, however often it is written', async () => {
    const tenant = await newTenant();
    const chunks = Array.from({ length: 1_050 }, (_, index) => chunk(`passage ${index}`));
    await store.write(tenant, chunks);
    await store.write(tenant, chunks.slice(0, 500));
    expect(await store.count(tenant)).toBe(1_050);
    expect(await idsIn(tenant)).toEqual(chunks.map(({ id }) => id).sort());
  });

  it('removes what it is told to, and nothing else', async () => {
    const tenant = await newTenant();
    const chunks = Array.from({ length: 20 }, (_, index) => chunk(`passage ${index}`));
    await store.write(tenant, chunks);
    const gone = chunks.slice(0, 7).map(({ id }) => id);
    await store.remove(tenant, gone);
    await store.remove(tenant, [...gone, randomUUID()]);
    expect(await idsIn(tenant)).toEqual(
      chunks
        .slice(7)
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('finds by words in text, headings and title, and only in its own organisation', async () => {
    const [mine, other] = [await newTenant(), await newTenant()];
    const hit = chunk('Restart the ingress controller after the certificate was renewed.');
    const titled = chunk('Nothing of the kind.', { title: 'Certificates', headings: '' });
    await store.write(mine, [hit, titled, chunk('Something else entirely.')]);
    await store.write(other, [chunk('Payroll is on the 25th.')]);
    expect((await store.search(mine, byWords('certificate'))).map(({ id }) => id)).toEqual([hit.id]);
    expect((await store.search(mine, byWords('certificates'))).map(({ id }) => id)).toEqual([titled.id]);
    expect(await store.search(other, byWords('certificate'))).toEqual([]);
    expect(await store.search(mine, byWords('payroll'))).toEqual([]);
    expect(await store.search(mine, byWords(' '))).toEqual([]);
  });

  it('narrows to sources and documents', async () => {
    const tenant = await newTenant();
    const [a, b] = [chunk('a queue of messages'), chunk('a queue of people')];
    await store.write(tenant, [a, b]);
    const found = async (filter: { sourceIds?: string[]; documentIds?: string[] }) =>
      (await store.search(tenant, { ...byWords('queue'), filter })).map(({ id }) => id);
    expect(await found({ sourceIds: [a.sourceId] })).toEqual([a.id]);
    expect(await found({ documentIds: [b.documentId] })).toEqual([b.id]);
    expect(await found({ sourceIds: [a.sourceId], documentIds: [b.documentId] })).toEqual([]);
    expect(await found({ sourceIds: [a.sourceId, b.sourceId] })).toHaveLength(2);
  });

  it('weighs words against vectors as asked', async () => {
    const tenant = await newTenant(meaning);
    const near = chunk('alpha', { vector: [1, 0, 0] });
    const named = chunk('the word that was typed', { vector: [0, 1, 0] });
    await store.write(tenant, [near, named]);
    const query = { text: 'typed', vector: [1, 0.1, 0], limit: 2 };
    expect((await store.search(tenant, { ...query, weight: 1 }))[0]?.id).toBe(near.id);
    expect((await store.search(tenant, { ...query, weight: 0 }))[0]?.id).toBe(named.id);
    const mixed = await store.search(tenant, { ...query, weight: 0.75 });
    expect(mixed[0]?.id).toBe(near.id);
    expect(mixed.map(({ id }) => id)).toContain(named.id);
  });

  it('takes chunks without vectors in a collection of vectors, and finds them by words', async () => {
    const tenant = await newTenant(meaning);
    const plain = chunk('without a vector');
    await store.write(tenant, [chunk('with one', { vector: [0, 0, 1] }), plain]);
    expect(await store.count(tenant)).toBe(2);
    expect((await store.search(tenant, byWords('without')))[0]?.id).toBe(plain.id);
  });

  it('raises when one chunk of a batch is not taken', async () => {
    const tenant = await newTenant(meaning);
    await store.write(tenant, [chunk('fits', { vector: [1, 0, 0] })]);
    const batch = [chunk('fits too', { vector: [0, 1, 0] }), chunk('does not fit', { vector: [1, 0] })];
    await expect(store.write(tenant, batch)).rejects.toMatchObject({
      code: 'dependency_unavailable',
      retryable: true,
      userMessage: expect.stringContaining('1 passages'),
    });
  });

  it('drops one organisation and leaves the others', async () => {
    const [mine, other] = [await newTenant(), await newTenant()];
    await store.write(mine, [chunk('one')]);
    await store.write(other, [chunk('two')]);
    await store.drop(mine);
    await store.drop(mine);
    expect(await store.count(other)).toBe(1);
    await expect(store.count(mine)).rejects.toMatchObject({ code: 'dependency_unavailable' });
    await store.prepare(mine);
    expect(await store.count(mine)).toBe(0);
  });

  it('says in words that it is away', async () => {
    const away = makeVectors({ WEAVIATE_URL: 'http://127.0.0.1:1', WEAVIATE_GRPC_PORT: 1 });
    await expect(away.index.count({ collection: words, orgId: randomUUID() })).rejects.toMatchObject({
      code: 'dependency_unavailable',
      userMessage: expect.stringContaining('does not answer'),
    });
    await away.close();
  });
});
