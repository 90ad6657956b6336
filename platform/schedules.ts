/** What every Temporal Schedule of ours has in common: made, changed and removed without asking whether it is there. */
import { createHash } from 'node:crypto';
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleOptions,
  type ScheduleUpdateOptions,
} from '@temporalio/client';
import { type Temporal, throughTemporal } from './temporal.ts';

const patienceMs = 4_000;

/** One conversation with Temporal that ends in seconds. @throws AuroraError `dependency_unavailable` */
export const tellTemporal = <Result>(temporal: Temporal, call: () => Promise<Result>): Promise<Result> =>
  throughTemporal(() => temporal.client.withDeadline(Date.now() + patienceMs, call));

type Options = Omit<ScheduleOptions, 'scheduleId'>;
type Changed = ScheduleUpdateOptions;

/** @param changed what is there already becomes; `was` is its state, such as a pause by hand */
export async function keepSchedule(
  { client }: Temporal,
  scheduleId: string,
  options: Options,
  changed: (was: Changed['state']) => Changed,
): Promise<void> {
  try {
    await client.schedule.create({ scheduleId, ...options });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(scheduleId).update(({ state }) => changed(state));
  }
}

export async function removeSchedule({ client }: Temporal, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

/** Each id at a moment of its own within the interval, so that many do not begin together. */
export const placeIn = (id: string, everyMs: number): number =>
  createHash('sha256').update(id).digest().readUInt32BE(0) % everyMs;
