/** The look at each connection every six hours, and the one way to start and stop a look. See `sync-schedules.ts`. */
import {
  type ConnectionCheckInput,
  connectionNudge,
  type OfConnection,
  scheduleIds,
  startOf,
  taskQueues,
  workflowIds,
} from '../workflows/messages.ts';
import { everySoOften, keepSchedule, nextStart, removeSchedule } from './schedules.ts';
import { stopWorkflow, tell } from './tell.ts';
import type { Temporal } from './temporal.ts';

export const checkEveryMs = 6 * 3_600_000;

/** Makes Temporal's schedule what the row says, whatever it was before. @throws AuroraError `dependency_unavailable` */
export async function alignCheckSchedule(
  temporal: Temporal,
  wanted: OfConnection & { connected: boolean },
): Promise<void> {
  const scheduleId = scheduleIds.connectionCheck(wanted.connectionId);
  const options = optionsOf(wanted);
  await tell(temporal, () =>
    wanted.connected
      ? keepSchedule(temporal, scheduleId, options, (state) => ({ ...options, state }))
      : removeSchedule(temporal, scheduleId),
  );
}

const optionsOf = ({ orgId, connectionId }: OfConnection) =>
  everySoOften(`check ${connectionId}`, checkEveryMs, {
    workflowType: 'connectionCheckTick',
    workflowId: workflowIds.connectionCheckTick(connectionId),
    taskQueue: taskQueues.sync,
    args: [{ orgId, connectionId }],
  });

/** @throws AuroraError `dependency_unavailable` */
export const nextCheckAt = (temporal: Temporal, connectionId: string): Promise<Date | null> =>
  tell(temporal, () => nextStart(temporal, scheduleIds.connectionCheck(connectionId)));

/** Starts a check, or tells the one that runs that a row waits for another look. */
export async function startCheck(temporal: Temporal, input: ConnectionCheckInput): Promise<void> {
  await tell(temporal, () =>
    temporal.client.workflow.signalWithStart('connectionCheck', {
      ...startOf.connectionCheck(input),
      signal: connectionNudge,
    }),
  );
}

/** @returns false where no check runs */
export const stopCheck = (temporal: Temporal, connectionId: string): Promise<boolean> =>
  stopWorkflow(temporal, workflowIds.connectionCheck(connectionId));
