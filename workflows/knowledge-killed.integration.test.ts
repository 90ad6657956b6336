/** kill -9 of the worker and of Weaviate in the middle of an ingest: what is found afterwards is what the documents hold. */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Child, startChild } from '../bench/support/child.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../tests/support/embedding-server.ts';
import { type Library, makeLibrary } from '../tests/support/knowledge.ts';
import { type OwnWeaviate, startOwnWeaviate } from '../tests/support/own-weaviate.ts';
import { weaviateReady } from '../tests/support/weaviate.ts';
import { makeWorld, quietRuntime, type World } from '../tests/support/world.ts';

const script = new URL('../tests/support/sync-worker.ts', import.meta.url);
const seed = Number(process.env.KNOWLEDGE_SEED ?? randomInt(1_000_000));
const documents = 30;
const sections = 80;
const searchesAtOnce = 8;

describe.skipIf(!(await weaviateReady()))(`an ingest that is killed, on seed ${seed} (KNOWLEDGE_SEED)`, () => {
  let world: World;
  let library: Library;
  let weaviate: OwnWeaviate;
  let embeddings: EmbeddingServer;
  let worker: Child;
  let env: Record<string, string>;

  beforeAll(async () => {
    quietRuntime();
    [weaviate, embeddings] = await Promise.all([startOwnWeaviate(), startEmbeddingServer()]);
    env = {
      ...weaviate.env,
      EMBEDDINGS: 'openai:test',
      EMBEDDINGS_BASE_URL: embeddings.urls.openai,
      OPENAI_API_KEY: 'sk-test-key',
    };
    world = await makeWorld({ worker: false, env });
    library = makeLibrary(world);
    worker = await startWorker();
  }, 300_000);
  afterAll(async () => {
    await worker?.stop();
    await world?.close();
    await embeddings?.close();
    await weaviate?.stop();
  });

  const startWorker = () =>
    startChild(script, {
      ...(process.env as Record<string, string>),
      ...env,
      TEMPORAL_NAMESPACE: world.config.TEMPORAL_NAMESPACE,
    });

  const book = (at: number) =>
    Array.from({ length: sections }, (_, n) => `## Part ${n}\n\nThe secret of this part is b${at}p${n}x.`).join('\n\n');

  /** Until so many more texts were embedded: it is in the middle of something. */
  async function gotOn(texts: number): Promise<void> {
    const until = Math.min(embeddings.embedded() + texts, documents * sections - 200);
    while (embeddings.embedded() < until) await sleep(10);
  }

  it('leaves exact counts, each passage once, and documents that are all found', async () => {
    const sourceId = await library.source();
    for (let at = 0; at < documents; at += 1) await library.put(sourceId, `book-${at}.md`, book(at));
    const ingestId = await library.start(sourceId);
    for (const victim of ['worker', 'weaviate', 'worker', 'weaviate', 'both'] as const) {
      await gotOn(250 + (seed % 200));
      if (victim !== 'weaviate') await worker.kill();
      if (victim !== 'worker') await weaviate.restart();
      if (victim !== 'weaviate') worker = await startWorker();
    }
    await world.deps.temporal.client.workflow.getHandle(`knowledge-${sourceId}`).result();
    const ingest = await library.readIngest(sourceId, ingestId);
    expect(ingest).toMatchObject({
      state: 'complete',
      documentsTotal: documents,
      documentsDone: documents,
      documentsFailed: 0,
      chunksAdded: documents * sections,
      chunksRemoved: 0,
    });
    const rows = await library.liveChunks();
    expect(rows).toHaveLength(documents * sections);
    expect(await library.indexed()).toEqual(rows.map(({ id }) => id).sort());
    expect(await world.deps.vectors.index.count(await library.tenant())).toBe(documents * sections);
    expect((await library.documents(sourceId)).every(({ state }) => state === 'ready')).toBe(true);
    // By words too: a store that lost only its index of words would hold every passage and find some.
    const lost: string[] = [];
    const left = [...rows];
    const searchOn = async () => {
      for (let row = left.pop(); row; row = left.pop()) {
        const [word = ''] = row.text.match(/b\d+p\d+x/) ?? [];
        if ((await library.found(word))[0] !== row.id) lost.push(word);
      }
    };
    await Promise.all(Array.from({ length: searchesAtOnce }, searchOn));
    expect(lost).toEqual([]);
  }, 1_200_000);
});
