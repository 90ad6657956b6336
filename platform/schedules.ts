/** What every Temporal Schedule of ours has in common: made, changed and removed without asking whether it is there. */
import { createHash } from 'node:crypto';
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  type ScheduleUpdateOptions,
} from '@temporalio/client';
import { searchAttributesOf } from '../workflows/messages.ts';
import type { Temporal } from './temporal.ts';

type Options = Omit<ScheduleOptions, 'scheduleId'>;
type Changed = ScheduleUpdateOptions;

/** @param changed what is there already becomes; `was` is its state, such as a pause by hand */
export async function keepSchedule(
  { client, attributes }: Temporal,
  scheduleId: string,
  options: Options,
  changed: (was: Changed['state']) => Changed,
): Promise<void> {
  await attributes.tolerant(async (withThem) => {
    const found = <Wanted extends Actions>(wanted: Wanted) => (withThem ? foundBy(wanted) : wanted);
    try {
      await client.schedule.create({ scheduleId, ...found(options) });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await client.schedule.getHandle(scheduleId).update(({ state }) => found(changed(state)));
    }
  });
}

type Actions = Pick<Options, 'action'> | Pick<Changed, 'action'>;

/** What it starts is found by the ids that it is started with. */
const foundBy = <Wanted extends Actions>(wanted: Wanted): Wanted => ({
  ...wanted,
  action: { ...wanted.action, typedSearchAttributes: searchAttributesOf(wanted.action.args) },
});

export async function removeSchedule({ client }: Temporal, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

/** When it starts the next one; null where it does not, or is not there. */
export async function nextStart({ client }: Temporal, scheduleId: string): Promise<Date | null> {
  try {
    const { state, info } = await client.schedule.getHandle(scheduleId).describe();
    return state.paused ? null : (info.nextActionTimes[0] ?? null);
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/**
 * Starts a workflow every so often, of which one at a time is enough. After Temporal was away, what was missed is made up
 * for once, not once for each interval: one look finds everything.
 *
 * @param id of what is looked at: each has a moment of its own within the interval, so that many do not begin together
 */
export const everySoOften = <Input>(
  id: string,
  every: number,
  start: { workflowType: string; workflowId: string; taskQueue: string; args: [Input] | [] },
) => ({
  spec: { intervals: [{ every, offset: placeIn(id, every) }], jitter: every / 20 },
  action: { type: 'startWorkflow' as const, ...start },
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: every },
});

const placeIn = (id: string, everyMs: number): number =>
  createHash('sha256').update(id).digest().readUInt32BE(0) % everyMs;
