/** A sync from its start to its end, and what its connection's owners chose. */
import { and, desc, eq, isNotNull, ne, sql } from 'drizzle-orm';
import { conflict } from '../platform/errors.ts';
import { type Database, inOrg, type Tx } from './client.ts';
import { appendEvent } from './events.ts';
import type { SyncRunState, SyncTrigger } from './model/estate.ts';
import { tellNotice } from './notices.ts';
import { connections, projectConnections, syncRuns, syncScopes, syncSettings } from './schema/index.ts';
import { countsOf, noCounts } from './sync-counts.ts';
import { closeOpenEdges, endScopes } from './sync-scopes.ts';

export type SyncRun = typeof syncRuns.$inferSelect;
type OfConnection = { orgId: string; connectionId: string };
type OfRun = OfConnection & { syncRunId: string };

const cutOff = 'This sync was cut off in the middle. What it had found is kept; nothing was taken as deleted by it.';

/** The one that goes on, if any: there is at most one a connection. */
export async function runningSync(tx: Tx, connectionId: string): Promise<SyncRun | undefined> {
  const [run] = await tx
    .select()
    .from(syncRuns)
    .where(and(eq(syncRuns.connectionId, connectionId), eq(syncRuns.state, 'running')));
  return run;
}

/**
 * Makes the row of a run, or finds the one that goes on.
 *
 * @param wanted `id` made by the client: the same one again answers its row, whatever became of it
 */
export async function requestSync(
  tx: Tx,
  { orgId, connectionId }: OfConnection,
  wanted: { id: string; trigger: SyncTrigger; requestedBy: string | null },
): Promise<SyncRun> {
  const [known] = await tx
    .select()
    .from(syncRuns)
    .where(and(eq(syncRuns.id, wanted.id), eq(syncRuns.connectionId, connectionId)));
  if (known) return known;
  const [made] = await tx
    .insert(syncRuns)
    .values({ orgId, connectionId, ...wanted })
    .onConflictDoNothing()
    .returning();
  const run = made ?? (await runningSync(tx, connectionId));
  if (run) return run;
  throw conflict('This id is taken, or another sync ended at this very moment. Try again with a new id.');
}

/**
 * The row that a workflow works on: the one it was started for, or one that somebody asked for and that nobody has
 * begun. One that was begun by a workflow which is no more has ended, and says so.
 */
export async function beginSync(
  db: Database,
  { orgId, connectionId, syncRunId, trigger }: OfRun & { trigger: SyncTrigger },
): Promise<SyncRun> {
  return inOrg(db, { orgId }, async (tx) => {
    const running = await runningSync(tx, connectionId);
    if (running && running.id !== syncRunId && (await hasBegun(tx, running.id))) {
      await endSync(tx, { orgId, connectionId, syncRunId: running.id }, { state: 'failed', reason: cutOff });
    }
    const run = await requestSync(tx, { orgId, connectionId }, { id: syncRunId, trigger, requestedBy: null });
    if (run.state !== 'running') throw conflict('This sync has ended. Start another one.');
    return run;
  });
}

async function hasBegun(tx: Tx, syncRunId: string): Promise<boolean> {
  const [scope] = await tx
    .select({ id: syncScopes.id })
    .from(syncScopes)
    .where(eq(syncScopes.syncRunId, syncRunId))
    .limit(1);
  return scope !== undefined;
}

export type SyncEnd = { state: Exclude<SyncRunState, 'running'>; reason: string | null };

export const syncStopped: SyncEnd = {
  state: 'cancelled',
  reason: 'Somebody stopped this sync. What it had found is kept; nothing was taken as deleted by it.',
};

