/** Syncs as pages show them: with who asked, and what they counted. */
import { and, desc, eq, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { formerMember, type Person, personOf } from './people.ts';
import { connections, syncRuns, users } from './schema/index.ts';
import { countsOf, noCounts, type SyncCounts } from './sync-counts.ts';
import type { SyncRun } from './sync-runs.ts';
import { readSyncSettings, type SyncSettings } from './sync-settings.ts';

export type SyncRunDetails = { run: SyncRun; requestedBy: Person | null; counts: SyncCounts };

export type SyncOverview = {
  settings: SyncSettings;
  running: SyncRunDetails | null;
  lastRun: SyncRunDetails | null;
  lastCompleteAt: Date | null;
};

const newestFirst = [desc(syncRuns.startedAt), desc(syncRuns.id)];

function selectRuns(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({ id: syncRuns.id, place: placeOf(syncRuns.startedAt), run: syncRuns, user: personOf(users) })
    .from(syncRuns)
    .leftJoin(users, eq(users.id, syncRuns.requestedBy))
    .where(where)
    .orderBy(...newestFirst)
    .limit(limit);
}

type Row = { id: string; run: SyncRun; user: Person | null };

async function withCounts(tx: Tx, rows: Row[]): Promise<SyncRunDetails[]> {
  const counts = await countsOf(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, run, user }) => ({
    run,
    requestedBy: run.requestedBy === null ? null : (user ?? formerMember(run.requestedBy)),
    counts: counts.get(id) ?? noCounts,
  }));
}

/** @throws AuroraError `not_found` for a connection that the organisation does not have, or has no more */
export async function requireConnection(tx: Tx, connectionId: string): Promise<void> {
  const [row] = await tx
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.id, connectionId), isNull(connections.archivedAt)));
  if (!row) throw notFound('connection');
}

/** Newest first. */
export async function listSyncRuns(
  tx: Tx,
  connectionId: string,
  { cursor, limit }: PageRequest,
): Promise<Page<SyncRunDetails>> {
  const place = afterPlace(syncRuns.startedAt, syncRuns.id, cursor);
  const page = pageOf(await selectRuns(tx, and(eq(syncRuns.connectionId, connectionId), place), limit + 1), limit);
  return { ...page, rows: await withCounts(tx, page.rows) };
}

/** @throws AuroraError `not_found` */
export async function readSyncRun(tx: Tx, syncRunId: string): Promise<SyncRunDetails> {
  const [found] = await withCounts(tx, await selectRuns(tx, eq(syncRuns.id, syncRunId), 1));
  if (!found) throw notFound('sync');
  return found;
}

export async function readSync(tx: Tx, connectionId: string): Promise<SyncOverview> {
  await requireConnection(tx, connectionId);
  const ofConnection = eq(syncRuns.connectionId, connectionId);
  const running = await selectRuns(tx, and(ofConnection, eq(syncRuns.state, 'running')), 1);
  const last = await selectRuns(tx, and(ofConnection, ne(syncRuns.state, 'running')), 1);
  const [complete] = await tx
    .select({ at: sql<Date | null>`max(${syncRuns.finishedAt})`.mapWith(syncRuns.finishedAt) })
    .from(syncRuns)
    .where(and(ofConnection, eq(syncRuns.state, 'complete')));
  return {
    settings: await readSyncSettings(tx, connectionId),
    running: (await withCounts(tx, running))[0] ?? null,
    lastRun: (await withCounts(tx, last))[0] ?? null,
    lastCompleteAt: complete?.at ?? null,
  };
}
