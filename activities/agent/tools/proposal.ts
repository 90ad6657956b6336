/** What the proposing tools have in common: a revision and its run, kept under ids that a retry makes again. */
import { eq } from 'drizzle-orm';
import { appendAuditOnce } from '../../../db/audit.ts';
import { inOrg } from '../../../db/client.ts';
import { appendEvent } from '../../../db/events.ts';
import { insertRevision, latestRevision } from '../../../db/revisions.ts';
import { insertRun, insertStopRequest, openProposals } from '../../../db/runs.ts';
import { revisions } from '../../../db/schema/index.ts';
import { startRunWorkflow, tellCancel } from '../../../platform/nudges.ts';
import {
  digestFiles,
  fileFacts,
  getRevision,
  putRevision,
  type RevisionFiles,
  revisionKey,
} from '../../../platform/revision-files.ts';
import type { RunEngine, RunKind } from '../../../workflows/messages.ts';
import { proposedRevisionId, proposedRunId, supersedeId } from '../ids.ts';
import { scopeOf } from '../turn-context.ts';
import type { ToolContext } from './tool-context.ts';

export const proposalTools: ReadonlySet<string> = new Set(['propose_change', 'propose_manifest']);

export type Proposal = {
  toolCallId: string;
  reason: string;
  /** All files of the revision, of both kinds. */
  files: RevisionFiles;
  /** The revision that they were written from; undefined: whatever is the latest. */
  baseNumber?: number | null;
  kind: RunKind;
  engine: RunEngine;
};

export type LatestFiles = { number: number | null; files: RevisionFiles };

export async function latestFiles({ deps, turn }: ToolContext): Promise<LatestFiles> {
  const revision = await inOrg(deps.db, scopeOf(turn), (tx) => latestRevision(tx, turn.project.id));
  if (!revision) return { number: null, files: {} };
  return { number: revision.number, files: await getRevision(deps.storage, revision.storageKey, revision.filesSha256) };
}

/** @returns whether this very call saved its revision before, so that a retry writes no other files under its id */
export async function isProposed({ deps, turn }: ToolContext, toolCallId: string): Promise<boolean> {
  const id = proposedRevisionId(turn.turnId, toolCallId);
  const [known] = await inOrg(deps.db, scopeOf(turn), (tx) =>
    tx.select({ id: revisions.id }).from(revisions).where(eq(revisions.id, id)),
  );
  return known !== undefined;
}

/**
 * Saves the revision and starts its run, which plans and waits for people. Repeating it changes nothing.
 *
 * @throws AuroraError `conflict` when somebody saved a revision after `baseNumber`
 */
export async function saveProposal(context: ToolContext, proposal: Proposal): Promise<string> {
  const { deps, turn } = context;
  const { toolCallId, reason, files, baseNumber, kind, engine } = proposal;
  const { orgId, sessionId, turnId, project, user } = turn;
  const revisionId = proposedRevisionId(turnId, toolCallId);
  const runId = proposedRunId(turnId, toolCallId);
  const storageKey = revisionKey(orgId, project.id, revisionId);
  if (!(await isProposed(context, toolCallId))) await putRevision(deps.storage, storageKey, files);

  const replaced = await inOrg(deps.db, scopeOf(turn), async (tx) => {
    const revision = await insertRevision(tx, {
      id: revisionId,
      orgId,
      projectId: project.id,
      baseNumber,
      storageKey,
      filesSha256: digestFiles(files),
      files: fileFacts(files),
      reason,
      authorId: user.id,
      sessionId,
    });
    const run = { id: runId, orgId, projectId: project.id, revisionId: revision.id, kind, engine };
    await insertRun(tx, { ...run, requestedBy: user.id, sessionId, toolCallId });
    const event = { type: 'run.proposed', payload: { turnId, toolCallId, runId, reason } } as const;
    await appendEvent(tx, orgId, `session:${sessionId}`, event, `run.proposed:${runId}`);
    // What this conversation proposed before and nobody approved is out of date now.
    const older = await openProposals(tx, sessionId, runId);
    for (const { id } of older) {
      const why = 'A newer proposal from the same conversation took its place.';
      const request = { id: supersedeId(id, runId), orgId, runId: id, requestedBy: user.id };
      await insertStopRequest(tx, { ...request, kind: 'supersede', reason: why });
    }
    await appendAuditOnce(tx, orgId, {
      action: 'run.propose',
      actor: { kind: 'agent', id: null, name: 'Aurora' },
      subject: { kind: 'run', id: runId },
      detail: { projectId: project.id, kind, engine, sessionId, turnId, onBehalfOf: user.id },
    });
    return older.map((run) => ({
      run: { orgId, projectId: run.projectId, runId: run.id, kind: run.kind, engine: run.engine },
      requestId: supersedeId(run.id, runId),
    }));
  });
  for (const { run, requestId } of replaced) await tellCancel(deps.temporal, run, requestId);
  await startRunWorkflow(deps.temporal, { orgId, projectId: project.id, runId, kind, engine });
  return runId;
}