/** Ends what had not ended in it, finds the open ends of edges, and tells. A second end changes nothing. */
export async function endSync(tx: Tx, { orgId, connectionId, syncRunId }: OfRun, end: SyncEnd): Promise<SyncRun> {
  const [run] = await tx.select().from(syncRuns).where(eq(syncRuns.id, syncRunId)).for('update');
  if (run?.state !== 'running') return run as SyncRun;
  const open = await tx
    .select({ id: syncScopes.id })
    .from(syncScopes)
    .where(and(eq(syncScopes.syncRunId, syncRunId), sql`${syncScopes.state} in ('waiting', 'running')`));
  if (open.length > 0) {
    const error = end.reason ?? 'The sync ended before this was listed.';
    await endScopes(
      tx,
      open.map(({ id }) => id),
      { state: 'failed', error },
    );
  }
  const { created, updated } = (await countsOf(tx, [syncRunId])).get(syncRunId) ?? noCounts;
  // Where nothing was written, nothing came that an open end could be waiting for.
  if (created + updated > 0) await closeOpenEdges(tx, orgId);
  const [ended] = await tx
    .update(syncRuns)
    .set({ ...end, finishedAt: sql`now()` })
    .where(eq(syncRuns.id, syncRunId))
    .returning();
  await tellProgress(tx, { orgId, connectionId, syncRunId }, 'end');
  return ended as SyncRun;
}

/** Told when it begins to fail, not each hour that it goes on. */
export async function tellSyncFailed(tx: Tx, { id, orgId, connectionId, reason }: SyncRun): Promise<void> {
  const [before] = await tx
    .select({ state: syncRuns.state })
    .from(syncRuns)
    .where(and(eq(syncRuns.connectionId, connectionId), ne(syncRuns.id, id), isNotNull(syncRuns.finishedAt)))
    .orderBy(desc(syncRuns.finishedAt))
    .limit(1);
  if (before?.state === 'failed') return;
  const connection = await findConnection(tx, connectionId);
  await tellNotice(tx, orgId, {
    key: `sync-failed:${id}`,
    kind: 'sync_failed',
    level: 'warning',
    text: `The inventory of ${connection?.name} could not be updated. ${reason ?? ''} What is known of it is kept, and the next sync tries again.`,
    href: `/accounts/${connectionId}`,
    subject: { connectionId },
  });
}

/** @param key of several workers that tell at the same time, one is heard */
export async function tellProgress(tx: Tx, { orgId, connectionId, syncRunId }: OfRun, key: string): Promise<void> {
  const [run] = await tx.select().from(syncRuns).where(eq(syncRuns.id, syncRunId));
  if (!run) return;
  const { throttles, ...counts } = (await countsOf(tx, [syncRunId])).get(syncRunId) ?? noCounts;
  const payload = { syncRunId, connectionId, state: run.state, reason: run.reason, ...counts };
  await appendEvent(tx, orgId, `org:${orgId}`, { type: 'sync.progress', payload }, `sync.progress:${syncRunId}:${key}`);
}

export async function findConnection(tx: Tx, connectionId: string) {
  const [connection] = await tx.select().from(connections).where(eq(connections.id, connectionId));
  return connection;
}

export async function keepPrincipal(tx: Tx, syncRunId: string, principal: string): Promise<void> {
  await tx.update(syncRuns).set({ principal }).where(eq(syncRuns.id, syncRunId));
}

export async function principalOf(tx: Tx, syncRunId: string): Promise<string | null> {
  const [run] = await tx.select({ principal: syncRuns.principal }).from(syncRuns).where(eq(syncRuns.id, syncRunId));
  return run?.principal ?? null;
}

/** The accounts that a project changes, but for those that nobody wants an inventory of, or that wait for people. */
export async function syncsOfProject(tx: Tx, projectId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: projectConnections.connectionId })
    .from(projectConnections)
    .leftJoin(syncSettings, eq(syncSettings.connectionId, projectConnections.connectionId))
    .where(
      and(
        eq(projectConnections.projectId, projectId),
        sql`coalesce(${syncSettings.enabled}, true)`,
        sql`${syncSettings.pausedAt} is null`,
      ),
    );
  return rows.map(({ id }) => id);
}
