/**
 * What the knowledge base asks of its vector store. `weaviate.ts` is the one that keeps it.
 *
 * A collection is one way of indexing (one embedding), a tenant in it one organisation. Nothing crosses tenants.
 */

export type IndexedChunk = {
  /** The chunk's id in Postgres: writing the same one again changes nothing. */
  id: string;
  documentId: string;
  sourceId: string;
  title: string;
  /** The path of headings, joined by " > ". */
  headings: string;
  text: string;
  /** Of the collection's dimensions. Absent where search is by words alone. */
  vector?: number[];
};

export type IndexFilter = { sourceIds?: string[]; documentIds?: string[] };

export type IndexQuery = {
  text: string;
  vector?: number[];
  /** 0: words alone (BM25), 1: vectors alone. Ignored without a vector. */
  weight: number;
  filter?: IndexFilter;
  limit: number;
};

/** `score` is comparable within one answer only. */
export type IndexHit = { id: string; documentId: string; score: number };

export type TenantOf = { collection: string; orgId: string };

/** Every call throws AuroraError `dependency_unavailable` (retryable) while the store is away or not set up. */
export type IndexStore = {
  /** Makes the collection and the tenant where they are not there. Safe to repeat, and from two processes at once. */
  prepare(tenant: TenantOf): Promise<void>;
  /** All or an error: what was written before the error is written again by the retry, and counts once. */
  write(tenant: TenantOf, chunks: readonly IndexedChunk[]): Promise<void>;
  remove(tenant: TenantOf, ids: readonly string[]): Promise<void>;
  count(tenant: TenantOf): Promise<number>;
  /** Every id that the tenant holds, in batches: what verification compares with Postgres. */
  ids(tenant: TenantOf): AsyncIterable<string[]>;
  search(tenant: TenantOf, query: IndexQuery, signal?: AbortSignal): Promise<IndexHit[]>;
  /** Removes the organisation's part of a collection. */
  drop(tenant: TenantOf): Promise<void>;
};
