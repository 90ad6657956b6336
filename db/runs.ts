/** Writes of runs, decisions and stop requests. A run's state is moved by its workflow's activities alone. */
import { and, count, eq, inArray, notInArray, sql } from 'drizzle-orm';
import { AuroraError, notFound } from '../platform/errors.ts';
import type { RunEngine, RunKind, RunState } from '../workflows/messages.ts';
import { appendAudit } from './audit.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import { isFinal, runMoves, runStates } from './model/states.ts';
import { tellOfRun } from './run-notices.ts';
import { approvals, runs, runTransitions, stopRequests, turns } from './schema/index.ts';

export type Run = typeof runs.$inferSelect;
export type Approval = typeof approvals.$inferSelect;
export type StopRequest = typeof stopRequests.$inferSelect;

export type NewRun = {
  id?: string;
  orgId: string;
  projectId: string;
  revisionId: string;
  kind: RunKind;
  /** Absent: Terraform. */
  engine?: RunEngine;
  requestedBy: string;
  sessionId?: string | null;
  toolCallId?: string | null;
};

/** Adds a run in state queued. The same id again answers the row that is there. */
export async function insertRun(tx: Tx, run: NewRun): Promise<{ run: Run; created: boolean }> {
  const [created] = await tx.insert(runs).values(run).onConflictDoNothing({ target: runs.id }).returning();
  if (!created) {
    const [known] = await tx
      .select()
      .from(runs)
      .where(eq(runs.id, run.id ?? ''));
    if (!known) throw notFound('run');
    return { run: known, created: false };
  }
  await noteState(tx, created, 'queued', null);
  return { run: created, created: true };
}

/**
 * Moves a run to a state and says so in its timeline and in every stream that shows it.
 * A state that it is or was in changes nothing; `fields` are written with the move.
 *
 * @throws AuroraError `illegal_transition` (the database refuses it too)
 */
export async function moveRun(
  tx: Tx,
  runId: string,
  state: RunState,
  reason: string | null,
  fields: Partial<
    Pick<Run, 'summary' | 'risk' | 'seal' | 'planKey' | 'approvalsRequired' | 'expiresAt' | 'reconcile' | 'blockedBy'>
  > = {},
): Promise<Run> {
  const [current] = await tx.select().from(runs).where(eq(runs.id, runId)).for('update');
  if (!current) throw notFound('run');
  if (current.state === state) return current;
  if (!runMoves[current.state].includes(state)) {
    // No state comes twice, so one that it has been in is told again: by a workflow whose worker died after some of its
    // local activities and before Temporal heard of them. They run again from the first.
    if (await hasEntered(tx, runId, state)) return current;
    throw new AuroraError({
      code: 'illegal_transition',
      retryable: false,
      userMessage: `A run that is ${current.state} cannot become ${state}.`,
    });
  }
  const [moved] = await tx
    .update(runs)
    .set({ ...fields, state, reason, updatedAt: new Date(), finishedAt: isFinal(state) ? new Date() : null })
    .where(eq(runs.id, runId))
    .returning();
  if (!moved) throw notFound('run');
  await noteState(tx, moved, state, reason);
  await tellOfRun(tx, moved);
  if (isFinal(state) && moved.sessionId) await queueOutcomeTurn(tx, moved, moved.sessionId);
  await appendAudit(tx, moved.orgId, {
    action: 'run.state',
    outcome: state === 'failed' || state === 'partial' ? 'failed' : 'ok',
    actor: { kind: 'system', id: null, name: null },
    subject: { kind: 'run', id: runId },
    detail: { state, from: current.state, reason, planSha256: moved.seal?.planSha256 ?? null },
  });
  return moved;
}

async function hasEntered(tx: Tx, runId: string, state: RunState): Promise<boolean> {
  const entered = and(eq(runTransitions.runId, runId), eq(runTransitions.state, state));
  return (await tx.$count(runTransitions, entered)) > 0;
}

async function noteState(tx: Tx, run: Run, state: RunState, reason: string | null): Promise<void> {
  const [before] = await tx.select({ entered: count() }).from(runTransitions).where(eq(runTransitions.runId, run.id));
  await tx
    .insert(runTransitions)
    .values({ orgId: run.orgId, runId: run.id, seq: (before?.entered ?? 0) + 1, state, reason });
  const event = { type: 'run.state', payload: { runId: run.id, state, reason } } as const;
  const key = `run.state:${run.id}:${state}`;
  await appendEvent(tx, run.orgId, `run:${run.id}`, event, key);
  if (run.sessionId) await appendEvent(tx, run.orgId, `session:${run.sessionId}`, event, key);
  await appendEvent(tx, run.orgId, `org:${run.orgId}`, event, key);
}

/** The end of a run comes back into its conversation as a turn of its own, once. */
async function queueOutcomeTurn(tx: Tx, run: Run, sessionId: string): Promise<void> {
  await tx
    .insert(turns)
    .values({ orgId: run.orgId, sessionId, kind: 'outcome', state: 'queued', runId: run.id })
    .onConflictDoNothing();
}

export async function findRun(tx: Tx, runId: string): Promise<Run> {
  const [run] = await tx.select().from(runs).where(eq(runs.id, runId));
  if (!run) throw notFound('run');
  return run;
}

const finalStates = runStates.filter(isFinal);

/** Runs that a conversation proposed and that no one has approved yet: a newer proposal takes their place. */
export function openProposals(tx: Tx, sessionId: string, except: string): Promise<Run[]> {
  return tx
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.sessionId, sessionId),
        sql`${runs.id} <> ${except}`,
        notInArray(runs.state, [...finalStates, 'approved', 'verifying', 'applying']),
      ),
    );
}

export type NewApproval = {
  steppedUpAt?: Date | null;
  id: string;
  orgId: string;
  runId: string;
  userId: string;
  decision: 'approve' | 'reject';
  planSha256: string;
  comment: string | null;
};

/** Keeps what somebody decided. Whether it counts is for the run's workflow to say. */
export async function insertApproval(tx: Tx, approval: NewApproval): Promise<{ approval: Approval; created: boolean }> {
  const [created] = await tx
    .insert(approvals)
    .values(approval)
    .onConflictDoNothing({ target: approvals.id })
    .returning();
  if (created) return { approval: created, created: true };
  const [known] = await tx.select().from(approvals).where(eq(approvals.id, approval.id));
  if (!known) throw notFound('approval');
  return { approval: known, created: false };
}

export type NewStopRequest = {
  id: string;
  orgId: string;
  sessionId?: string | null;
  runId?: string | null;
  kind: StopRequest['kind'];
  reason?: string | null;
  requestedBy: string | null;
};

export async function insertStopRequest(
  tx: Tx,
  request: NewStopRequest,
): Promise<{ request: StopRequest; created: boolean }> {
  const [created] = await tx
    .insert(stopRequests)
    .values(request)
    .onConflictDoNothing({ target: stopRequests.id })
    .returning();
  if (created) return { request: created, created: true };
  const [known] = await tx.select().from(stopRequests).where(eq(stopRequests.id, request.id));
  if (!known) throw notFound('request');
  return { request: known, created: false };
}

/** Decisions on a run that its workflow has not looked at yet, oldest first. */
export function uncheckedApprovals(tx: Tx, runIds: string[]): Promise<Approval[]> {
  return tx
    .select()
    .from(approvals)
    .where(and(inArray(approvals.runId, runIds), sql`${approvals.counted} is null`))
    .orderBy(approvals.createdAt);
}
