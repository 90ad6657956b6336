/** The index of chunks in Weaviate: `IndexStore` by gRPC batches and hybrid search. */
import type { BaseBm25Options, FilterValue, WeaviateClient } from 'weaviate-client';
import { AuroraError, errorText } from '../errors.ts';
import { away } from './connection.ts';
import type { IndexedChunk, IndexFilter, IndexHit, IndexQuery, IndexStore, TenantOf } from './index-store.ts';
import {
  type ChunkProperties,
  type Chunks,
  dropTenant,
  prepareTenant,
  searchedProperties,
  vectorName,
} from './schema.ts';

/** The client lays out a batch at about one object a millisecond and looks every 500 ms whether it is done. */
const writeAtATime = 400;
/** Below Weaviate's QUERY_MAXIMUM_RESULTS of 10,000, which bounds lists and removals. */
const idsAtATime = 1_000;

type Clients = () => Promise<WeaviateClient>;

/** @param forget told of a client whose connection broke */
export function makeIndexStore(clients: Clients, forget: (client: WeaviateClient) => void = () => {}): IndexStore {
  /** Every failure of Weaviate in one way: words for people, and worth another try. */
  async function ask<Answer>(what: (client: WeaviateClient) => Promise<Answer>): Promise<Answer> {
    const client = await clients();
    try {
      return await what(client);
    } catch (error) {
      if (error instanceof AuroraError) throw error;
      if (isBroken(error)) forget(client);
      throw away(isBroken(error) ? 'Weaviate does not answer.' : 'Weaviate could not do what it was asked.', error);
    }
  }
  const inTenant = <Answer>(tenant: TenantOf, what: (chunks: Chunks) => Promise<Answer>) =>
    ask((client) => what(chunksOf(client, tenant)));

  return {
    prepare: (tenant) => ask((client) => prepareTenant(client, tenant)),
    drop: (tenant) => ask((client) => dropTenant(client, tenant)),
    count: (tenant) => inTenant(tenant, (chunks) => chunks.length()),

    async write(tenant, chunks) {
      for (const batch of batchesOf(chunks, writeAtATime)) {
        await inTenant(tenant, async ({ data }) => {
          const { errors, hasErrors } = await data.insertMany(batch.map(objectOf));
          if (hasErrors) throw notWritten(Object.values(errors).map(({ message }) => message));
        });
      }
    },

    async remove(tenant, ids) {
      for (const batch of batchesOf(ids, idsAtATime)) {
        await inTenant(tenant, async ({ data, filter }) => {
          const { failed } = await data.deleteMany(filter.byId().containsAny(batch));
          if (failed > 0) throw away(`Weaviate could not remove ${failed} passages.`);
        });
      }
    },

    async *ids(tenant) {
      let after: string | undefined;
      for (;;) {
        const page = { limit: idsAtATime, after, returnProperties: [], includeVector: false as const };
        const { objects } = await inTenant(tenant, ({ query }) => query.fetchObjects(page));
        if (objects.length === 0) return;
        yield objects.map(({ uuid }) => uuid);
        after = objects.at(-1)?.uuid;
      }
    },

    search: (tenant, query, signal) =>
      withSignal(
        inTenant(tenant, (chunks) => searchIn(chunks, query)),
        signal,
      ),
  };
}

const chunksOf = (client: WeaviateClient, { collection, orgId }: TenantOf): Chunks =>
  client.collections.get<ChunkProperties, string>(collection).withTenant(orgId);

/**
 * By words alone, or both ways and put together by *relative score*: each side's scores are stretched to 0..1 and added
 * by weight, so that the weight means what it says and a far better hit stays far ahead. Ranked fusion sees only places
 * in the two lists, and makes the first of a list of bad hits as good as the first of a list of good ones.
 */
async function searchIn({ query, filter }: Chunks, wish: IndexQuery): Promise<IndexHit[]> {
  // Words alone, and none: Weaviate takes that for a mistake.
  if (!wish.vector && wish.text.trim() === '') return [];
  const common: BaseBm25Options<ChunkProperties, undefined> = {
    limit: wish.limit,
    filters: filtersOf(filter, wish.filter),
    queryProperties: searchedProperties,
    returnProperties: ['documentId'],
    returnMetadata: ['score'],
  };
  const { vector, weight: alpha } = wish;
  const byMeaning = { alpha, vector, fusionType: 'RelativeScore', targetVector: vectorName } as const;
  const { objects } = vector
    ? await query.hybrid(wish.text, { ...common, ...byMeaning })
    : await query.bm25(wish.text, common);
  return objects.map(({ uuid, properties, metadata }) => ({
    id: uuid,
    documentId: properties.documentId,
    score: metadata?.score ?? 0,
  }));
}

function filtersOf(filter: Chunks['filter'], wish: IndexFilter = {}): FilterValue | undefined {
  const parts = [
    ...(wish.sourceIds ? [filter.byProperty('sourceId').containsAny(wish.sourceIds)] : []),
    ...(wish.documentIds ? [filter.byProperty('documentId').containsAny(wish.documentIds)] : []),
  ];
  const [first] = parts;
  return parts.length < 2 ? first : { operator: 'And', filters: parts, value: null };
}

const objectOf = ({ id, vector, documentId, sourceId, title, headings, text }: IndexedChunk) => ({
  id,
  properties: { documentId, sourceId, title, headings, text },
  ...(vector && { vectors: { [vectorName]: vector } }),
});

function* batchesOf<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

/** Each reason once: a batch mostly fails for one. */
const notWritten = (messages: string[]) =>
  away(`Weaviate did not take ${messages.length} passages: ${[...new Set(messages)].slice(0, 3).join('; ')}.`);

/** gRPC and Node say a broken connection in their own ways, and the client keeps only the text. */
const isBroken = (error: unknown) =>
  /UNAVAILABLE|ECONN|EPIPE|fetch failed|socket|timed out|Channel has been shut down/i.test(
    `${errorText(error)} ${error instanceof Error && error.cause ? errorText(error.cause) : ''}`,
  );

/** The client knows no signal: its answer is left behind. */
async function withSignal<Answer>(answer: Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  if (!signal) return answer;
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([answer, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
    answer.catch(() => undefined);
  }
}
