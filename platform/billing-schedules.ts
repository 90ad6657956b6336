/** The daily schedule of each billing account, and the one way to start a sync of it. See `sync-schedules.ts`. */
import {
  type BillingSyncInput,
  billingNudge,
  type OfBillingAccount,
  scheduleIds,
  startOf,
  taskQueues,
  workflowIds,
} from '../workflows/messages.ts';
import { everySoOften, keepSchedule, removeSchedule } from './schedules.ts';
import { tell } from './tell.ts';
import type { Temporal } from './temporal.ts';

/** How often a bill is looked at. */
export const billingEveryMs = 86_400_000;

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

function optionsOf({ orgId, billingAccountId }: OfBillingAccount) {
  const options = everySoOften(billingAccountId, billingEveryMs, {
    workflowType: 'billingSyncTick',
    workflowId: workflowIds.billingSyncTick(billingAccountId),
    taskQueue: taskQueues.sync,
    args: [{ orgId, billingAccountId }],
  });
  return { ...options, spec: { ...options.spec, jitter: billingEveryMs / 48 } };
}

/** Starts a sync, or tells the one that runs that a row waits for another look. */
export async function startBillingSync(temporal: Temporal, input: BillingSyncInput): Promise<void> {
  await tell(temporal, () =>
    temporal.client.workflow.signalWithStart('billingSync', { ...startOf.billingSync(input), signal: billingNudge }),
  );
}
