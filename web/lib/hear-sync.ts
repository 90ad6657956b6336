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
  const changed = created + updated + deleted > 0;
  return [
    keys.sync(connectionId),
    keys.syncRun(syncRunId),
    ...(changed ? [keys.resources, keys.graph, ['resource']] : []),
  ];
}
