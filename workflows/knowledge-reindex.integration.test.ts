/** Another embedding: the old index answers until the new one is whole. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { liveIndexes, servingIndex } from '../db/knowledge-indexes.ts';
import { startReindex } from '../platform/knowledge-schedules.ts';
import { collectionOf } from '../platform/vectors/schema.ts';
import { type EmbeddingServer, startEmbeddingServer, wordVector } from '../tests/support/embedding-server.ts';
import { type Library, makeLibrary } from '../tests/support/knowledge.ts';
import { weaviateReady } from '../tests/support/weaviate.ts';
import { makeWorld, quietRuntime, type World } from '../tests/support/world.ts';

const book = (subject: string, chapters: number) =>
  Array.from({ length: chapters }, (_, at) => `## ${subject} ${at}\n\nThe ${subject} of chapter ${at} sleeps.`).join(
    '\n\n',
  );

describe.skipIf(!(await weaviateReady()))('another embedding', () => {
  let world: World;
  let library: Library;
  let server: EmbeddingServer;

  beforeAll(async () => {
    quietRuntime();
    server = await startEmbeddingServer();
    world = await makeWorld({ env: { OPENAI_API_KEY: 'sk-test-key' } });
    library = makeLibrary(world);
  });
  afterAll(async () => {
    await world.close();
    await server.close();
  });

  /** What an operator does: another setting, and the worker started again. */
  async function restartWith(EMBEDDINGS: string) {
    await world.stopWorker();
    Object.assign(world.deps.config, { EMBEDDINGS, EMBEDDINGS_BASE_URL: server.urls.openai });
    await world.startWorker();
  }
  const serving = () => inOrg(world.deps.db, world, (tx) => servingIndex(tx));
  const live = async () => (await library.liveChunks()).map(({ id }) => id).sort();
  const handle = () => world.deps.temporal.client.workflow.getHandle(`reindex-${world.orgId}`);

  it('builds the next index beside the one that serves, with what comes and goes meanwhile, then changes over', async () => {
    const sourceId = await library.source();
    const stays = await library.put(sourceId, 'stays.md', book('aardvark', 500));
    const goes = await library.put(sourceId, 'goes.md', book('bison', 20));
    await library.ingest(sourceId);
    expect((await serving())?.embedding).toBe('none');

    await restartWith('openai:test-one');
    // Each busy answer holds the copy up for a second: time for an ingest in between.
    const busy = { kind: 'status', status: 429, headers: { 'retry-after': '1' } } as const;
    server.meet(busy, busy, busy);
    await startReindex(world.deps.temporal, { orgId: world.orgId });
    await expect.poll(async () => (await inOrg(world.deps.db, world, (tx) => liveIndexes(tx))).length).toBe(2);
    expect((await serving())?.embedding).toBe('none');
    const comes = await library.put(sourceId, 'comes.md', book('capybara', 10));
    await library.remove(goes);
    expect(await library.ingest(sourceId)).toMatchObject({ state: 'complete', chunksAdded: 10, chunksRemoved: 20 });
    expect(await library.found('capybara')).not.toEqual([]);
    expect(await library.found('bison')).toEqual([]);

    expect(await handle().result()).toEqual({ state: 'serving' });
    expect(await serving()).toMatchObject({ embedding: 'openai:test-one', dimensions: 64 });
    expect(await library.indexed()).toEqual(await live());
    expect(await live()).toHaveLength(510);
    const near = await library.found('', wordVector('comes > capybara 3\n\nThe capybara of chapter 3 sleeps.'));
    const ofNew = (await library.liveChunks(comes)).map(({ id }) => id);
    expect(ofNew).toContain(near[0]);
    expect((await library.document(stays)).state).toBe('ready');
    const old = { collection: collectionOf('none'), orgId: world.orgId };
    await expect(world.deps.vectors.index.count(old)).rejects.toMatchObject({ code: 'dependency_unavailable' });
    const events = await world.events(`org:${world.orgId}`);
    const told = events.filter(({ type }) => type === 'knowledge.index').map(({ payload }) => payload);
    expect(told.at(-1)).toMatchObject({ state: 'serving', done: 510, total: 510 });
  });

  it('embeds nothing twice when documents are read again', async () => {
    const sourceId = await library.source();
    await library.put(sourceId, 'a.md', book('dingo', 30));
    await library.ingest(sourceId);
    const before = server.embedded();
    await library.put(sourceId, 'a.md', `${book('dingo', 30)}\n\n## dingo 30\n\nOne more dingo.`);
    expect(await library.ingest(sourceId)).toMatchObject({ chunksAdded: 1 });
    expect(server.embedded() - before).toBe(1);
  });

  it('leaves the old one serving, and says why, while the new one cannot be built', async () => {
    await restartWith('openai:test-two');
    server.meet({ kind: 'status', status: 401, message: 'bad key' });
    await startReindex(world.deps.temporal, { orgId: world.orgId });
    const notice = await world.until(
      `org:${world.orgId}`,
      ({ type, payload }) => type === 'notice' && JSON.stringify(payload).includes('reindex_failed'),
    );
    expect(notice.payload).toMatchObject({ text: expect.stringContaining('search goes on as before') });
    expect((await serving())?.embedding).toBe('openai:test-one');
    expect(await library.found('aardvark')).not.toEqual([]);
    const building = (await inOrg(world.deps.db, world, (tx) => liveIndexes(tx))).find(
      (one) => one.state === 'building',
    );
    expect(building?.reason).toContain('OPENAI_API_KEY');

    // Somebody takes the setting back: what was begun is given up.
    await handle().terminate();
    await restartWith('openai:test-one');
    await startReindex(world.deps.temporal, { orgId: world.orgId });
    expect(await handle().result()).toEqual({ state: 'unchanged' });
    expect(await inOrg(world.deps.db, world, (tx) => liveIndexes(tx))).toHaveLength(1);
  });
});
