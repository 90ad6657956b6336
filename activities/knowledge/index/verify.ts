/** Compares an index with the rows, id by id: what is missing waits again, what is nobody's goes. */
import { type Database, inOrg } from '../../../db/client.ts';
import { indexedIds, liveAmong, unmarkIndexed } from '../../../db/knowledge-chunks.ts';
import type { OfIngest } from '../../../db/knowledge-ingests.ts';
import type { IndexStore, TenantOf } from '../../../platform/vectors/index-store.ts';
import { type IndexDeps, indexesOf } from './indexes.ts';

/** @returns whether the indexes hold exactly what they should */
export async function verifySource(deps: IndexDeps, of: OfIngest, signal?: AbortSignal): Promise<boolean> {
  const { db, vectors, log } = deps;
  const { orgId, sourceId } = of;
  const [serving] = (await indexesOf(deps, orgId)).filter(({ state }) => state === 'serving');
  if (!serving) return true;
  const tenant = { collection: serving.collection, orgId };
  // Rows first: what is marked is in the index before. Another source's ingest may add meanwhile.
  const wanted = await inOrg(db, of, (tx) => indexedIds(tx, sourceId));
  const { held, extra } = await lookThrough(db, vectors.index, tenant, signal);
  const missing = wanted.filter((id) => !held.has(id));
  if (missing.length > 0) {
    log.warn({ ...of, missing: missing.length }, 'the index lost passages; they are written again');
    await inOrg(db, of, (tx) => unmarkIndexed(tx, missing));
  }
  return missing.length === 0 && extra === 0;
}

/**
 * Walks all that a tenant holds and removes what no row of the organisation has.
 *
 * An id is compared with rows that are read after it: a chunk that another ingest adds meanwhile has its row already.
 */
export async function lookThrough(
  db: Database,
  store: IndexStore,
  tenant: TenantOf,
  signal?: AbortSignal,
): Promise<{ held: Set<string>; extra: number }> {
  const held = new Set<string>();
  const strangers: string[] = [];
  for await (const ids of store.ids(tenant)) {
    signal?.throwIfAborted();
    const live = await inOrg(db, tenant, (tx) => liveAmong(tx, ids));
    for (const id of ids) {
      if (live.has(id)) held.add(id);
      else strangers.push(id);
    }
  }
  await store.remove(tenant, strangers);
  return { held, extra: strangers.length };
}
