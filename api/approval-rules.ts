/**
 * Whether a decision can count, as far as the database tells. The run's workflow checks again against its own state
 * and has the last word; this is for answering well, and for showing people what they may do before they try.
 */
import type { Actor } from '../db/auth.ts';
import { isFinal, mayAct } from '../db/model/states.ts';
import type { Approval, Run } from '../db/runs.ts';
import type { ErrorCode } from '../platform/errors.ts';

export type DecisionFacts = {
  run: Run;
  /** Decisions on this run so far, whether they count or not. */
  approvals: Pick<Approval, 'userId' | 'decision' | 'counted'>[];
  actor: Pick<Actor, 'userId' | 'role'>;
  /** Whether somebody beside the actor could approve. */
  otherApprover: boolean;
};

export type Refusal = { code: Extract<ErrorCode, 'plan_digest_mismatch' | 'conflict' | 'forbidden'>; text: string };

/** @returns why this decision cannot count, or null */
export function refusalOf(
  facts: DecisionFacts,
  given: { decision: 'approve' | 'reject'; planSha256: string },
  now = new Date(),
): Refusal | null {
  const { run } = facts;
  if (run.seal && run.seal.planSha256 !== given.planSha256) {
    return {
      code: 'plan_digest_mismatch',
      text: 'This decision is about another plan than the one of this run. Look at the plan of this run and decide again.',
    };
  }
  return refusalNow(facts, given.decision, now);
}

/** For the one who asks, now: may they approve the plan of this run? */
export function mayDecide(facts: DecisionFacts, now = new Date()): { allowed: boolean; why: string | null } {
  const { role } = facts.actor;
  if (!mayAct(role, 'approver')) {
    return { allowed: false, why: `Your role is ${role}. Approving needs the role approver.` };
  }
  const refusal = refusalNow(facts, 'approve', now);
  return { allowed: refusal === null, why: refusal?.text ?? null };
}

function refusalNow(
  { run, approvals, actor, otherApprover }: DecisionFacts,
  decision: 'approve' | 'reject',
  now: Date,
): Refusal | null {
  if (run.state !== 'awaiting_approval') return { code: 'conflict', text: notWaiting(run) };
  if (run.expiresAt && run.expiresAt <= now) {
    return { code: 'conflict', text: 'The time to decide on this plan is over. Start a new run to plan again.' };
  }
  if (decision === 'reject') return null;
  if (run.risk?.secondPerson && run.requestedBy === actor.userId && otherApprover) {
    return {
      code: 'forbidden',
      text: 'You asked for this change, and at its risk another person has to approve it.',
    };
  }
  const already = approvals.some((one) => one.userId === actor.userId && one.decision === 'approve' && one.counted);
  if (already) return { code: 'conflict', text: 'You have approved this plan already. Another person has to as well.' };
  return null;
}

function notWaiting(run: Run): string {
  if (isFinal(run.state))
    return `This run has ended (${run.state.replaceAll('_', ' ')}), so there is nothing left to decide.`;
  if (run.seal) return `This run does not wait for a decision any more: it is ${run.state}.`;
  return `There is no plan to decide on yet: the run is ${run.state}.`;
}
