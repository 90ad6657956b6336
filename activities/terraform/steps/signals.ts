/** A run's place in its project's queue, as the activities say it to Temporal. All may be repeated. */
import { WorkflowNotFoundError } from '@temporalio/client';
import { unlessEnded } from '../../../platform/tell.ts';
import type { Temporal } from '../../../platform/temporal.ts';
import { joinQueue, leaveQueue, type ProvisioningRunInput, startOf, workflowIds } from '../../../workflows/messages.ts';

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
  const queue = client.workflow.getHandle(workflowIds.provisioningQueue(projectId));
  await unlessEnded(queue.signal(leaveQueue, { runId }));
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
