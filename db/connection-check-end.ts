/** What the steps of a check come to: the state of the check, of its connection, and what people are told. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { CheckVerdict, ConnectionCheckOutcome } from '../workflows/messages.ts';
import type { Tx } from './client.ts';
import { type CheckStep, findCheck, stepsOf, tellCheck } from './connection-checks.ts';
import type { ConnectionState } from './model/connections.ts';
import { tellNotice } from './notices.ts';
import { connectionCheckSteps, connectionChecks, connections, syncSettings } from './schema/index.ts';
import { requestSync } from './sync-runs.ts';
import { chooseSync } from './sync-settings.ts';

type OfCheck = { orgId: string; connectionId: string; checkId: string };
type Connection = typeof connections.$inferSelect;
type CheckEnd = { state: ConnectionCheckOutcome['state']; reason: string | null; connection: ConnectionState | null };

/** @returns `begins`: it worked for the first time, so its inventory is to be kept from now on. A second end changes nothing. */
export async function endCheck(
  tx: Tx,
  of: OfCheck,
  verdict: CheckVerdict,
): Promise<{ state: ConnectionCheckOutcome['state']; begins: boolean }> {
  await tx.select().from(connectionChecks).where(eq(connectionChecks.id, of.checkId)).for('update');
  const check = await findCheck(tx, of.checkId);
  if (check.state !== 'running') return { state: endedAs(check.state), begins: false };
  const end = endOf(await stepsOf(tx, [of.checkId]), verdict);
  await tx
    .update(connectionCheckSteps)
    .set({ state: 'skipped', text: 'The check ended before this was tried.', endedAt: sql`now()` })
    .where(
      and(eq(connectionCheckSteps.checkId, of.checkId), inArray(connectionCheckSteps.state, ['waiting', 'running'])),
    );
  await tx
    .update(connectionChecks)
    .set({ state: end.state, reason: end.reason, endedAt: sql`now()` })
    .where(eq(connectionChecks.id, of.checkId));
  const begins = await moveConnection(tx, of, end);
  await tellCheck(tx, of, null);
  return { state: end.state, begins };
}

const endedAs = (state: string): ConnectionCheckOutcome['state'] =>
  state === 'passed' || state === 'limited' || state === 'cancelled' ? state : 'failed';

/** What could not be found out is no proof against a connection: `connection: null` leaves it as it was. */
function endOf(steps: CheckStep[], verdict: CheckVerdict): CheckEnd {
  if (verdict.kind === 'cancelled') {
    return { state: 'cancelled', reason: 'The check was stopped.', connection: null };
  }
  if (verdict.kind === 'undecided') return { state: 'failed', reason: verdict.reason, connection: null };
  const words = (state: CheckStep['state']) => {
    const step = steps.find((each) => each.state === state);
    return step && [step.text, step.remedy].filter(Boolean).join(' ');
  };
  const failed = words('failed');
  if (failed !== undefined) return { state: 'failed', reason: failed, connection: 'broken' };
  const missing = words('warning');
  if (missing !== undefined) return { state: 'limited', reason: missing, connection: 'limited' };
  return { state: 'passed', reason: null, connection: 'verified' };
}

async function moveConnection(tx: Tx, of: OfCheck, end: CheckEnd): Promise<boolean> {
  const [before] = await tx.select().from(connections).where(eq(connections.id, of.connectionId)).for('update');
  if (!before || before.archivedAt) return false;
  if (end.connection === null) {
    // Of one that never worked, people want to know why nothing is known yet.
    const set = { stateReason: end.reason };
    if (before.state === 'unverified') await tx.update(connections).set(set).where(eq(connections.id, before.id));
    return false;
  }
  const works = end.connection !== 'broken';
  const set = {
    state: end.connection,
    stateReason: end.reason,
    ...(works ? { verifiedAt: sql`now()` } : {}),
  };
  await tx.update(connections).set(set).where(eq(connections.id, before.id));
  await tellTurn(tx, of, before, end);
  return works && beginInventory(tx, of, before);
}

/** Hosts have no inventory; whoever chose something about a sync has one already. */
async function beginInventory(tx: Tx, { orgId, connectionId }: OfCheck, { provider }: Connection): Promise<boolean> {
  if (provider === 'ssh') return false;
  const [chosen] = await tx
    .select({ id: syncSettings.connectionId })
    .from(syncSettings)
    .where(eq(syncSettings.connectionId, connectionId));
  if (chosen) return false;
  await chooseSync(tx, { orgId, connectionId }, { regions: null }, false);
  await requestSync(tx, { orgId, connectionId }, { id: crypto.randomUUID(), trigger: 'connect', requestedBy: null });
  return true;
}

/** Told when it turns, not at each look. */
async function tellTurn(tx: Tx, of: OfCheck, { name, state, id }: Connection, end: CheckEnd): Promise<void> {
  const broke = end.connection === 'broken' && state !== 'broken';
  const mended = end.connection !== 'broken' && state === 'broken';
  if (!broke && !mended) return;
  const text = broke
    ? `The connection ${name} does not work. ${end.reason ?? ''}`
    : `The connection ${name} works again.${end.reason ? ` ${end.reason}` : ''}`;
  await tellNotice(tx, of.orgId, {
    key: `connection-${broke ? 'broken' : 'mended'}:${of.checkId}`,
    kind: 'connection_broken',
    level: broke ? 'error' : 'info',
    text,
    href: `/accounts/${id}`,
    subject: { connectionId: id },
  });
}
