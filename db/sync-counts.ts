/** What a sync has counted so far, summed up over its scopes. */
import { sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { syncScopes } from './schema/index.ts';

export type SyncCounts = {
  scopes: { done: number; failed: number; total: number };
  seen: number;
  created: number;
  updated: number;
  deleted: number;
  throttles: number;
};

export async function countsOf(tx: Tx, syncRunIds: string[]): Promise<Map<string, SyncCounts>> {
  if (syncRunIds.length === 0) return new Map();
  const count = (what: ReturnType<typeof sql>) => sql<number>`coalesce(${what}, 0)`.mapWith(Number);
  const rows = await tx
    .select({
      id: syncScopes.syncRunId,
      done: count(sql`count(*) filter (where ${syncScopes.state} = 'complete')`),
      failed: count(sql`count(*) filter (where ${syncScopes.state} in ('failed', 'skipped'))`),
      total: count(sql`count(*)`),
      seen: count(sql`sum(${syncScopes.seen})`),
      created: count(sql`sum(${syncScopes.created})`),
      updated: count(sql`sum(${syncScopes.updated})`),
      deleted: count(sql`sum(${syncScopes.deleted})`),
      throttles: count(sql`sum(${syncScopes.throttles})`),
    })
    .from(syncScopes)
    .where(sql`${syncScopes.syncRunId} = any(${sql.param(syncRunIds)}::uuid[])`)
    .groupBy(syncScopes.syncRunId);
  return new Map(
    rows.map(({ id, done, failed, total, ...counts }) => [id, { scopes: { done, failed, total }, ...counts }]),
  );
}

export const noCounts: SyncCounts = {
  scopes: { done: 0, failed: 0, total: 0 },
  seen: 0,
  created: 0,
  updated: 0,
  deleted: 0,
  throttles: 0,
};
