/**
 * Search of documents, for the API and for the agent alike: the index suggests, Postgres decides what is there.
 *
 * What finds is given by the caller (`platform/vectors`, `platform/embeddings`), so that this needs the database alone.
 */
import { eq } from 'drizzle-orm';
import { AuroraError } from '../../platform/errors.ts';
import { type Database, inOrg, type Scope } from '../client.ts';
import type { SearchAnswer, SearchMode, SearchRequest } from '../model/knowledge-search.ts';
import { knowledgeIndexes } from '../schema/index.ts';
import { type Hit, toPassages, visibleChunks } from './passages.ts';
import { searchWords } from './sentences.ts';

export type Finders = {
  /** By what an index remembers, `provider:model`. Null for `none`. */
  embeddingsOf(id: string): {
    embed(texts: readonly string[], use: 'query', signal?: AbortSignal): Promise<number[][]>;
  } | null;
  index: {
    search(
      tenant: { collection: string; orgId: string },
      query: {
        text: string;
        vector?: number[];
        weight: number;
        filter?: { sourceIds?: string[]; documentIds?: string[] };
        limit: number;
      },
      signal?: AbortSignal,
    ): Promise<Hit[]>;
  };
};

type Serving = typeof knowledgeIndexes.$inferSelect;
type Question = { vector?: number[]; note: string | null };

/** A search that waits longer for its vector is better answered by words. */
const embeddingPatienceMs = 5_000;

/** Neighbours become one and removed chunks fall out: the index is asked for more than will be shown. */
const askedOf = (limit: number) => Math.min(150, limit * 3 + 10);

/**
 * @throws AuroraError `dependency_unavailable` (retryable) while the index does not answer. When only the provider of
 *   embeddings does not, the search goes on by words, and the answer says so.
 */
export async function searchDocuments(
  db: Database,
  scope: Scope,
  { embeddingsOf, index }: Finders,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<SearchAnswer> {
  const serving = await inOrg(db, scope, async (tx) => {
    const [row] = await tx.select().from(knowledgeIndexes).where(eq(knowledgeIndexes.state, 'serving'));
    return row;
  });
  if (!serving) return { mode: 'words', weight: 0, note: nothingIndexed, hits: [] };

  const { vector, note } = await asVector(serving, embeddingsOf, request, signal);
  const { sourceIds, documentIds } = request;
  const weight = vector ? request.weight : 0;
  const hits = await index.search(
    { collection: serving.collection, orgId: scope.orgId },
    {
      text: searchWords(request.query),
      ...(vector && { vector }),
      weight,
      ...((sourceIds || documentIds) && { filter: { sourceIds, documentIds } }),
      limit: askedOf(request.limit),
    },
    signal,
  );
  const ids = hits.map(({ id }) => id);
  const rows = ids.length === 0 ? [] : await inOrg(db, scope, (tx) => visibleChunks(tx, ids, request));
  return { mode: modeOf(weight), weight, note, hits: toPassages(rows, hits, request) };
}

const modeOf = (weight: number): SearchMode => (weight === 0 ? 'words' : weight === 1 ? 'meaning' : 'hybrid');

/** The question as the serving index's embedding sees it: another embedding's vector would find anything. */
async function asVector(
  { embedding }: Serving,
  embeddingsOf: Finders['embeddingsOf'],
  { query, weight }: SearchRequest,
  signal?: AbortSignal,
): Promise<Question> {
  if (weight === 0) return { note: null };
  const patience = AbortSignal.timeout(embeddingPatienceMs);
  try {
    const embeddings = embeddingsOf(embedding);
    if (!embeddings) return { note: wordsOnly };
    const [vector] = await embeddings.embed([query], 'query', signal ? AbortSignal.any([signal, patience]) : patience);
    return { ...(vector && { vector }), note: null };
  } catch (error) {
    signal?.throwIfAborted();
    if (patience.aborted) return { note: `${byWords} The provider of embeddings did not answer in time.` };
    if (!(error instanceof AuroraError)) throw error;
    return { note: `${byWords} ${error.userMessage}` };
  }
}

const nothingIndexed = 'There are no documents to search yet. Add some on the Knowledge page.';
const wordsOnly = 'Search is by words: no embeddings are set up, so that other words for the same thing find nothing.';
const byWords = 'This search was by words alone.';
