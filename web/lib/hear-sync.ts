import type { QueryClient } from '@tanstack/react-query';
import { keys } from './keys.ts';
import type { SyncProgress } from './types.ts';

/**
 * Keeps what a running sync told, for whoever shows it.
 *
 * @returns the names of answers that it made stale
 */
export function hearSync(queries: QueryClient, progress: SyncProgress): (readonly string[])[] {
  const { connectionId, syncRunId, state, created, updated, deleted } = progress;
  const before = queries.getQueryData<SyncProgress>(keys.syncProgress(connectionId));
  queries.setQueryData(keys.syncProgress(connectionId), progress);
  // Its start is news to the account's page; in between the numbers tell enough.
  if (state === 'running') return before?.syncRunId === syncRunId ? [] : [keys.sync(connectionId)];
  const changed = created + updated + deleted;
  hearNews(queries, changed);
  return [
    keys.sync(connectionId),
    keys.syncRun(syncRunId),
    ...(changed > 0 ? [keys.resources, keys.graph, ['resource']] : []),
  ];
}

/** Adds to what has changed in the estate since this window was opened; kept for as long as the window is. */
export function hearNews(queries: QueryClient, changed: number): void {
  queries.setQueryDefaults(keys.estateNews, { gcTime: Number.POSITIVE_INFINITY });
  queries.setQueryData<number>(keys.estateNews, (before = 0) => before + changed);
}
