/**
 * Whether a decision can count, asked early: to answer well, and to show people what they may do before they try.
 * The rules are those of the run's workflow (`db/decisions.ts`), which asks them again and has the last word.
 */

import type { ErrorCode } from '../platform/errors.ts';
import type { Actor } from './auth.ts';
import { noProof, type DecisionFacts as Rules, refusalOf as ruleOf } from './decisions.ts';
import type { Role } from './model/states.ts';
import type { Approval, Run } from './runs.ts';

export type DecisionFacts = {
  run: Rules['run'];
  /** Decisions on this run so far, whether they count or not. */
  approvals: Pick<Approval, 'userId' | 'decision' | 'counted'>[];
  /** `role` is theirs in the run's project; null: they do not see it. */
  actor: Pick<Actor, 'userId'> & {
    role: Role | null;
    /** Only a session can prove who its person is. */
    via?: Actor['via'];
  };
  /** Whether somebody beside the actor could approve. */
  otherApprover: boolean;
};

export type Refusal = {
  code: Extract<ErrorCode, 'plan_digest_mismatch' | 'conflict' | 'forbidden' | 'step_up_required'>;
  text: string;
};

type Given = { decision: 'approve' | 'reject'; planSha256: string; proven: boolean };

/** @returns why this decision cannot count, or null */
export function refusalOf(facts: DecisionFacts, given: Given, now = new Date()): Refusal | null {
  const { run, approvals, actor, otherApprover } = facts;
  const text = ruleOf({ ...given, userId: actor.userId }, { run, role: actor.role, otherApprover, now });
  if (text === noProof) return { code: 'step_up_required', text };
  if (text) return { code: codeOf(run, given, now), text };
  const already = approvals.some((one) => one.userId === actor.userId && one.decision === 'approve' && one.counted);
  if (given.decision === 'reject' || !already) return null;
  return { code: 'conflict', text: 'You have approved this plan already. Another person has to as well.' };
}

/** For the one who asks, now: may they approve the plan of this run? A proof that is asked for can still be given. */
export function mayDecide(facts: DecisionFacts, now = new Date()): { allowed: boolean; why: string | null } {
  const planSha256 = facts.run.seal?.planSha256 ?? '';
  const proven = facts.actor.via !== 'token';
  const refusal = refusalOf(facts, { decision: 'approve', planSha256, proven }, now);
  return { allowed: refusal === null, why: refusal?.text ?? null };
}

/** In the order in which the rules are asked: what the run is, which plan, when, and only then who. */
function codeOf(run: Pick<Run, 'state' | 'seal' | 'expiresAt'>, { planSha256 }: Given, now: Date): Refusal['code'] {
  if (run.state !== 'awaiting_approval') return 'conflict';
  if (planSha256 !== run.seal?.planSha256) return 'plan_digest_mismatch';
  return run.expiresAt && run.expiresAt <= now ? 'conflict' : 'forbidden';
}
