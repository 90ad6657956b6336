/** The scopes of a sync: where each listing is, and what its end means for what it did not show. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { type Database, inOrg, type Tx } from './client.ts';
import { syncPages, syncScopes } from './schema/index.ts';

export type SyncScope = typeof syncScopes.$inferSelect;
type OfScope = { orgId: string; scopeId: string };
export type ScopeKey = { account: string; region: string; kind: string };

/** A repeat adds nothing, and leaves those that have begun as they are. */
export async function addScopes(
  db: Database,
  { orgId, syncRunId, connectionId }: { orgId: string; syncRunId: string; connectionId: string },
  scopes: ScopeKey[],
): Promise<void> {
  if (scopes.length === 0) return;
  const rows = scopes.map(({ account, region, kind }) => ({ orgId, syncRunId, connectionId, account, region, kind }));
  await inOrg(db, { orgId }, (tx) => tx.insert(syncScopes).values(rows).onConflictDoNothing());
}

/** Those of one region that have not ended, in the order in which they were named. */
export async function unfinishedScopes(
  tx: Tx,
  { syncRunId, account, region }: { syncRunId: string; account: string; region: string },
): Promise<string[]> {
  const rows = await tx
    .select({ id: syncScopes.id })
    .from(syncScopes)
    .where(
      and(
        eq(syncScopes.syncRunId, syncRunId),
        eq(syncScopes.account, account),
        eq(syncScopes.region, region),
        inArray(syncScopes.state, ['waiting', 'running']),
      ),
    )
    .orderBy(asc(syncScopes.id));
  return rows.map(({ id }) => id);
}

/** Account and region pairs that hold something to do. */
export async function unfinishedRegions(tx: Tx, syncRunId: string): Promise<{ account: string; region: string }[]> {
  return tx
    .selectDistinct({ account: syncScopes.account, region: syncScopes.region })
    .from(syncScopes)
    .where(and(eq(syncScopes.syncRunId, syncRunId), inArray(syncScopes.state, ['waiting', 'running'])))
    .orderBy(syncScopes.account, syncScopes.region);
}

/** Marks it as begun. @returns it as it is: an attempt before may have come far, or to the end */
export async function beginScope(db: Database, { orgId, scopeId }: OfScope): Promise<SyncScope | undefined> {
  return inOrg(db, { orgId }, async (tx) => {
    await tx
      .update(syncScopes)
      .set({ state: 'running', startedAt: sql`coalesce(${syncScopes.startedAt}, now())` })
      .where(and(eq(syncScopes.id, scopeId), eq(syncScopes.state, 'waiting')));
    const [scope] = await tx.select().from(syncScopes).where(eq(syncScopes.id, scopeId));
    return scope;
  });
}

/** The provider forgot the cursor: what was created and changed stays counted, what was seen is seen again. */
export async function restartScope(db: Database, { orgId, scopeId }: OfScope): Promise<void> {
  await inOrg(db, { orgId }, async (tx) => {
    const [scope] = await lockedRunning(tx, scopeId);
    if (!scope) return;
    await tx.delete(syncPages).where(eq(syncPages.scopeId, scopeId));
    await tx.update(syncScopes).set({ cursor: null, pages: 0, seen: 0 }).where(eq(syncScopes.id, scopeId));
  });
}

/**
 * The last page is kept, so the listing has shown everything: what no page holds is gone from the account.
 * A second end changes nothing.
 *
 */
export async function completeScope(db: Database, { orgId, scopeId }: OfScope): Promise<void> {
  await inOrg(db, { orgId }, async (tx) => {
    const [scope] = await lockedRunning(tx, scopeId);
    if (!scope) return;
    await joinByHash(tx);
    const gone = await markGone(tx, scope);
    if (gone.length > 0) await dropEdgesOf(tx, gone);
    await endScopes(tx, [scopeId], { state: 'complete', deleted: gone.length });
  });
}

/** It did not see everything, so it says nothing about what it did not see. */
export async function giveUpScope(
  db: Database,
  { orgId, scopeId, state, error }: OfScope & { state: 'failed' | 'skipped'; error: string },
): Promise<void> {
  await inOrg(db, { orgId }, async (tx) => {
    const [scope] = await tx.select().from(syncScopes).where(eq(syncScopes.id, scopeId)).for('update');
    if (scope?.state === 'running' || scope?.state === 'waiting') await endScopes(tx, [scopeId], { state, error });
  });
}

