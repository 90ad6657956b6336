/**
 * The line before one project: grants the turn to one changing run, waits until it gives it back, grants the next.
 *
 * Ends when nobody waits; joining starts it again (signalWithStart), so a project at rest costs nothing.
 */
import { condition, continueAsNew, getExternalWorkflowHandle, setHandler, workflowInfo } from '@temporalio/workflow';
import { runStore } from './activities.ts';
import {
  joinQueue,
  leaveQueue,
  type ProvisioningQueueInput,
  queueStatus,
  turnGranted,
  workflowIds,
} from './messages.ts';

/** A holder whose workflow was terminated by hand never gives its turn back: look after this long. */
const doubtTime = '1 minute';

export async function provisioningQueue(input: ProvisioningQueueInput): Promise<void> {
  const { orgId, projectId } = input;
  let holder = input.holder ?? null;
  let waiting = [...(input.waiting ?? [])];
  let changed = true;

  setHandler(queueStatus, () => ({ holder, waiting }));
  setHandler(joinQueue, ({ runId }) => {
    if (runId === holder || waiting.includes(runId)) return;
    waiting.push(runId);
    changed = true;
  });
  setHandler(leaveQueue, ({ runId }) => {
    waiting = waiting.filter((id) => id !== runId);
    if (holder === runId) holder = null;
    changed = true;
  });

  for (;;) {
    changed = false;
    if (!holder) holder = await grantNext();
    if (!holder && waiting.length === 0 && !changed) return;
    await runStore.showQueue({ orgId, projectId, holder, waiting: [...waiting] });
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof provisioningQueue>({ orgId, projectId, holder, waiting });
    }
    const moved = await condition(() => changed, doubtTime);
    if (!moved && holder && !(await runStore.runGoesOn({ orgId, runId: holder }))) holder = null;
  }

  async function grantNext(): Promise<string | null> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        await getExternalWorkflowHandle(workflowIds.provisioningRun(next)).signal(turnGranted);
        return next;
      } catch {
        // The run ended while it waited, and its workflow with it: the turn goes to the next in line.
      }
    }
    return null;
  }
}
