/**
 * Takes up what came by webhook from one host of repositories, one after the other, in the order in which it came.
 * History holds ids; what came is in `inbound_hooks`.
 */
import { condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { repositories, repositoryStore } from './activities.ts';
import { reasonOf } from './failures.ts';
import { hookReceived, type OfIntegration } from './messages.ts';

/** A host that is quiet ends its workflow; the next webhook starts it again. */
const idleTime = '10 minutes';

export async function repositoryHooks(of: OfIntegration): Promise<void> {
  let nudged = true;
  setHandler(hookReceived, () => {
    nudged = true;
  });

  async function takeUp(deliveryId: string): Promise<void> {
    try {
      await repositories.takeHook({ ...of, deliveryId });
    } catch (error) {
      // Those behind it must not wait for ever. What it told of is seen at the next look or import.
      await repositoryStore.giveUpHook({ ...of, deliveryId, reason: reasonOf(error) });
    }
  }

  for (;;) {
    nudged = false;
    const waiting = await repositoryStore.waitingHooks(of);
    for (const deliveryId of waiting) await takeUp(deliveryId);
    if (waiting.length === 0 && !(await condition(() => nudged, idleTime))) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof repositoryHooks>(of);
  }
}
