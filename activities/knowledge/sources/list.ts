/** Looks what a source has now: fetches what changed, and takes away what it no longer has. */
import { inOrg } from '../../../db/client.ts';
import { countToRead, documentsBeside } from '../../../db/document-versions.ts';
import { removeDocuments } from '../../../db/documents.ts';
import { beginIngest, type OfIngest } from '../../../db/knowledge-ingests.ts';
import { type KnowledgeSource, sourceOrArchived } from '../../../db/knowledge-sources.ts';
import type { OutboundFetch } from '../../../platform/outbound.ts';
import type { WorkerDeps } from '../../deps.ts';
import { fetchGit } from './git.ts';
import { fetchUrl } from './urls.ts';

export type ListDeps = WorkerDeps & { outbound: OutboundFetch };
export type ListOptions = { signal: AbortSignal; tell: () => Promise<void> };

/** @throws AuroraError where the source as a whole cannot be looked at; nothing of it is taken away then */
export async function listSource(deps: ListDeps, of: OfIngest, options: ListOptions): Promise<void> {
  const { db } = deps;
  const source = await inOrg(db, of, (tx) => sourceOrArchived(tx, of.sourceId));
  const keys = source.archivedAt ? undefined : await fetchAll(deps, of, source, options);
  await inOrg(db, of, async (tx) => {
    if (keys) await removeDocuments(tx, await documentsBeside(tx, of.sourceId, keys));
    await beginIngest(tx, of.ingestId, await countToRead(tx, of.sourceId));
  });
  await options.tell();
}

/** @returns the keys of what is there; undefined for a source that others write to */
async function fetchAll(
  deps: ListDeps,
  of: OfIngest,
  source: KnowledgeSource,
  options: ListOptions,
): Promise<string[] | undefined> {
  if (source.kind === 'git') return fetchGit(deps, of, source, options);
  if (source.kind !== 'urls') return undefined;
  const urls = [...new Set(source.settings.urls ?? [])];
  for (const url of urls) {
    options.signal.throwIfAborted();
    await fetchUrl(deps, of, url, options.signal);
    await options.tell();
  }
  return urls;
}
