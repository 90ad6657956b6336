/**
 * The schedule of each connection's sync, and the one way to start a sync.
 *
 * Temporal adds a time to the id of what a schedule starts, so a schedule starts a small workflow that runs the sync
 * as its child: the sync's own id is the connection's, whoever starts it, and there is never a second one.
 */
import { ScheduleNotFoundError, ScheduleOverlapPolicy, WorkflowNotFoundError } from '@temporalio/client';
import {
  type ResourceSyncInput,
  scheduleIds,
  startOf,
  syncAgain,
  taskQueues,
  workflowIds,
} from '../workflows/messages.ts';
import { keepSchedule, placeIn, removeSchedule, tellTemporal as tell } from './schedules.ts';
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

/** Makes Temporal's schedule what the row says, whatever it was before. @throws AuroraError `dependency_unavailable` */
export async function alignSyncSchedule(temporal: Temporal, wanted: SyncSchedule): Promise<void> {
  const scheduleId = scheduleIds.resourceSync(wanted.connectionId);
  const options = optionsOf(wanted);
  await tell(temporal, () =>
    wanted.enabled ? keepSchedule(temporal, scheduleId, options, () => options) : removeSchedule(temporal, scheduleId),
  );
}

function optionsOf({ orgId, connectionId, intervalMinutes, pausedReason }: SyncSchedule) {
  const every = intervalMinutes * minuteMs;
  return {
    spec: { intervals: [{ every, offset: placeIn(connectionId, every) }], jitter: every / 20 },
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'resourceSyncTick',
      workflowId: workflowIds.resourceSyncTick(connectionId),
      taskQueue: taskQueues.sync,
      args: [{ orgId, connectionId }],
    },
    // After Temporal was away, what was missed is made up for once, not once for each hour.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: every },
    state: pausedReason ? { paused: true, note: pausedReason.slice(0, 500) } : { paused: false, note: '' },
  };
}

/** When the schedule starts the next one; null where it does not. @throws AuroraError `dependency_unavailable` */
export async function nextSyncAt(temporal: Temporal, connectionId: string): Promise<Date | null> {
  return tell(temporal, async () => {
    try {
      const { state, info } = await temporal.client.schedule
        .getHandle(scheduleIds.resourceSync(connectionId))
        .describe();
      return state.paused ? null : (info.nextActionTimes[0] ?? null);
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) return null;
      throw error;
    }
  });
}

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
export async function stopSync(temporal: Temporal, connectionId: string): Promise<boolean> {
  return tell(temporal, async () => {
    try {
      const handle = temporal.client.workflow.getHandle(workflowIds.resourceSync(connectionId));
      // Temporal accepts the request also for one that has ended.
      if ((await handle.describe()).status.name !== 'RUNNING') return false;
      await handle.cancel();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  });
}
