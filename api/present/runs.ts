/** Rows of runs as their views. */
import type { z } from 'zod';
import { type DecisionFacts, mayDecide } from '../../db/approval-rules.ts';
import type { ApprovalRow, RunDetails, RunListRow } from '../../db/run-views.ts';
import type { SealRecord } from '../../db/schema/runs.ts';
import type { Temporal } from '../../platform/temporal.ts';
import { workflowIds } from '../../workflows/messages.ts';
import type { ApprovalView, RunListItem, RunView } from '../views/runs.ts';
import { time, timeOrNull } from './times.ts';

export const runListItem = (row: RunListRow): z.output<typeof RunListItem> => ({
  ...row,
  createdAt: time(row.createdAt),
  updatedAt: time(row.updatedAt),
  finishedAt: timeOrNull(row.finishedAt),
});

export const approvalView = ({ approval, user }: ApprovalRow): z.output<typeof ApprovalView> => ({
  id: approval.id,
  user,
  decision: approval.decision,
  planSha256: approval.planSha256,
  comment: approval.comment,
  createdAt: time(approval.createdAt),
  counted: approval.counted,
  refusal: approval.refusal,
});

export type Onlooker = Pick<DecisionFacts, 'actor' | 'otherApprover'>;

export function runView(details: RunDetails, onlooker: Onlooker, temporal: Temporal): z.output<typeof RunView> {
  const { run, approvals } = details;
  const workflowId = workflowIds.provisioningRun(run.id);
  return {
    id: run.id,
    projectId: run.projectId,
    projectName: details.projectName,
    revisionNumber: details.revisionNumber,
    revisionReason: details.revisionReason,
    kind: run.kind,
    engine: run.engine,
    state: run.state,
    reason: run.reason,
    requestedBy: details.requestedBy,
    sessionId: run.sessionId,
    planSha256: run.seal?.planSha256 ?? null,
    counts: run.summary?.counts ?? null,
    riskClass: run.risk?.class ?? null,
    createdAt: time(run.createdAt),
    updatedAt: time(run.updatedAt),
    finishedAt: timeOrNull(run.finishedAt),
    summary: run.summary,
    risk: run.risk,
    cost: run.cost,
    digests: run.seal && digestsOf(run.seal),
    approvalsRequired: run.approvalsRequired,
    approvals: approvals.map(approvalView),
    mayApprove: mayDecide({ run, approvals: approvals.map(({ approval }) => approval), ...onlooker }),
    expiresAt: timeOrNull(run.expiresAt),
    blockedBy: run.blockedBy,
    timeline: details.timeline.map((entry) => ({ ...entry, at: time(entry.at) })),
    reconcile: run.reconcile,
    sandbox: details.sandbox,
    workflowId,
    temporalUrl: temporal.uiUrl(workflowId),
    lastSeq: details.lastSeq,
  };
}

/** What the plan was made from, by the names people see. */
const digestsOf = (seal: SealRecord): Record<string, string> => ({
  plan: seal.planSha256,
  semantic: seal.semanticDigest,
  files: seal.filesSha256,
  ...(seal.cluster
    ? { cluster: seal.cluster.uid, kubernetes: seal.cluster.version }
    : {
        variables: seal.variablesSha256 ?? '',
        lockFile: seal.lockFileSha256 ?? '',
        terraform: seal.terraformVersion ?? '',
        state: seal.state ? `${seal.state.lineage}, serial ${seal.state.serial}` : 'none yet',
      }),
  ...seal.providers,
});
