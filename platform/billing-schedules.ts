/** The daily schedule of each billing account, and the one way to start a sync of it. See `sync-schedules.ts`. */
import { ScheduleOverlapPolicy } from '@temporalio/client';
import {
  type BillingSyncInput,
  billingNudge,
  type OfBillingAccount,
  scheduleIds,
  startOf,
  taskQueues,
  workflowIds,
} from '../workflows/messages.ts';
import { keepSchedule, placeIn, removeSchedule, tellTemporal as tell } from './schedules.ts';
import type { Temporal } from './temporal.ts';

const dayMs = 86_400_000;
/** How often a bill is looked at. */
export const billingEveryMs = dayMs;

/** Makes Temporal's schedule what the row says, whatever it was before. @throws AuroraError `dependency_unavailable` */
export async function alignBillingSchedule(
  temporal: Temporal,
  account: OfBillingAccount & { enabled: boolean },
): Promise<void> {
  const scheduleId = scheduleIds.billingSync(account.billingAccountId);
  const options = optionsOf(account);
  await tell(temporal, () =>
    account.enabled
      ? keepSchedule(temporal, scheduleId, options, (state) => ({ ...options, state }))
      : removeSchedule(temporal, scheduleId),
  );
}

const optionsOf = ({ orgId, billingAccountId }: OfBillingAccount) => ({
  spec: {
    intervals: [{ every: billingEveryMs, offset: placeIn(billingAccountId, billingEveryMs) }],
    jitter: dayMs / 48,
  },
  action: {
    type: 'startWorkflow' as const,
    workflowType: 'billingSyncTick',
    workflowId: workflowIds.billingSyncTick(billingAccountId),
    taskQueue: taskQueues.sync,
    args: [{ orgId, billingAccountId }],
  },
  // One look finds everything that came while Temporal was away, so one is made up for.
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: dayMs },
});

/** Starts a sync, or tells the one that runs that a row waits for another look. */
export async function startBillingSync(temporal: Temporal, input: BillingSyncInput): Promise<void> {
  await tell(temporal, () =>
    temporal.client.workflow.signalWithStart('billingSync', { ...startOf.billingSync(input), signal: billingNudge }),
  );
}
