/** Kills parts of the running stack by the pids in its `stack.json`, and sees them come back. */
import { existsSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PartName } from '../../../stack/part.ts';
import { readState, type StackState } from '../../../stack/state.ts';

const stateFile = join(process.env.AURORA_DATA_DIR ?? '', 'stack.json');

export const stackIsUp = Boolean(process.env.AURORA_DATA_DIR && process.env.API_URL && existsSync(stateFile));

function stack(): StackState {
  const state = readState(stateFile);
  if (!state) throw new Error(`${stateFile} is gone: the stack under these tests was stopped.`);
  return state;
}

export function pidOf(part: PartName): number {
  const status = stack().parts[part];
  if (!status?.pid) throw new Error(`${part} has no process to kill: ${JSON.stringify(status)}`);
  return status.pid;
}

export const noteOf = (part: PartName): string | undefined => stack().parts[part]?.note;

/** Tells the supervisor to leave a sealed vault sealed. @returns lets it unseal again */
export function keepSealed(): () => void {
  const mark = join(process.env.AURORA_DATA_DIR ?? '', 'vault-stay-sealed');
  writeFileSync(mark, '');
  return () => rmSync(mark, { force: true });
}

/** kill -9 of one part, at once. @returns the milliseconds until the supervisor has it running again */
export function kill(part: PartName): Promise<number> {
  const pid = pidOf(part);
  const killedAt = performance.now();
  process.kill(pid, 'SIGKILL');
  const runsAgain = () => {
    const now = stack().parts[part];
    return now?.state === 'running' && now.pid !== pid;
  };
  const instead = () => JSON.stringify(stack().parts[part]);
  const back = until(`${part} runs again`, runsAgain, 60_000, instead).then(() =>
    Math.round(performance.now() - killedAt),
  );
  // It is awaited later than it may fail; a failure is still thrown there.
  back.catch(() => {});
  return back;
}

/** Stops a part in its tracks: connections stay open and nothing answers, the worst kind of being away. */
export function freeze(part: PartName): () => void {
  const pid = pidOf(part);
  process.kill(pid, 'SIGSTOP');
  return () => process.kill(pid, 'SIGCONT');
}

/** Terraform of one run, and the providers that it started: everything that works in the run's folder. */
export function terraformOf(runId: string): number[] {
  const folder = resolve(process.env.WORK_DIR ?? '', 'runs', runId);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && cwdOf(name).startsWith(folder))
    .map(Number);
}

export function killTerraformOf(runId: string): number {
  const pids = terraformOf(runId);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids.length;
}

function cwdOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** Polls; fails loudly with what was waited for and what was there instead. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
  instead: () => string | Promise<string> = () => '',
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}. Instead: ${await instead()}`);
    await sleep(25);
  }
}
