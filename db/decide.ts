/**
 * Keeps what somebody decided about a plan, also when it cannot count, then tells the run's workflow. One way for
 * everybody: the page, a token, a button elsewhere, and a merge. So all meet the same rules and leave the same traces.
 */
import { AuroraError, conflict } from '../platform/errors.ts';
import { type Refusal, refusalOf } from './approval-rules.ts';
import { appendAudit } from './audit.ts';
import type { Actor } from './auth.ts';
import { type Database, inOrg, type Tx } from './client.ts';
import { isFresh } from './decisions.ts';
import type { AuditEntry } from './model/audit.ts';
import { roleIn } from './model/states.ts';
import { type ApprovalRow, hasOtherApprover, listApprovals, refuseApproval } from './run-views.ts';
import { type Approval, findRun, insertApproval, type Run } from './runs.ts';

/** Who decides, as of now. */
export type Decider = Pick<Actor, 'orgId' | 'userId' | 'role' | 'projectRoles' | 'name' | 'email'>;

export type GivenDecision = { id: string; decision: 'approve' | 'reject'; planSha256: string; comment?: string };

export type DecideOptions = {
  /** Tells the run's workflow. @returns false when it has ended, so that nobody will look at the decision */
  tell(runId: string, approvalId: string): Promise<boolean>;
  /** As whom the audit log names the decider, where it is not by their session. */
  via?: AuditEntry['actor'];
  /** When a session's person last proved who they are; nothing where no session decides, which cannot prove it. */
  provedAt?: Date | null;
  /** Where the request came from, and by which token. */
  trace?: Pick<AuditEntry, 'detail' | 'requestId' | 'address'>;
};

const ended: Refusal = {
  code: 'conflict',
  text: 'The run ended before this decision reached it, so the decision changes nothing.',
};

/** @throws AuroraError `plan_digest_mismatch`, `conflict`, `forbidden`: the decision is on record as one that did not count */
export async function decide(
  db: Database,
  decider: Decider,
  runId: string,
  given: GivenDecision,
  { tell, via, trace, provedAt }: DecideOptions,
): Promise<ApprovalRow> {
  const { orgId, userId, name, email } = decider;
  const as = { actor: via ?? ({ kind: 'person', id: userId, name } as const), ...trace };
  const { approval, refusal } = await inOrg(db, { orgId, userId }, async (tx) => {
    const run = await findRun(tx, runId);
    const before = await listApprovals(tx, runId);
    const { id, decision, planSha256, comment = null } = given;
    const kept = await insertApproval(tx, {
      ...{ id, orgId, runId, userId, decision, planSha256, comment },
      steppedUpAt: provedAt,
    });
    if (!kept.created)
      return {
        approval: sameAgain(kept.approval, { runId, userId, ...given }),
        refusal: refusedBefore(kept.approval, run),
      };
    const facts = {
      run,
      approvals: before.map((row) => row.approval),
      actor: { userId, role: roleIn(decider, run.projectId) },
      otherApprover: await hasOtherApprover(tx, run.projectId, userId),
    };
    const found = refusalOf(facts, { ...given, proven: isFresh(provedAt, new Date()) });
    // Nothing is kept: they can give the proof now, and decide again with the same id.
    if (found?.code === 'step_up_required' && provedAt !== undefined) throw stepUpRequired(found.text);
    if (found) await refuseApproval(tx, kept.approval, name, found.text);
    await audit(tx, kept.approval, as, found);
    return { approval: kept.approval, refusal: found };
  });
  if (refusal) throw notCounted(refusal, approval.id);
  if (approval.counted === null && !(await tell(runId, approval.id))) {
    await inOrg(db, { orgId, userId }, async (tx) => {
      await refuseApproval(tx, approval, name, ended.text);
      await audit(tx, approval, as, ended);
    });
    throw notCounted(ended, approval.id);
  }
  return { approval, user: { id: userId, name, email } };
}

function audit(tx: Tx, approval: Approval, by: Omit<AuditEntry, 'action'>, refusal: Refusal | null): Promise<void> {
  const { id: approvalId, orgId, runId, userId, decision, planSha256 } = approval;
  const why = refusal ? { refusal: refusal.text } : {};
  return appendAudit(tx, orgId, {
    ...by,
    action: `run.${decision}`,
    outcome: refusal ? 'refused' : 'ok',
    subject: { kind: 'run', id: runId },
    detail: { ...by.detail, approvalId, userId, planSha256, ...why },
  });
}

/** @throws AuroraError `conflict` when the id was used for something else */
function sameAgain(approval: Approval, asked: { runId: string; userId: string } & GivenDecision): Approval {
  const same =
    approval.runId === asked.runId &&
    approval.userId === asked.userId &&
    approval.decision === asked.decision &&
    approval.planSha256 === asked.planSha256;
  if (!same) throw conflict('This id was used for another decision already. Make a new one.');
  return approval;
}

function refusedBefore({ counted, refusal, planSha256 }: Approval, run: Run): Refusal | null {
  if (counted !== false) return null;
  const mismatch = run.seal !== null && run.seal.planSha256 !== planSha256;
  return { code: mismatch ? 'plan_digest_mismatch' : 'conflict', text: refusal ?? ended.text };
}

const stepUpRequired = (userMessage: string) =>
  new AuroraError({ code: 'step_up_required', retryable: false, userMessage });

const notCounted = ({ code, text }: Refusal, approvalId: string) =>
  new AuroraError({ code, retryable: false, userMessage: text, details: { approvalId, counted: false } });
