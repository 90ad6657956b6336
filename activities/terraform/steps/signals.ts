/** Starts, joins and ends of runs, as the activities say them to Temporal. All may be repeated. */
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { type Temporal, throughTemporal } from '../../../platform/temporal.ts';
import {
  cancelRun,
  joinQueue,
  leaveQueue,
  type ProvisioningRunInput,
  sessionNudge,
  startOf,
  workflowIds,
} from '../../../workflows/messages.ts';

/** Starts a run's workflow. It runs once: a second start of the same run changes nothing. */
export async function startRun({ client }: Temporal, run: ProvisioningRunInput): Promise<void> {
  const options = { ...startOf.provisioningRun(run), workflowIdReusePolicy: 'REJECT_DUPLICATE' as const };
  await throughTemporal(async () => {
    try {
      await client.workflow.start('provisioningRun', options);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  });
}

/** Asks a run to end. One that has ended already stays as it is. */
export async function cancelProposal({ client }: Temporal, runId: string, requestId: string): Promise<void> {
  await throughTemporal(() =>
    unlessGone(() => client.workflow.getHandle(workflowIds.provisioningRun(runId)).signal(cancelRun, { requestId })),
  );
}

export async function joinProjectQueue({ client }: Temporal, run: ProvisioningRunInput): Promise<void> {
  const { orgId, projectId, runId } = run;
  await client.workflow.signalWithStart('provisioningQueue', {
    ...startOf.provisioningQueue({ orgId, projectId }),
    signal: joinQueue,
    signalArgs: [{ runId }],
  });
}

/** A queue that has ended has nobody to wait for, so there is nothing to leave. */
export async function leaveProjectQueue(
  { client }: Temporal,
  { projectId, runId }: ProvisioningRunInput,
): Promise<void> {
  await unlessGone(() =>
    client.workflow.getHandle(workflowIds.provisioningQueue(projectId)).signal(leaveQueue, { runId }),
  );
}

/** Tells a conversation to look; starts it again where it had gone to sleep. */
export async function nudgeSession({ client }: Temporal, orgId: string, sessionId: string): Promise<void> {
  await client.workflow.signalWithStart('chatSession', {
    ...startOf.chatSession({ orgId, sessionId }),
    signal: sessionNudge,
  });
}

/** Whether the run's workflow can still give its turn back. */
export async function workflowGoesOn({ client }: Temporal, runId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowIds.provisioningRun(runId)).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

async function unlessGone(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
