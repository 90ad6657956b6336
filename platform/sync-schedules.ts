/**
 * The schedule of each connection's sync, and the one way to start a sync.
 *
 * Temporal adds a time to the id of what a schedule starts, so a schedule starts a small workflow that runs the sync
 * as its child: the sync's own id is the connection's, whoever starts it, and there is never a second one.
 */
import {
  type ResourceSyncInput,
  scheduleIds,
  startOf,
  syncAgain,
  taskQueues,
  workflowIds,
} from '../workflows/messages.ts';
import { everySoOften, keepSchedule, nextStart, removeSchedule } from './schedules.ts';
import { stopWorkflow, tell } from './tell.ts';
import type { Temporal } from './temporal.ts';

export type SyncSchedule = {
  orgId: string;
  connectionId: string;
  enabled: boolean;
  intervalMinutes: number;
  /** Set: the provider refused the credentials, and asking again by itself would only lock them. */
  pausedReason: string | null;
};

const minuteMs = 60_000;
const pausedNote = 'The provider refused the credentials. The page of the connection says why.';

/** Makes Temporal's schedule what the row says, whatever it was before. @throws AuroraError `dependency_unavailable` */
export async function alignSyncSchedule(temporal: Temporal, wanted: SyncSchedule): Promise<void> {
  const scheduleId = scheduleIds.resourceSync(wanted.connectionId);
  const options = optionsOf(wanted);
  await tell(temporal, () =>
    wanted.enabled ? keepSchedule(temporal, scheduleId, options, () => options) : removeSchedule(temporal, scheduleId),
  );
}

function optionsOf({ orgId, connectionId, intervalMinutes, pausedReason }: SyncSchedule) {
  const options = everySoOften(connectionId, intervalMinutes * minuteMs, {
    workflowType: 'resourceSyncTick',
    workflowId: workflowIds.resourceSyncTick(connectionId),
    taskQueue: taskQueues.sync,
    args: [{ orgId, connectionId }],
  });
  // Temporal keeps a note as it is: why the credentials were refused is for the organisation's own eyes.
  const state = pausedReason ? { paused: true, note: pausedNote } : { paused: false, note: '' };
  return { ...options, state };
}

/** When the schedule starts the next one; null where it does not. @throws AuroraError `dependency_unavailable` */
export const nextSyncAt = (temporal: Temporal, connectionId: string): Promise<Date | null> =>
  tell(temporal, () => nextStart(temporal, scheduleIds.resourceSync(connectionId)));

/** Starts a sync, or tells the one that runs that another is wanted after it, unless it is the very one. */
export async function startSync(temporal: Temporal, input: ResourceSyncInput): Promise<void> {
  await tell(temporal, () =>
    temporal.client.workflow.signalWithStart('resourceSync', {
      ...startOf.resourceSync(input),
      signal: syncAgain,
      signalArgs: [{ syncRunId: input.syncRunId, trigger: input.trigger }],
    }),
  );
}

/**
 * Asks the sync of a connection to stop, which it does after its pages at hand.
 *
 * @returns false where no workflow runs
 */
export const stopSync = (temporal: Temporal, connectionId: string): Promise<boolean> =>
  stopWorkflow(temporal, workflowIds.resourceSync(connectionId));
