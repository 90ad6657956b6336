/**
 * Who may decide on a plan, and whether a decision counts. The API asks early, to answer well;
 * the run's workflow asks again, and what it says is what holds.
 */
import { and, eq, isNull, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Verdict } from '../workflows/messages.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import { mayAct, type ProjectRoles, type Role, roleIn } from './model/states.ts';
import { hasOtherApprover } from './run-views.ts';
import { type Approval, findRun, type Run } from './runs.ts';
import { approvals, memberships, users } from './schema/index.ts';

export type Decision = Pick<Approval, 'userId' | 'decision' | 'planSha256'> & {
  /** Whether its person had just proved who they are. */
  proven: boolean;
};

export type DecisionFacts = {
  run: Pick<Run, 'state' | 'seal' | 'kind' | 'summary' | 'risk' | 'requestedBy' | 'expiresAt'>;
  role: Role | null;
  /** Somebody beside the decider could approve. */
  otherApprover: boolean;
  now: Date;
};

/** A proof is good for this long before a decision. */
export const proofMs = 10 * 60_000;

export const noProof =
  'This plan destroys something, so whoever approves it confirms that it is them, with their password or a code, in the ten minutes before. Approve it on its page in Aurora: it asks for that.';

/** What goes and does not come back. A replacement without data in it is as any other change. */
export const needsProof = ({ kind, summary, risk }: DecisionFacts['run']): boolean =>
  kind === 'destroy' || risk?.class === 'critical' || (summary?.counts.destroy ?? 0) > 0;

/** @param decidedAt when they decided, not when that is looked at: a worker may have been away meanwhile */
export const isFresh = (provedAt: Date | null | undefined, decidedAt: Date): boolean =>
  provedAt !== null && provedAt !== undefined && decidedAt.getTime() - provedAt.getTime() <= proofMs;

/** Why a decision does not count, in words, or null when it does. Rejecting asks for less than approving. */
export function refusalOf(decision: Decision, { run, role, otherApprover, now }: DecisionFacts): string | null {
  if (!role || !mayAct(role, 'approver'))
    return 'Only approvers and admins of the project or the organisation decide on plans.';
  if (run.state !== 'awaiting_approval') {
    return `This run does not wait for a decision: it is ${run.state.replaceAll('_', ' ')}.`;
  }
  if (decision.planSha256 !== run.seal?.planSha256) {
    return 'This decision names another plan than the one that waits. Look at the plan again.';
  }
  if (run.expiresAt && run.expiresAt <= now) return 'The time to decide on this plan is over. Plan again.';
  if (decision.decision === 'reject') return null;
  if (run.risk?.secondPerson && run.requestedBy === decision.userId && otherApprover) {
    const why = run.risk.secondPersonWhy ?? 'This plan can lose data';
    return `${why.charAt(0).toUpperCase()}${why.slice(1)}, so somebody other than the person who asked for it must approve it.`;
  }
  if (needsProof(run) && !decision.proven) return noProof;
  return null;
}

async function decisionFacts(tx: Tx, run: Run, userId: string): Promise<DecisionFacts> {
  const [member] = await tx
    .select({
      role: memberships.role,
      projectRoles: sql<ProjectRoles>`project_roles(${memberships.orgId}, ${memberships.userId}, ${memberships.role})`,
    })
    .from(memberships)
    .innerJoin(users, and(eq(users.id, memberships.userId), isNull(users.disabledAt)))
    .where(and(eq(memberships.userId, userId), eq(memberships.orgId, run.orgId), isNull(memberships.disabledAt)));
  const role = member ? roleIn(member, run.projectId) : null;
  return { run, role, otherApprover: await hasOtherApprover(tx, run.projectId, userId), now: new Date() };
}

/** Looks at one decision, once, and keeps what it means. A repeat answers the same. */
export async function checkDecision(tx: Tx, runId: string, approvalId: string): Promise<Verdict> {
  const run = await findRun(tx, runId);
  const [approval] = await tx
    .select()
    .from(approvals)
    .where(and(eq(approvals.id, approvalId), eq(approvals.runId, runId)))
    .for('update');
  if (!approval) throw notFound('approval');
  const by = await nameOf(tx, approval.userId);
  if (approval.counted === null) {
    const proven = isFresh(approval.steppedUpAt, approval.createdAt);
    const refusal = refusalOf({ ...approval, proven }, await decisionFacts(tx, run, approval.userId));
    await keepVerdict(tx, run, approval, by, refusal);
    if (refusal) return { kind: 'refused', reason: refusal };
  } else if (!approval.counted) {
    return { kind: 'refused', reason: approval.refusal ?? '' };
  }
  if (approval.decision === 'reject') return { kind: 'rejected', reason: approval.comment ?? `${by} said no.` };
  return (await countedApprovals(tx, runId)) >= (run.approvalsRequired ?? 1)
    ? { kind: 'approved', by: approval.userId }
    : { kind: 'counted' };
}

/** Answers the decisions that nobody will look at any more. */
export async function refuseLateDecisions(tx: Tx, runId: string): Promise<void> {
  const run = await findRun(tx, runId);
  const late = await tx
    .select()
    .from(approvals)
    .where(and(eq(approvals.runId, runId), sql`${approvals.counted} is null`));
  for (const approval of late) {
    const refusal = `It came too late: the run was already ${run.state.replaceAll('_', ' ')}.`;
    await keepVerdict(tx, run, approval, await nameOf(tx, approval.userId), refusal);
  }
}

/** Two people, not two clicks: each person counts once. */
async function countedApprovals(tx: Tx, runId: string): Promise<number> {
  const [row] = await tx
    .select({ people: sql<number>`count(distinct ${approvals.userId})::int` })
    .from(approvals)
    .where(and(eq(approvals.runId, runId), eq(approvals.counted, true), eq(approvals.decision, 'approve')));
  return row?.people ?? 0;
}

async function nameOf(tx: Tx, userId: string): Promise<string> {
  const [user] = await tx.select({ name: users.name }).from(users).where(eq(users.id, userId));
  return user?.name ?? 'A former member';
}

async function keepVerdict(tx: Tx, run: Run, approval: Approval, userName: string, refusal: string | null) {
  await tx
    .update(approvals)
    .set({ counted: refusal === null, refusal, checkedAt: sql`now()` })
    .where(eq(approvals.id, approval.id));
  const { id: approvalId, userId, decision, comment } = approval;
  await appendEvent(
    tx,
    run.orgId,
    `run:${run.id}`,
    {
      type: 'approval.recorded',
      payload: { approvalId, userId, userName, decision, comment, counted: refusal === null, refusal },
    },
    `approval.recorded:${approvalId}`,
  );
}
