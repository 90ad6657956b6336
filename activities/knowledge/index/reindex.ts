/**
 * Another embedding: an index beside the one that serves, filled from the rows, compared, and changed over to.
 *
 * Meanwhile every ingest writes to both. What was written before it knew of the new one has its row already, and is
 * found missing by the comparison.
 */
import { inOrg } from '../../../db/client.ts';
import { liveChunkIds, liveChunks, liveChunksAfter } from '../../../db/knowledge-chunks.ts';
import { countLiveChunks } from '../../../db/knowledge-counts.ts';
import {
  beginBuilding,
  changeOver,
  findIndex,
  type KnowledgeIndex,
  retiredCollections,
  tellIndex,
} from '../../../db/knowledge-indexes.ts';
import { collectionOf } from '../../../platform/vectors/schema.ts';
import { type IndexDeps, writeChunks } from './indexes.ts';
import { lookThrough } from './verify.ts';

export type OfIndex = { orgId: string; indexId: string };

export type Copied = { after: string | null; done: number };

const chunksAtATime = 400;

/** @returns the index to build, or null where the one that serves is as the configuration wants it */
export async function beginReindex({ db, config, vectors }: IndexDeps, orgId: string): Promise<string | null> {
  const embedding = config.EMBEDDINGS;
  const wanted = { orgId, embedding, collection: collectionOf(embedding) };
  const building = await inOrg(db, { orgId }, (tx) => beginBuilding(tx, wanted));
  if (!building) return null;
  await vectors.index.prepare({ collection: building.collection, orgId });
  return building.id;
}

/** Goes on behind the last chunk that an attempt before had written. */
export async function copyChunks(
  deps: IndexDeps,
  of: OfIndex,
  before: Copied,
  { signal, beat }: { signal: AbortSignal; beat: (now: Copied) => void },
): Promise<void> {
  const { db } = deps;
  const index = await inOrg(db, of, (tx) => findIndex(tx, of.indexId));
  let { after, done } = before;
  for (;;) {
    signal.throwIfAborted();
    const batch = await inOrg(db, of, (tx) => liveChunksAfter(tx, after, chunksAtATime));
    if (batch.length === 0) return;
    await writeChunks(deps, index, batch, signal);
    after = batch.at(-1)?.id ?? after;
    done += batch.length;
    beat({ after, done });
    await tell(deps, index, done);
  }
}

/** @returns whether it held exactly what the organisation has; what was missing is written, what is nobody's is gone */
export async function compareIndex(deps: IndexDeps, of: OfIndex, signal: AbortSignal): Promise<boolean> {
  const { db, vectors } = deps;
  const index = await inOrg(db, of, (tx) => findIndex(tx, of.indexId));
  const tenant = { collection: index.collection, orgId: of.orgId };
  const wanted = await inOrg(db, of, (tx) => liveChunkIds(tx));
  const { held, extra } = await lookThrough(db, vectors.index, tenant, signal);
  const missing = wanted.filter((id) => !held.has(id));
  for (let from = 0; from < missing.length; from += chunksAtATime) {
    signal.throwIfAborted();
    const rows = await inOrg(db, of, (tx) => liveChunks(tx, missing.slice(from, from + chunksAtATime)));
    if (rows.length > 0) await writeChunks(deps, index, rows, signal);
  }
  return missing.length === 0 && extra === 0;
}

/** Questions go to the new one from this transaction on. */
export async function serveIndex(deps: IndexDeps, of: OfIndex): Promise<void> {
  const total = await inOrg(deps.db, of, (tx) => countLiveChunks(tx));
  await inOrg(deps.db, of, async (tx) => {
    const index = await changeOver(tx, of.indexId);
    await tellIndex(tx, index, { done: total, total }, 'serving');
  });
}

/** What served before goes from the vector store. An ingest that still wrote to it begins its batch anew. */
export async function dropRetired({ db, vectors }: IndexDeps, orgId: string): Promise<void> {
  const collections = await inOrg(db, { orgId }, (tx) => retiredCollections(tx));
  for (const collection of collections) await vectors.index.drop({ collection, orgId });
}

async function tell({ db }: IndexDeps, index: KnowledgeIndex, done: number): Promise<void> {
  await inOrg(db, index, async (tx) => tellIndex(tx, index, { done, total: await countLiveChunks(tx) }, String(done)));
}
