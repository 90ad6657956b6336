/** Keeps what somebody decided about a plan, also when it cannot count, then tells the run's workflow. */
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { type ApprovalRow, hasOtherApprover, listApprovals, refuseApproval } from '../../db/run-views.ts';
import { type Approval, findRun, insertApproval, type Run } from '../../db/runs.ts';
import { AuroraError, conflict } from '../../platform/errors.ts';
import { tellDecision } from '../../platform/nudges.ts';
import { type Refusal, refusalOf } from '../approval-rules.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

type Given = { id: string; decision: 'approve' | 'reject'; planSha256: string; comment?: string };

const ended: Refusal = {
  code: 'conflict',
  text: 'The run ended before this decision reached it, so the decision changes nothing.',
};

/** @throws AuroraError `plan_digest_mismatch`, `conflict`, `forbidden`: the decision is on record as one that did not count */
export async function decide(
  { db, temporal }: Pick<Parts, 'db' | 'temporal'>,
  actor: Actor,
  runId: string,
  given: Given,
): Promise<ApprovalRow> {
  const { orgId, userId, name, email } = actor;
  const user = { id: userId, name, email };
  const { approval, refusal } = await inOrg(db, scopeOf(actor), async (tx) => {
    const run = await findRun(tx, runId);
    const before = await listApprovals(tx, runId);
    const { id, decision, planSha256, comment = null } = given;
    const kept = await insertApproval(tx, { id, orgId, runId, userId, decision, planSha256, comment });
    if (!kept.created)
      return {
        approval: sameAgain(kept.approval, { runId, userId, ...given }),
        refusal: refusedBefore(kept.approval, run),
      };
    const facts = {
      run,
      approvals: before.map((row) => row.approval),
      actor,
      otherApprover: await hasOtherApprover(tx, userId),
    };
    const found = refusalOf(facts, given);
    if (found) await refuseApproval(tx, kept.approval, name, found.text);
    return { approval: kept.approval, refusal: found };
  });
  if (refusal) throw notCounted(refusal, approval.id);
  if (approval.counted === null && !(await tellDecision(temporal, runId, approval.id))) {
    await inOrg(db, scopeOf(actor), (tx) => refuseApproval(tx, approval, name, ended.text));
    throw notCounted(ended, approval.id);
  }
  return { approval, user };
}

/** @throws AuroraError `conflict` when the id was used for something else */
function sameAgain(approval: Approval, asked: { runId: string; userId: string } & Given): Approval {
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

const notCounted = ({ code, text }: Refusal, approvalId: string) =>
  new AuroraError({ code, retryable: false, userMessage: text, details: { approvalId, counted: false } });
