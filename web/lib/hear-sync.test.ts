import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { hearSync } from './hear-sync.ts';
import { keys } from './keys.ts';
import type { SyncProgress } from './types.ts';

const progress: SyncProgress = {
  syncRunId: 'run',
  connectionId: 'c',
  state: 'running',
  reason: null,
  scopes: { done: 1, failed: 0, total: 9 },
  seen: 10,
  created: 0,
  updated: 0,
  deleted: 0,
};

it('asks for the account again when a sync starts and when it ends, not while it goes on', () => {
  const queries = new QueryClient();
  expect(hearSync(queries, progress)).toEqual([keys.sync('c')]);
  expect(hearSync(queries, { ...progress, seen: 20 })).toEqual([]);
  expect(queries.getQueryData<SyncProgress>(keys.syncProgress('c'))?.seen).toBe(20);
  expect(hearSync(queries, { ...progress, state: 'complete' })).toContainEqual(keys.sync('c'));
});

it('leaves the inventory as it is when the sync changed nothing', () => {
  const queries = new QueryClient();
  expect(hearSync(queries, { ...progress, state: 'complete' })).not.toContainEqual(keys.resources);
  expect(hearSync(queries, { ...progress, state: 'partial', deleted: 1 })).toContainEqual(keys.resources);
});

it('counts what has changed, and asks for no page of the table by itself', () => {
  const queries = new QueryClient();
  const stale = [
    ...hearSync(queries, { ...progress, created: 3 }),
    ...hearSync(queries, { ...progress, created: 5, state: 'complete' }),
    ...hearSync(queries, { ...progress, syncRunId: 'next', deleted: 2, state: 'complete' }),
  ];
  expect(queries.getQueryData(keys.estateNews)).toBe(7);
  expect(stale.map(([first]) => first)).not.toContain(keys.inventory('')[0]);
});
