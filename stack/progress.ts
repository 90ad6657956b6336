/** Tells people what a start is doing, by watching stack.json: the same for the one who started and one who joins. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Layout } from './layout.ts';
import { isAlive } from './processes.ts';
import { seconds } from './screen.ts';
import { type PartStatus, readState, type StackState } from './state.ts';

/** Steps longer than this are worth a line, and another one each ten seconds. */
const patienceMs = 2000;

/**
 * @param supervisor its pid: stack.json may still be that of an earlier one, which was killed
 * @param rounds how many starts must be over: one more than before when a running stack was asked to complete itself
 * @returns the state when the start is over; undefined when the supervisor ended before that
 */
export async function follow(layout: Layout, supervisor: number, rounds = 1): Promise<StackState | undefined> {
  const said = new Map<string, { state: string; since: number; told: number }>();
  for (;;) {
    const state = readState(layout.stateFile);
    if (state?.supervisor?.pid === supervisor) {
      tell(state, said);
      if (state.phase === 'running' && state.round >= rounds) return state;
    }
    if (!isAlive(supervisor)) return undefined;
    await sleep(100);
  }
}

function tell(state: StackState, said: Map<string, { state: string; since: number; told: number }>): void {
  const now = Date.now();
  for (const [name, part] of Object.entries(state.parts)) {
    const known = said.get(name) ?? { state: 'waiting', since: now, told: 0 };
    if (known.state !== part.state) {
      said.set(name, { state: part.state, since: now, told: 0 });
      const line = arrival(part);
      if (line) console.log(line);
      continue;
    }
    said.set(name, known);
    if (part.background || part.state !== 'starting') continue;
    if (now - Math.max(known.since + patienceMs - 10_000, known.told) < 10_000) continue;
    known.told = now;
    console.log(`  ...  ${part.title}: ${part.note ?? 'starting'} (${Math.round((now - known.since) / 1000)} s)`);
  }
}

function arrival(part: PartStatus): string | undefined {
  const took = part.startedInMs === undefined ? '' : ` in ${seconds(part.startedInMs)}`;
  if (part.state === 'running') return `  up   ${part.title}${took}${part.url ? `, ${part.url}` : ''}`;
  if (part.state === 'done') return `  ok   ${part.title}${took}`;
  if (part.state === 'skipped') return `  --   ${part.title}: ${part.note}`;
  if (part.state === 'blocked' || part.state === 'failed') return `  FAIL ${part.title}: ${part.note}`;
  if (part.state === 'restarting') return `  ...  ${part.title}: ${part.note}; tried again`;
  return undefined;
}
