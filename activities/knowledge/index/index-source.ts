/**
 * Brings what a source has into the indexes, and lets the documents be searched of which all is there.
 *
 * What is to do is in the rows: a killed worker's successor begins with the batch that was not marked.
 */
import { type Database, inOrg } from '../../../db/client.ts';
import { documentsToShow, newestVersion, showVersion } from '../../../db/document-versions.ts';
import {
  chunksToPurge,
  markIndexed,
  markPurged,
  type PendingChunk,
  pendingChunks,
} from '../../../db/knowledge-chunks.ts';
import { countInIngest, type OfIngest, type OfSource } from '../../../db/knowledge-ingests.ts';
import { getLayout } from '../texts.ts';
import { type IndexDeps, indexesOf, writeChunks } from './indexes.ts';

/** What one write takes, and what is done twice when the worker dies at the wrong moment. */
const chunksAtATime = 400;
const idsAtATime = 1_000;

export type IndexOptions = { signal?: AbortSignal /** After each batch. */; tell: () => Promise<void> };

export async function indexSource(deps: IndexDeps, of: OfIngest, options: IndexOptions): Promise<void> {
  do await writePending(deps, of, options);
  while (
    // What moved under other headings is written again.
    (await showFinished(deps, of, options)) > 0
  );
  await purge(deps, of, options);
}

async function writePending(deps: IndexDeps, of: OfIngest, { signal, tell }: IndexOptions): Promise<void> {
  const { orgId, sourceId } = of;
  await drainPending(deps.db, of, tell, async (batch) => {
    signal?.throwIfAborted();
    const chunks = batch.map((chunk) => ({ ...chunk, sourceId }));
    // Asked for each batch: an index that is begun meanwhile gets what comes from now on.
    for (const index of await indexesOf(deps, orgId)) await writeChunks(deps, index, chunks, signal);
  });
}

/** @param write into every index; a batch that it did not finish is written again by whoever comes next */
export async function drainPending(
  db: Database,
  { orgId, sourceId }: OfSource,
  tell: () => Promise<void>,
  write: (batch: PendingChunk[]) => Promise<void>,
): Promise<void> {
  for (;;) {
    const batch = await inOrg(db, { orgId }, (tx) => pendingChunks(tx, sourceId, chunksAtATime));
    if (batch.length === 0) return;
    await write(batch);
    const ids = batch.map(({ id }) => id);
    await inOrg(db, { orgId }, (tx) => markIndexed(tx, ids));
    await tell();
  }
}

/** @returns how many documents */
async function showFinished({ db, storage }: IndexDeps, of: OfIngest, { signal, tell }: IndexOptions): Promise<number> {
  const ids = await inOrg(db, of, (tx) => documentsToShow(tx, of.sourceId));
  let count = 0;
  for (const id of ids) {
    signal?.throwIfAborted();
    const newest = await inOrg(db, of, (tx) => newestVersion(tx, id));
    if (!newest?.version.textKey) continue;
    const layout = await getLayout(storage, newest.version.textKey, signal);
    await inOrg(db, of, async (tx) => {
      if (!(await showVersion(tx, newest, layout))) return;
      await countInIngest(tx, of.ingestId, { done: 1 });
      count += 1;
    });
    await tell();
  }
  return count;
}

async function purge(deps: IndexDeps, of: OfIngest, { signal, tell }: IndexOptions): Promise<void> {
  const { db, vectors } = deps;
  const { orgId, sourceId } = of;
  for (;;) {
    signal?.throwIfAborted();
    const ids = await inOrg(db, of, (tx) => chunksToPurge(tx, sourceId, idsAtATime));
    if (ids.length === 0) return;
    for (const { collection } of await indexesOf(deps, orgId)) await vectors.index.remove({ collection, orgId }, ids);
    await inOrg(db, of, async (tx) => {
      const removed = await markPurged(tx, ids);
      await countInIngest(tx, of.ingestId, { removed });
    });
    await tell();
  }
}
