/**
 * Makes sure that every connection has its schedule, as its row says: those that were there before there were
 * schedules, and those whose change was saved while Temporal was away.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScheduleSummary } from '@temporalio/client';
import { type WantedSchedule, wantedSchedules } from '../db/sync-settings.ts';
import { errorText } from '../platform/errors.ts';
import { alignSyncSchedule } from '../platform/sync-schedules.ts';
import { scheduleIds } from '../workflows/messages.ts';
import type { Deps } from './deps.ts';

const everyMs = 10 * 60_000;
const soonMs = 15_000;
const patienceMs = 5_000;

type Needs = Pick<Deps, 'db' | 'temporal' | 'log'>;

/** One round, now. @returns how many schedules had to be made, changed or removed */
export async function keepSchedules({ db, temporal }: Needs): Promise<number> {
  const there = await knownSchedules(temporal);
  let changed = 0;
  for (const wanted of await wantedSchedules(db)) {
    if (isAsWanted(wanted, there.get(scheduleIds.resourceSync(wanted.connectionId)))) continue;
    await alignSyncSchedule(temporal, wanted);
    changed += 1;
  }
  return changed;
}

/** With a deadline: the client alone would try for a minute, and the process could not end meanwhile. */
function knownSchedules({ client }: Needs['temporal']): Promise<Map<string, ScheduleSummary>> {
  return client.withDeadline(Date.now() + patienceMs, async () => {
    const there = new Map<string, ScheduleSummary>();
    for await (const schedule of client.schedule.list()) there.set(schedule.scheduleId, schedule);
    return there;
  });
}

function isAsWanted(wanted: WantedSchedule, schedule: ScheduleSummary | undefined): boolean {
  if (!wanted.enabled || !schedule) return !wanted.enabled && !schedule;
  const every = schedule.spec?.intervals?.[0]?.every;
  return every === wanted.intervalMinutes * 60_000 && schedule.state.paused === (wanted.pausedReason !== null);
}

export function startScheduleKeeper(needs: Needs): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const round = async (): Promise<number> => {
    try {
      const changed = await keepSchedules(needs);
      if (changed > 0) needs.log.info({ changed }, 'schedules of syncs brought up to date');
      return everyMs;
    } catch (error) {
      needs.log.warn({ reason: errorText(error) }, 'schedules of syncs could not be looked at; again soon');
      return soonMs;
    }
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await sleep(await round(), undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
