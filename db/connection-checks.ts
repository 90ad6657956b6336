/** Looks at connections: asked for by anyone, taken up and ended by the workflow `connectionCheck` alone. */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import type { CheckState, CheckStepName, CheckStepState, CheckTrigger, ConnectionState } from './model/connections.ts';
import { connectionCheckSteps, connectionChecks, connections } from './schema/index.ts';

export type ConnectionCheck = typeof connectionChecks.$inferSelect;
export type CheckStep = typeof connectionCheckSteps.$inferSelect;
type OfConnection = { orgId: string; connectionId: string };
type OfCheck = OfConnection & { checkId: string };

/**
 * One that waits to begin answers all who ask before it does.
 *
 * @returns the one that will look
 */
export async function requestCheck(
  tx: Tx,
  { orgId, connectionId }: OfConnection,
  wanted: { id?: string; trigger: CheckTrigger; requestedBy: string | null },
): Promise<ConnectionCheck> {
  const id = wanted.id ?? crypto.randomUUID();
  // Two who ask at once wait for each other here.
  const [connection] = await tx
    .select({ archivedAt: connections.archivedAt })
    .from(connections)
    .where(eq(connections.id, connectionId))
    .for('no key update');
  if (!connection) throw notFound('connection');
  if (connection.archivedAt) throw conflict('This account was disconnected, so there is nothing to check.');
  const ofThis = eq(connectionChecks.connectionId, connectionId);
  const [known] = await tx
    .select()
    .from(connectionChecks)
    .where(and(ofThis, sql`(${connectionChecks.id} = ${id} or ${connectionChecks.state} = 'waiting')`))
    .orderBy(sql`${connectionChecks.id} = ${id} desc`, asc(connectionChecks.createdAt))
    .limit(1);
  if (known) return known;
  const [made] = await tx
    .insert(connectionChecks)
    .values({ ...wanted, id, orgId, connectionId })
    .returning();
  return made as ConnectionCheck;
}

/**
 * What a workflow takes up: one that had begun and whose workflow is no more, else the oldest that waits, else its own
 * as when a schedule starts it. Its steps are written down, so that people see what is to come.
 *
 * @returns undefined where the account was disconnected
 */
export async function claimCheck(
  tx: Tx,
  of: OfConnection,
  own: { id: string; trigger: CheckTrigger },
  steps: readonly CheckStepName[],
): Promise<{ checkId: string; steps: CheckStepName[] } | undefined> {
  const [connection] = await tx
    .select({ archivedAt: connections.archivedAt })
    .from(connections)
    .where(eq(connections.id, of.connectionId));
  if (!connection || connection.archivedAt) return undefined;
  const [open] = await tx
    .select({ id: connectionChecks.id })
    .from(connectionChecks)
    .where(
      and(
        eq(connectionChecks.connectionId, of.connectionId),
        inArray(connectionChecks.state, ['running', 'waiting'] satisfies CheckState[]),
      ),
    )
    .orderBy(sql`${connectionChecks.state} = 'running' desc`, asc(connectionChecks.createdAt))
    .limit(1);
  const checkId = open?.id ?? (await requestCheck(tx, of, { ...own, requestedBy: null })).id;
  await tx
    .update(connectionChecks)
    .set({ state: 'running', startedAt: sql`coalesce(${connectionChecks.startedAt}, now())` })
    .where(and(eq(connectionChecks.id, checkId), inArray(connectionChecks.state, ['waiting', 'running'])));
  await tx
    .insert(connectionCheckSteps)
    .values(steps.map((name, position) => ({ orgId: of.orgId, checkId, name, position })))
    .onConflictDoNothing();
  const left = (await stepsOf(tx, [checkId])).filter(({ state }) => state === 'waiting' || state === 'running');
  await tellCheck(tx, { ...of, checkId }, null);
  return { checkId, steps: left.map(({ name }) => name) };
}

export type StepEnd = { state: CheckStepState; text?: string | null; remedy?: string | null };

/** A step that has ended stays as it is: the same finding again changes nothing. */
export async function moveStep(tx: Tx, of: OfCheck, name: CheckStepName, to: StepEnd): Promise<void> {
  const ends = to.state !== 'waiting' && to.state !== 'running';
  const [moved] = await tx
    .update(connectionCheckSteps)
    .set({ ...to, endedAt: ends ? sql`now()` : null })
    .where(
      and(
        eq(connectionCheckSteps.checkId, of.checkId),
        eq(connectionCheckSteps.name, name),
        inArray(connectionCheckSteps.state, ['waiting', 'running']),
      ),
    )
    .returning({ name: connectionCheckSteps.name });
  if (moved) await tellCheck(tx, of, { name, state: to.state });
}

/** In the order in which they are taken. */
export function stepsOf(tx: Tx, checkIds: string[]): Promise<CheckStep[]> {
  return tx
    .select()
    .from(connectionCheckSteps)
    .where(inArray(connectionCheckSteps.checkId, checkIds))
    .orderBy(asc(connectionCheckSteps.position));
}

/** @throws AuroraError `not_found` */
export async function findCheck(tx: Tx, checkId: string): Promise<ConnectionCheck> {
  const [row] = await tx.select().from(connectionChecks).where(eq(connectionChecks.id, checkId));
  if (!row) throw notFound('check');
  return row;
}

/** @param step that has just moved; null when the check itself did */
export async function tellCheck(
  tx: Tx,
  { orgId, connectionId, checkId }: OfCheck,
  step: { name: CheckStepName; state: CheckStepState } | null,
): Promise<void> {
  const [row] = await tx
    .select({ state: connectionChecks.state, connection: connections.state })
    .from(connectionChecks)
    .innerJoin(connections, eq(connections.id, connectionChecks.connectionId))
    .where(eq(connectionChecks.id, checkId));
  if (!row) return;
  const payload = { connectionId, checkId, state: row.state, connection: row.connection as ConnectionState, step };
  await appendEvent(tx, orgId, `org:${orgId}`, { type: 'connection.checked', payload });
}
