/**
 * Makes sure that everything that has a schedule has it, as its row says: what was there before there were schedules,
 * and what was changed while Temporal was away.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScheduleSummary } from '@temporalio/client';
import { errorText } from '../platform/errors.ts';
import type { Deps } from './deps.ts';
import { type KeptSchedule, keptSchedules } from './kept-schedules.ts';

const everyMs = 10 * 60_000;
const soonMs = 15_000;
const patienceMs = 5_000;

type Needs = Pick<Deps, 'db' | 'temporal' | 'log'>;

/** One round, now. @returns how many schedules had to be made, changed or removed */
export async function keepSchedules({ db, temporal }: Needs): Promise<number> {
  const there = await knownSchedules(temporal);
  let changed = 0;
  for (const kind of keptSchedules) {
    for (const wanted of await kind(db)) {
      if (isAsWanted(wanted, there.get(wanted.scheduleId))) continue;
      await wanted.align(temporal);
      changed += 1;
    }
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

function isAsWanted({ everyMs, paused }: KeptSchedule, schedule: ScheduleSummary | undefined): boolean {
  if (everyMs === null || !schedule) return everyMs === null && !schedule;
  if (schedule.spec?.intervals?.[0]?.every !== everyMs) return false;
  return paused === undefined || schedule.state.paused === paused;
}

export function startScheduleKeeper(needs: Needs): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const round = async (): Promise<number> => {
    try {
      const changed = await keepSchedules(needs);
      if (changed > 0) needs.log.info({ changed }, 'schedules brought up to date');
      return everyMs;
    } catch (error) {
      needs.log.warn({ reason: errorText(error) }, 'schedules could not be looked at; again soon');
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
