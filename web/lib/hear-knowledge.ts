import type { QueryClient } from '@tanstack/react-query';
import { keys } from './keys.ts';
import type { KnowledgeProgress } from './types.ts';

/**
 * Keeps what a running ingest told, for whoever shows it.
 *
 * @returns the names of answers that it made stale
 */
export function hearKnowledge(queries: QueryClient, progress: KnowledgeProgress): (readonly string[])[] {
  const { sourceId, ingestId, state, documents } = progress;
  const before = queries.getQueryData<KnowledgeProgress>(keys.knowledgeProgress(sourceId));
  queries.setQueryData(keys.knowledgeProgress(sourceId), progress);
  if (state !== 'running') return [keys.knowledgeSources, keys.documents];
  // Its start is news to the page of sources; after that only documents that are done.
  if (before?.ingestId !== ingestId) return [keys.knowledgeSources, keys.documents];
  const ended = ({ done, failed }: KnowledgeProgress['documents']) => done + failed;
  return ended(documents) > ended(before.documents) ? [keys.documents] : [];
}
