/** The daily schedule of each billing account, and the one way to start a sync of it. See `sync-schedules.ts`. */
import { createHash } from 'node:crypto';
import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import {
  type BillingSyncInput,
  billingNudge,
  type OfBillingAccount,
  scheduleIds,
  startOf,
  taskQueues,
  workflowIds,
} from '../workflows/messages.ts';
import { type Temporal, throughTemporal } from './temporal.ts';

const dayMs = 86_400_000;
const patienceMs = 4_000;

const tell = <Result>(temporal: Temporal, call: () => Promise<Result>): Promise<Result> =>
  throughTemporal(() => temporal.client.withDeadline(Date.now() + patienceMs, call));

/** Makes Temporal's schedule what the row says, whatever it was before. @throws AuroraError `dependency_unavailable` */
export async function alignBillingSchedule(
  temporal: Temporal,
  account: OfBillingAccount & { enabled: boolean },
): Promise<void> {
  await tell(temporal, () => (account.enabled ? keep(temporal, account) : remove(temporal, account)));
}

async function keep({ client }: Temporal, { orgId, billingAccountId }: OfBillingAccount): Promise<void> {
  const scheduleId = scheduleIds.billingSync(billingAccountId);
  const options = {
    spec: { intervals: [{ every: dayMs, offset: placeInDay(billingAccountId) }], jitter: dayMs / 48 },
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'billingSyncTick',
      workflowId: workflowIds.billingSyncTick(billingAccountId),
      taskQueue: taskQueues.sync,
      args: [{ orgId, billingAccountId }],
    },
    // One look finds everything that came while Temporal was away, so one is made up for.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: dayMs },
  };
  try {
    await client.schedule.create({ scheduleId, ...options });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(scheduleId).update((was) => ({ ...options, state: was.state }));
  }
}

async function remove({ client }: Temporal, { billingAccountId }: OfBillingAccount): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleIds.billingSync(billingAccountId)).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

/** Each account at a minute of its own. */
const placeInDay = (id: string): number => createHash('sha256').update(id).digest().readUInt32BE(0) % dayMs;

/** Starts a sync, or tells the one that runs that a row waits for another look. */
export async function startBillingSync(temporal: Temporal, input: BillingSyncInput): Promise<void> {
  await tell(temporal, () =>
    temporal.client.workflow.signalWithStart('billingSync', { ...startOf.billingSync(input), signal: billingNudge }),
  );
}
