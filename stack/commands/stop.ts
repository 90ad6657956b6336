/** `npm stop`: ends everything in order, and tells how it goes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { layoutOf } from '../layout.ts';
import { lockOwner } from '../lock.ts';
import { isAlive, sendSignal } from '../processes.ts';
import { reclaim } from '../reclaim.ts';
import { readState, writeState } from '../state.ts';

/** Longer than the sum of what all groups of parts are allowed. */
const boundMs = 90_000;

export async function stop(): Promise<number> {
  const layout = layoutOf();
  const pid = lockOwner(layout.lockFile);
  if (pid) await askSupervisor(pid);
  // Whatever a supervisor that was killed left behind.
  const state = readState(layout.stateFile);
  const orphans = await reclaim(layout, state);
  if (state && orphans.length > 0) writeState(layout.stateFile, { ...state, phase: 'stopped', supervisor: undefined });
  if (!pid && orphans.length === 0) console.log('Aurora is not running.');
  else console.log('Stopped. Nothing is lost: npm start brings it all back.');
  return 0;
}

async function askSupervisor(pid: number): Promise<void> {
  const layout = layoutOf();
  console.log('Stopping Aurora.');
  sendSignal(pid, 'SIGTERM');
  const began = Date.now();
  const gone = new Set<string>();
  while (isAlive(pid) && Date.now() - began < boundMs) {
    for (const part of Object.values(readState(layout.stateFile)?.parts ?? {})) {
      if (part.state !== 'stopped' || !part.url || gone.has(part.title)) continue;
      gone.add(part.title);
      console.log(`  down ${part.title} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    }
    await sleep(100);
  }
  if (isAlive(pid)) sendSignal(pid, 'SIGKILL');
}