/** Counts what was seen once, however often a provider repeated it, and lets the pages go. */
export async function endScopes(
  tx: Tx,
  scopeIds: string[],
  end: Partial<Pick<SyncScope, 'state' | 'error' | 'deleted'>>,
): Promise<void> {
  const seen = sql<number>`(select count(distinct id) from sync_pages p, unnest(p.resource_ids) id where p.scope_id = sync_scopes.id)`;
  await tx
    .update(syncScopes)
    .set({ ...end, seen, cursor: null, finishedAt: sql`now()` })
    .where(inArray(syncScopes.id, scopeIds));
  await tx.delete(syncPages).where(inArray(syncPages.scopeId, scopeIds));
}

const lockedRunning = (tx: Tx, scopeId: string) =>
  tx
    .select()
    .from(syncScopes)
    .where(and(eq(syncScopes.id, scopeId), eq(syncScopes.state, 'running')))
    .for('update');

/** A scope of no region (`global`) owns what its listing shows in every region; scopes never overlap. */
async function markGone(tx: Tx, scope: SyncScope): Promise<string[]> {
  const place = scope.region === 'global' ? sql`true` : sql`r.region = ${scope.region}`;
  const { rows } = await tx.execute<{ id: string }>(sql`
    with seen as materialized (
      select distinct id from sync_pages p, unnest(p.resource_ids) id where p.scope_id = ${scope.id}
    ), gone as (
      update resources r set deleted_at = now(), last_changed_at = now()
      where r.connection_id = ${scope.connectionId} and r.account = ${scope.account} and r.scope_kind = ${scope.kind}
        and ${place} and r.deleted_at is null and not exists (select 1 from seen where seen.id = r.id)
      returning r.id
    )
    insert into resource_changes (org_id, resource_id, kind, sync_run_id)
    select ${scope.orgId}, gone.id, 'deleted', ${scope.syncRunId} from gone
    returning resource_id as id`);
  return rows.map(({ id }) => id);
}

/** What it proved is proved no more; what others say about it points to nothing that is there. */
async function dropEdgesOf(tx: Tx, gone: string[]): Promise<void> {
  const ids = sql.param(gone);
  await lockEdges(tx);
  await tx.execute(sql`delete from edges where owner_id = any(${ids}::uuid[])`);
  await tx.execute(sql`update edges set from_id = null where from_id = any(${ids}::uuid[])`);
  await tx.execute(sql`update edges set to_id = null where to_id = any(${ids}::uuid[])`);
}

/**
 * Finds the ends that were listed after the edge that names them. Once a run: each page could only find those of
 * pages before it.
 */
export async function closeOpenEdges(tx: Tx, orgId: string): Promise<void> {
  await lockEdges(tx);
  await joinByHash(tx);
  for (const [id, cloudId] of [
    [sql`from_id`, sql`from_cloud_id`],
    [sql`to_id`, sql`to_cloud_id`],
  ]) {
    await tx.execute(sql`
      update edges e set ${id} = r.id from resources r
      where e.org_id = ${orgId} and e.${id} is null
        and r.org_id = ${orgId} and r.cloud_id = e.${cloudId} and r.deleted_at is null`);
  }
}

/**
 * In the first sync of an account its tables have no statistics yet, and Postgres, which then takes them for empty,
 * would go through all of one for each row of the other.
 */
const joinByHash = (tx: Tx) => tx.execute(sql`set local enable_nestloop = off`);

/** One at a time in an organisation: two that touch the same edges in other orders would wait for each other. */
const lockEdges = (tx: Tx) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('edges ' || app_org_id(), 0))`);

export async function scopesOfRun(tx: Tx, syncRunId: string): Promise<SyncScope[]> {
  return tx
    .select()
    .from(syncScopes)
    .where(eq(syncScopes.syncRunId, syncRunId))
    .orderBy(syncScopes.account, syncScopes.region, syncScopes.kind);
}
