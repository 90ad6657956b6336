/**
 * Telling workflows that something lies in Postgres for them. The row is always written before, so each of these may be
 * repeated, by the client or by the sweeper, and changes nothing the second time.
 */
import {
  cancelRun,
  type DeliverInput,
  type DriftCheckInput,
  decisionMade,
  hookReceived,
  type ImportInput,
  type OfIntegration,
  type OfNotice,
  type OfPullRequest,
  type ProvisioningRunInput,
  pullRequestNudge,
  sessionNudge,
  startOf,
  stopTurn,
  workflowIds,
} from '../workflows/messages.ts';
import { tell, unlessEnded, unlessStarted } from './tell.ts';
import type { Temporal } from './temporal.ts';

type Session = { orgId: string; sessionId: string };

/** Something waits in the conversation. Starts its workflow where none runs. */
export async function nudgeSession(temporal: Temporal, session: Session): Promise<void> {
  await tell(temporal, () =>
    temporal.client.workflow.signalWithStart('chatSession', {
      ...startOf.chatSession(session),
      signal: sessionNudge,
    }),
  );
}

/**
 * A message that interrupts: stops what runs, then says that something waits. In this order, because the stop
 * must meet the turn before, never the one that this message begins.
 */
export async function interruptSession(temporal: Temporal, session: Session, requestId: string): Promise<void> {
  await tell(temporal, async () => {
    const handle = await temporal.client.workflow.signalWithStart('chatSession', {
      ...startOf.chatSession(session),
      signal: stopTurn,
      signalArgs: [{ requestId }],
    });
    await handle.signal(sessionNudge);
  });
}

/** Stops the running turn. Where no workflow runs there is nothing to stop. */
export async function stopSession(temporal: Temporal, { sessionId }: Session, requestId: string): Promise<void> {
  const handle = temporal.client.workflow.getHandle(workflowIds.chatSession(sessionId));
  await tell(temporal, () => unlessEnded(handle.signal(stopTurn, { requestId })));
}

/** One workflow a run, for ever: a second start, even after the end, is refused by Temporal and is no error here. */
const startOnce = (input: ProvisioningRunInput) => ({
  ...startOf.provisioningRun(input),
  workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
});

export async function startRunWorkflow(temporal: Temporal, input: ProvisioningRunInput): Promise<void> {
  await tell(temporal, () => unlessStarted(temporal.client.workflow.start('provisioningRun', startOnce(input))));
}

/** One look at a project at a time: where one is under way, this is answered by it. */
export async function startDriftCheck(temporal: Temporal, input: DriftCheckInput): Promise<void> {
  const start = { ...startOf.driftCheck(input), workflowIdConflictPolicy: 'USE_EXISTING' as const };
  await tell(temporal, () => temporal.client.workflow.start('driftCheck', start));
}

export async function startImport(temporal: Temporal, input: ImportInput): Promise<void> {
  const start = { ...startOf.importResource(input), workflowIdReusePolicy: 'REJECT_DUPLICATE' as const };
  await tell(temporal, () => unlessStarted(temporal.client.workflow.start('importResource', start)));
}

/** One workflow a notice, for ever: where it goes is decided once. */
export async function startNotice(temporal: Temporal, notice: OfNotice): Promise<void> {
  const start = { ...startOf.deliverNotice(notice), workflowIdReusePolicy: 'REJECT_DUPLICATE' as const };
  await tell(temporal, () => unlessStarted(temporal.client.workflow.start('deliverNotice', start)));
}

/** Goes on with a delivery that has not ended, or begins anew with one that people send again. */
export async function startDelivery(temporal: Temporal, delivery: DeliverInput): Promise<void> {
  const start = { ...startOf.deliver(delivery), workflowIdConflictPolicy: 'USE_EXISTING' as const };
  await tell(temporal, () => temporal.client.workflow.start('deliver', start));
}

/** @returns false when the run's workflow has ended, so that nobody will look at the decision */
export async function tellDecision(temporal: Temporal, runId: string, approvalId: string): Promise<boolean> {
  const handle = temporal.client.workflow.getHandle(workflowIds.provisioningRun(runId));
  return await tell(temporal, () => unlessEnded(handle.signal(decisionMade, { approvalId })));
}

/** Also for a run whose workflow could not be started yet: it starts with the request to cancel. */
export async function tellCancel(temporal: Temporal, input: ProvisioningRunInput, requestId: string): Promise<void> {
  const start = { ...startOnce(input), signal: cancelRun, signalArgs: [{ requestId }] as [{ requestId: string }] };
  await tell(temporal, () => unlessStarted(temporal.client.workflow.signalWithStart('provisioningRun', start)));
}

/** Something changed over there, or in its run. Starts its workflow where none runs. */
export async function nudgePullRequest(temporal: Temporal, input: OfPullRequest): Promise<void> {
  const start = { ...startOf.pullRequest(input), signal: pullRequestNudge };
  await tell(temporal, () => temporal.client.workflow.signalWithStart('pullRequest', start));
}

/** Something came in by webhook. */
export async function nudgeHooks(temporal: Temporal, input: OfIntegration): Promise<void> {
  const start = { ...startOf.repositoryHooks(input), signal: hookReceived };
  await tell(temporal, () => temporal.client.workflow.signalWithStart('repositoryHooks', start));
}
