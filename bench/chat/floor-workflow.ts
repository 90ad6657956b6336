/**
 * The bare floor: `chatSession` without a conversation. The same signal, the same number and kinds of activities in
 * the same order with the same options, and none of them does anything.
 */
import {
  ActivityCancellationType,
  condition,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { FloorActivities } from './floor-worker.ts';

/** How many steps the turn has that this signal begins. */
export const floorNudge = defineSignal<[number]>('floorNudge');

const retry = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '15s' } as const;

const local = proxyLocalActivities<FloorActivities>({ startToCloseTimeout: '30s', retry });

const regular = proxyActivities<FloorActivities>({
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '30 minutes',
  heartbeatTimeout: '10s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry,
});

export async function floor(): Promise<void> {
  const turns: number[] = [];
  setHandler(floorNudge, (steps) => {
    turns.push(steps);
  });
  for (;;) {
    if (!(await condition(() => turns.length > 0, '1 hour'))) return;
    await local.floorClaim();
    const steps = turns.shift() ?? 1;
    for (let step = 0; step < steps; step += 1) await regular.floorStep(step);
    await local.floorFinish();
  }
}
