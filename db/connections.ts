/** Connections to accounts as routes ask for them: made, changed, used by projects, disconnected. */
import { and, asc, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Database, Tx } from './client.ts';
import type { ConnectionProvider } from './model/connections.ts';
import { isFinal, runStates } from './model/states.ts';
import type { Connection, NewConnection } from './projects.ts';
import { connections, projectConnections, projects, runs } from './schema/index.ts';

export type ConnectionChange = Partial<
  Pick<NewConnection, 'name' | 'region' | 'settings' | 'credential' | 'state' | 'stateReason'>
>;

/** @throws AuroraError `not_found`, also for one that was disconnected */
export async function liveConnection(tx: Tx, id: string): Promise<Connection> {
  const [row] = await tx
    .select()
    .from(connections)
    .where(and(eq(connections.id, id), isNull(connections.archivedAt)));
  if (!row) throw notFound('connection');
  return row;
}

/** @throws AuroraError `conflict` for a name that another connection has */
export async function assertNameFree(tx: Tx, name: string, id: string): Promise<void> {
  const [named] = await tx
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.name, name), isNull(connections.archivedAt), ne(connections.id, id)));
  if (named) throw conflict(`There is a connection named "${name}" already. Choose another name.`);
}

/** @returns false where the id is taken: by this very connection, by a request at the same moment, or by somebody else */
export async function insertConnection(tx: Tx, row: NewConnection): Promise<boolean> {
  const made = await tx.insert(connections).values(row).onConflictDoNothing().returning({ id: connections.id });
  return made.length > 0;
}

export async function changeConnection(tx: Tx, id: string, change: ConnectionChange): Promise<Connection> {
  const [changed] = await tx.update(connections).set(change).where(eq(connections.id, id)).returning();
  return changed as Connection;
}

export type Use = { id: string; name: string };

/** Projects that use it. */
export function projectsUsing(tx: Tx, connectionId: string): Promise<Use[]> {
  return tx
    .select({ id: projects.id, name: projects.name })
    .from(projectConnections)
    .innerJoin(projects, eq(projects.id, projectConnections.projectId))
    .where(and(eq(projectConnections.connectionId, connectionId), isNull(projects.archivedAt)))
    .orderBy(asc(projects.name));
}

/**
 * A run plans in one account and must not apply in another.
 *
 * @throws AuroraError `conflict` while one is under way in any of the projects
 */
export async function assertNoRun(tx: Tx, projectIds: string[], what: string): Promise<void> {
  if (projectIds.length === 0) return;
  const [run] = await tx
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        inArray(runs.projectId, projectIds),
        inArray(
          runs.state,
          runStates.filter((state) => !isFinal(state)),
        ),
      ),
    )
    .limit(1);
  if (run) {
    throw conflict(`A run is in progress in a project that uses this account. Let it end, or cancel it, ${what}.`, {
      runId: run.id,
    });
  }
}

/** The project's accounts are looked at one at a time: a run that begins meanwhile waits for this transaction. */
export async function connectionOf(
  tx: Tx,
  projectId: string,
  provider: ConnectionProvider,
): Promise<string | undefined> {
  const [row] = await tx
    .select({ id: projectConnections.connectionId })
    .from(projectConnections)
    .where(and(eq(projectConnections.projectId, projectId), eq(projectConnections.provider, provider)));
  return row?.id;
}

export async function attachConnection(
  tx: Tx,
  row: { orgId: string; projectId: string; provider: ConnectionProvider; connectionId: string },
): Promise<void> {
  const { connectionId } = row;
  await tx
    .insert(projectConnections)
    .values(row)
    .onConflictDoUpdate({ target: [projectConnections.projectId, projectConnections.provider], set: { connectionId } });
}

export async function detachConnection(tx: Tx, projectId: string, provider: ConnectionProvider): Promise<void> {
  await tx
    .delete(projectConnections)
    .where(and(eq(projectConnections.projectId, projectId), eq(projectConnections.provider, provider)));
}

/** Its rows stay for what they tell; no project uses it any more. */
export async function archiveConnection(tx: Tx, id: string): Promise<void> {
  await tx.delete(projectConnections).where(eq(projectConnections.connectionId, id));
  await tx
    .update(connections)
    .set({ archivedAt: sql`now()`, state: 'broken', stateReason: 'This account was disconnected.' })
    .where(eq(connections.id, id));
}

/** Of every connection of every organisation: ids only (see migration `connection_checks`). */
export async function wantedChecks(
  db: Database,
): Promise<{ orgId: string; connectionId: string; connected: boolean }[]> {
  const { rows } = await db.orm.execute<{ orgId: string; connectionId: string; connected: boolean }>(
    sql`select org_id as "orgId", connection_id as "connectionId", connected from wanted_connection_checks()`,
  );
  return rows;
}
