/**
 * `npm run bench:knowledge`: asks questions with known places, by words, by meaning and by both, and prints how well
 * each finds them. Starts servers of its own in a temporary folder, and removes them again.
 *
 *   npm run bench:knowledge              the table
 *   npm run bench:knowledge -- --ranks   and the rank of every question
 *   npm run bench:knowledge -- --json    and one last line of JSON
 *
 * Vectors come from EMBEDDINGS where it is set, else from a stand-in that says what it is.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../db/client.ts';
import { searchDocuments } from '../../db/knowledge/search.ts';
import { defaultSearchWeight } from '../../db/model/knowledge-search.ts';
import { type Config, readConfig } from '../../platform/config.ts';
import { makeEmbeddings } from '../../platform/embeddings/embeddings.ts';
import { collectionOf } from '../../platform/vectors/schema.ts';
import { makeVectors, type Vectors } from '../../platform/vectors/weaviate.ts';
import { ensureStack } from '../../stack/ensure.ts';
import { readCorpus } from './corpus.ts';
import { chunksOf, type Embed, type EvaluatedChunk, embeddedText, indexChunks, putCorpus } from './fill.ts';
import { figuresOf, rankOf, ranksLookedAt } from './measure.ts';
import { questions } from './questions.ts';
import { makeStandIn, standInName } from './stand-in-embeddings.ts';

const ways = [
  { name: 'words', weight: 0 },
  { name: 'hybrid, a quarter meaning', weight: 0.25 },
  { name: `hybrid, as stated (${defaultSearchWeight})`, weight: defaultSearchWeight },
  { name: 'hybrid, three quarters meaning', weight: 0.75 },
  { name: 'vectors', weight: 1 },
];

const say = (text: string) => process.stderr.write(`${text}\n`);

function embedderOf(config: Config, all: readonly EvaluatedChunk[]): { id: string; embed: Embed } {
  const embeddings = makeEmbeddings(config);
  if (embeddings) return { id: embeddings.id, embed: (texts, use) => embeddings.embed(texts, use) };
  const standIn = makeStandIn(all.map(embeddedText));
  return { id: standInName, embed: async (texts) => texts.map(standIn.embed) };
}

async function evaluate(config: Config) {
  const db = openDatabase(config.DATABASE_URL, { name: 'aurora-evaluation' });
  const vectors = makeVectors(config);
  try {
    await isReady(vectors);
    const corpus = await readCorpus();
    const filled = await putCorpus(db, corpus);
    const all = await chunksOf(db, filled.orgId);
    assertPlaces(all, new Map(corpus.map(({ key, title }) => [key, title])));
    const { id, embed } = embedderOf(config, all);
    say(`${corpus.length} documents, ${all.length} chunks, ${questions.length} questions. Vectors: ${id}`);
    await indexChunks({ db, vectors }, filled, all, { collection: collectionOf(`eval:${id}`), embedding: id, embed });
    const finders = { index: vectors.index, embeddingsOf: () => ({ embed }) };
    const rows = [];
    for (const { name, weight } of ways) {
      const ranks = [];
      for (const question of questions) {
        const request = { query: question.question, limit: ranksLookedAt, weight };
        const { hits } = await searchDocuments(db, { orgId: filled.orgId }, finders, request);
        ranks.push(rankOf(question, hits));
      }
      rows.push({ name, weight, ranks, ...figuresOf(ranks) });
    }
    return { vectors: id, documents: corpus.length, chunks: all.length, questions: questions.length, rows };
  } finally {
    await vectors.close();
    await db.close();
  }
}

/** Weaviate loads for some seconds after everything else is up. */
async function isReady(vectors: Vectors): Promise<void> {
  for (let seconds = 0; seconds < 180; seconds += 1) {
    if ((await vectors.health()).state === 'up') return;
    await sleep(1_000);
  }
  throw new Error('Weaviate did not become ready in three minutes.');
}

/** A question whose place is no more in the corpus would count as a miss of search. */
function assertPlaces(all: readonly EvaluatedChunk[], titles: ReadonlyMap<string, string>): void {
  const known = new Set(all.flatMap(({ title, place }) => place.headings.map((heading) => `${title}\n${heading}`)));
  const lost = questions
    .flatMap(({ places }) => places)
    .filter(([key, heading]) => !known.has(`${titles.get(key)}\n${heading}`));
  if (lost.length > 0) throw new Error(`No such place: ${lost.map((place) => place.join(' > ')).join('; ')}`);
}

type Evaluation = Awaited<ReturnType<typeof evaluate>>;

function table({ rows, vectors, documents, chunks, questions: asked }: Evaluation): string {
  const widest = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(
    ({ name, recallAt5, mrr }) =>
      `  ${name.padEnd(widest)}  ${(recallAt5 * 100).toFixed(1).padStart(6)} %  ${mrr.toFixed(3).padStart(6)}`,
  );
  return [
    `Search of documents: ${asked} questions, ${documents} documents, ${chunks} chunks`,
    `  ${''.padEnd(widest)}  recall@5     MRR`,
    ...lines,
    `  vectors: ${vectors}`,
  ].join('\n');
}

const rankLines = ({ rows }: Evaluation): string =>
  questions
    .map(
      ({ question }, at) => `  ${rows.map(({ ranks }) => String(ranks[at] ?? '-').padStart(3)).join('')}  ${question}`,
    )
    .join('\n');

async function main(flags: string[]): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'aurora-evaluation-'));
  say(`Starting servers in ${dataDir}`);
  const stack = await ensureStack({ dataDir, only: 'deps', env: { LOG_LEVEL: 'error' } });
  try {
    const config = readConfig({ ...process.env, ...(stack.env as Record<string, string>) });
    const found = await evaluate(config);
    process.stdout.write(`\n${table(found)}\n`);
    if (flags.includes('--ranks')) process.stdout.write(`${rankLines(found)}\n`);
    if (flags.includes('--json')) {
      const rows = found.rows.map(({ ranks: _, ...row }) => row);
      process.stdout.write(`\n${JSON.stringify({ ...found, rows })}\n`);
    }
  } finally {
    await stack.stop({ hurry: true });
    await rm(dataDir, { recursive: true, force: true });
  }
}

await main(process.argv.slice(2));
