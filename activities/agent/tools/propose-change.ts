import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { inOrg } from '../../../db/client.ts';
import { appendEvent } from '../../../db/events.ts';
import { insertRevision } from '../../../db/revisions.ts';
import { insertRun, insertStopRequest, openProposals } from '../../../db/runs.ts';
import { startRunWorkflow, tellCancel } from '../../../platform/nudges.ts';
import {
  checkRevisionFiles,
  digestFiles,
  fileFacts,
  putRevision,
  revisionKey,
} from '../../../platform/revision-files.ts';
import { policyOf } from '../../terraform/gate/policy.ts';
import { gateRevision } from '../../terraform/gate.ts';
import { proposedRevisionId, proposedRunId, supersedeId } from '../ids.ts';
import { callIdOf } from './call-id.ts';
import type { ToolContext } from './tool-context.ts';

export const proposeToolName = 'propose_change';

const Input = z.object({
  reason: z.string().min(1).max(500).describe('what it does and why, in one sentence, for the people who decide'),
  files: z.record(z.string(), z.string()).describe('every file of the project: path to full text'),
  destroy: z.boolean().default(false).describe('true to destroy everything that the project manages'),
});

/**
 * Saves a revision and starts its run, both under ids made from the call: a retry finds them.
 * Changes nothing in a cloud: the run plans, and waits for people.
 */
export const proposeChange = ({ deps, turn }: ToolContext) =>
  tool(
    async ({ reason, files, destroy }, config) => {
      checkRevisionFiles(files);
      // The run gates again. Looking here as well lets the model mend its proposal without bothering anyone.
      const gate = await gateRevision(files, { policy: policyOf(turn.connection) });
      if (!gate.ok) return { ok: false, error: 'The gate refuses these files.', findings: gate.findings };

      const toolCallId = callIdOf(config);
      const { orgId, sessionId, turnId, project, user } = turn;
      const revisionId = proposedRevisionId(turnId, toolCallId);
      const runId = proposedRunId(turnId, toolCallId);
      const storageKey = revisionKey(orgId, project.id, revisionId);
      await putRevision(deps.storage, storageKey, files);

      const kind = destroy ? 'destroy' : 'apply';
      const replaced = await inOrg(deps.db, { orgId }, async (tx) => {
        const revision = await insertRevision(tx, {
          id: revisionId,
          orgId,
          projectId: project.id,
          baseNumber: undefined,
          storageKey,
          filesSha256: digestFiles(files),
          files: fileFacts(files),
          reason,
          authorId: user.id,
          sessionId,
        });
        await insertRun(tx, {
          id: runId,
          orgId,
          projectId: project.id,
          revisionId: revision.id,
          kind,
          requestedBy: user.id,
          sessionId,
          toolCallId,
        });
        await appendEvent(
          tx,
          orgId,
          `session:${sessionId}`,
          { type: 'run.proposed', payload: { turnId, toolCallId, runId, reason } },
          `run.proposed:${runId}`,
        );
        // What this conversation proposed before and nobody approved is out of date now.
        const older = await openProposals(tx, sessionId, runId);
        for (const { id } of older) {
          const reason = 'A newer proposal from the same conversation took its place.';
          const request = { id: supersedeId(id, runId), orgId, runId: id, requestedBy: user.id };
          await insertStopRequest(tx, { ...request, kind: 'supersede', reason });
        }
        return older.map(({ id, projectId, kind: olderKind }) => ({
          run: { orgId, projectId, runId: id, kind: olderKind },
          requestId: supersedeId(id, runId),
        }));
      });
      for (const { run, requestId } of replaced) await tellCancel(deps.temporal, run, requestId);
      await startRunWorkflow(deps.temporal, { orgId, projectId: project.id, runId, kind });
      return { ok: true, runId };
    },
    {
      name: proposeToolName,
      description:
        'Proposes a change: saves the given files as a new revision and starts a run that plans it. People then see the exact plan and decide; this returns when the run has ended, which may take days. Nothing changes before they approve. Give every file of the project, in full.',
      schema: Input,
    },
  );
