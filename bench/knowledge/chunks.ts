/** Chunks from their rows to the index, and search among many of them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { drainPending } from '../../activities/knowledge/index/index-source.ts';
import { type Database, inOrg, openDatabase } from '../../db/client.ts';
import { keepBytes } from '../../db/documents.ts';
import { insertChunks } from '../../db/knowledge-chunks.ts';
import { insertSource } from '../../db/knowledge-sources.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { IndexStore, TenantOf } from '../../platform/vectors/index-store.ts';
import { collectionOf } from '../../platform/vectors/schema.ts';
import { makeVectors, type Vectors } from '../../platform/vectors/weaviate.ts';
import type { Bench } from '../bench.ts';
import type { Figures } from '../support/report.ts';
import { percentile, round, summarise } from '../support/statistics.ts';
import { madeUpTexts, type Texts } from './texts.ts';

const written = 10_000;
const searchedIn = 100_000;
const questions = 300;
/** After a large load Weaviate puts its index of words in order, which takes both cores for some seconds. */
const settleMs = 20_000;
const seed = 20_261_126;

export async function chunkFigures(bench: Bench): Promise<Figures> {
  const db = openDatabase(bench.config.DATABASE_URL, { name: 'bench-chunks' });
  const vectors = makeVectors(bench.config);
  const orgId = bench.signedIn.organisation.id;
  const tenant = { collection: collectionOf(`bench:${randomUUID()}`), orgId };
  try {
    await isUp(vectors, bench);
    await vectors.index.prepare(tenant);
    const texts = madeUpTexts(seed);
    bench.say(`chunks: ${written} from their rows to the index`);
    const perSecond = round(written / (await write(db, vectors.index, tenant, texts)));
    bench.say(`chunks: the index is filled to ${searchedIn}`);
    await fill(vectors.index, tenant, texts, bench.signal);
    bench.say(`chunks: ${questions} questions`);
    const fresh = await ask(vectors.index, tenant, texts, 0.5);
    await sleep(settleMs, undefined, { signal: bench.signal });
    const hybrid = await ask(vectors.index, tenant, texts, 0.5);
    const words = await ask(vectors.index, tenant, texts, 0);
    const p95 = round(percentile(hybrid, 0.95));
    return {
      rows: [
        { what: `search in ${searchedIn} chunks`, who: 'right after 90,000 came', times: summarise(fresh) },
        { what: `search in ${searchedIn} chunks`, who: 'words and meaning', times: summarise(hybrid) },
        { what: `search in ${searchedIn} chunks`, who: 'words', times: summarise(words) },
      ],
      notes: [`Chunks: vectors of ${texts.dimensions} numbers are given; a chunk is rows, index and mark.`],
      figures: {
        chunksPerSecond: perSecond,
        searchP95Ms: p95,
        searchFreshP95Ms: round(percentile(fresh, 0.95)),
        wordSearchP95Ms: round(percentile(words, 0.95)),
      },
      targets: [
        { figure: 'chunksPerSecond', value: perSecond, unit: '/s', atLeast: 200 },
        { figure: 'searchP95Ms', value: p95, unit: 'ms', atMost: 100 },
      ],
    };
  } finally {
    await vectors.index.drop(tenant).catch(() => undefined);
    await vectors.close();
    await db.close();
  }
}

/** The stack does not wait for it, and builds it where it has to. */
async function isUp(vectors: Vectors, bench: Bench): Promise<void> {
  const giveUpAt = Date.now() + 12 * 60_000;
  while (!(await vectors.health()).ok) {
    bench.signal.throwIfAborted();
    if (Date.now() > giveUpAt) throw notThere();
    await sleep(1_000);
  }
}

/** As the ingest does it, but for the embedding. @returns seconds */
async function write(db: Database, store: IndexStore, tenant: TenantOf, texts: Texts): Promise<number> {
  const { orgId } = tenant;
  const sourceId = await withRows(db, orgId, texts);
  const began = performance.now();
  await drainPending(
    db,
    { orgId, sourceId },
    async () => undefined,
    async (batch) => {
      const rows = batch.map(({ place, ...chunk }) => ({
        ...chunk,
        sourceId,
        headings: place.headings.join(' > '),
        vector: texts.vector(),
      }));
      await store.write(tenant, rows);
    },
  );
  return (performance.now() - began) / 1_000;
}

/** @returns a source whose document has that many chunks, which wait to be indexed */
function withRows(db: Database, orgId: string, texts: Texts): Promise<string> {
  const sourceId = randomUUID();
  const file = {
    key: 'book.md',
    title: 'Book',
    sha256: randomUUID(),
    bytes: 1,
    storageKey: `knowledge/${orgId}/bench`,
  };
  return inOrg(db, { orgId }, async (tx) => {
    await insertSource(tx, { id: sourceId, orgId, name: `Bench ${sourceId}`, kind: 'upload', settings: {} });
    const { documentId, versionId } = await keepBytes(tx, { orgId, sourceId, ...file });
    const chunks = Array.from({ length: written }, (_, ordinal) => ({
      id: randomUUID(),
      ordinal,
      place: { headings: ['Book', `Part ${ordinal % 100}`], anchor: null, page: null },
      startOffset: 0,
      endOffset: 1,
      text: texts.passage(),
    }));
    await insertChunks(tx, { orgId, documentId, versionId }, chunks);
    return sourceId;
  });
}

async function fill(store: IndexStore, tenant: TenantOf, texts: Texts, signal: AbortSignal): Promise<void> {
  const [documentId, sourceId] = [randomUUID(), randomUUID()];
  for (let done = written; done < searchedIn; done += 2_000) {
    signal.throwIfAborted();
    const chunk = () => ({
      id: randomUUID(),
      documentId,
      sourceId,
      title: 'Book',
      headings: 'Book',
      text: texts.passage(),
    });
    const batch = () => Array.from({ length: 500 }, () => ({ ...chunk(), vector: texts.vector() }));
    await Promise.all(Array.from({ length: 4 }, () => store.write(tenant, batch())));
  }
}

async function ask(store: IndexStore, tenant: TenantOf, texts: Texts, weight: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < questions + 20; n += 1) {
    const query = { text: texts.question(), weight, limit: 10, ...(weight > 0 && { vector: texts.vector() }) };
    const began = performance.now();
    await store.search(tenant, query);
    // The first ones open connections and fill caches.
    if (n >= 20) times.push(performance.now() - began);
  }
  return times;
}

const notThere = () =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: false,
    userMessage: 'Weaviate did not come up, so nothing of chunks can be measured. Its log says why.',
  });
