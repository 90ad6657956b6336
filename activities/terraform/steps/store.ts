/** The provisioning workflows' short steps in the database and towards Temporal. Each may be repeated. */
import { and, eq, inArray, isNotNull, notInArray, sql } from 'drizzle-orm';
import { inOrg } from '../../../db/client.ts';
import * as decisions from '../../../db/decisions.ts';
import { appendEvent } from '../../../db/events.ts';
import { isFinal, runStates } from '../../../db/model/states.ts';
import { findRun, moveRun } from '../../../db/runs.ts';
import { runs, stopRequests } from '../../../db/schema/index.ts';
import { nudgeSession } from '../../../platform/nudges.ts';
import type {
  ApprovalTerms,
  OfProject,
  ProvisioningRunInput,
  QueueStatus,
  RunState,
  Verdict,
} from '../../../workflows/messages.ts';
import type { WorkerDeps } from '../../deps.ts';
import { runMovedInRepositories } from '../../repositories/run-moved.ts';
import { runMovedInSlack } from '../../slack/nudge.ts';
import { joinProjectQueue, leaveProjectQueue, workflowGoesOn } from './signals.ts';

const hourMs = 3_600_000;

export function makeRunStore({ config, db, temporal }: WorkerDeps) {
  return {
    async moveRun(input: ProvisioningRunInput & { state: RunState; reason: string | null }): Promise<void> {
      const { orgId, runId, state, reason } = input;
      await inOrg(db, { orgId }, (tx) => moveRun(tx, runId, state, reason));
      await runMovedInSlack({ db, temporal }, input, state);
      await runMovedInRepositories({ db, temporal }, input, state);
    },

    /** Sets the terms of the decision: how many people, until when. */
    async evaluateRun({ orgId, runId }: ProvisioningRunInput): Promise<ApprovalTerms> {
      return inOrg(db, { orgId }, async (tx) => {
        const run = await findRun(tx, runId);
        const expiresAt = run.expiresAt ?? new Date(Date.now() + config.RUN_APPROVAL_HOURS * hourMs);
        const required = 1;
        await tx.update(runs).set({ approvalsRequired: required, expiresAt }).where(eq(runs.id, runId));
        return { required, expiresInMs: Math.max(expiresAt.getTime() - Date.now(), 1) };
      });
    },

    checkDecision({ orgId, runId, approvalId }: ProvisioningRunInput & { approvalId: string }): Promise<Verdict> {
      return inOrg(db, { orgId }, (tx) => decisions.checkDecision(tx, runId, approvalId));
    },

    refuseLateDecisions({ orgId, runId }: ProvisioningRunInput): Promise<void> {
      return inOrg(db, { orgId }, (tx) => decisions.refuseLateDecisions(tx, runId));
    },

    /** How a run ends that somebody asked to end. */
    async readStopRequest(input: ProvisioningRunInput & { requestId: string | null }) {
      const { orgId, requestId } = input;
      const [request] = await inOrg(db, { orgId }, (tx) =>
        tx.select().from(stopRequests).where(sql`${stopRequests.id}::text = ${requestId}`),
      );
      const state: RunState = request?.kind === 'supersede' ? 'superseded' : 'cancelled';
      return { state, reason: request?.reason ?? null };
    },

    joinQueue: (run: ProvisioningRunInput): Promise<void> => joinProjectQueue(temporal, run),

    leaveQueue: (run: ProvisioningRunInput): Promise<void> => leaveProjectQueue(temporal, run),

    /** Shows every waiting run its place and the run before it. */
    async showQueue({ orgId, projectId, holder, waiting }: OfProject & QueueStatus): Promise<void> {
      await inOrg(db, { orgId }, async (tx) => {
        const inProject = and(eq(runs.projectId, projectId), isNotNull(runs.blockedBy));
        const free = waiting.length > 0 ? and(inProject, notInArray(runs.id, waiting)) : inProject;
        await tx.update(runs).set({ blockedBy: null }).where(free);
        if (waiting.length > 0 && holder) {
          await tx.update(runs).set({ blockedBy: holder }).where(inArray(runs.id, waiting));
        }
        for (const [index, runId] of waiting.entries()) {
          const payload = { position: index + 1, blockedBy: holder };
          const key = `run.waiting:${payload.position}:${holder}`;
          await appendEvent(tx, orgId, `run:${runId}`, { type: 'run.waiting', payload }, key);
        }
      });
    },

    /** Whether a run that holds its project's turn is still under way. */
    async runGoesOn({ orgId, runId }: { orgId: string; runId: string }): Promise<boolean> {
      const [run] = await inOrg(db, { orgId }, (tx) =>
        tx
          .select({ id: runs.id })
          .from(runs)
          .where(and(eq(runs.id, runId), notInArray(runs.state, runStates.filter(isFinal)))),
      );
      return run !== undefined && (await workflowGoesOn(temporal, runId));
    },

    /** The end comes back into the conversation that proposed the run. */
    async announceEnd({ orgId, runId }: ProvisioningRunInput): Promise<void> {
      const run = await inOrg(db, { orgId }, (tx) => findRun(tx, runId));
      if (run.sessionId) await nudgeSession(temporal, { orgId, sessionId: run.sessionId });
    },
  };
}

export type RunStore = ReturnType<typeof makeRunStore>;
