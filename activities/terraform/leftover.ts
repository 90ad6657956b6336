/**
 * A Terraform that outlived its worker. It runs in its own process group and writes to a file,
 * so the death of a worker does not stop it: who comes next must find it before touching the same state.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export type Leftover = { pid: number };

/** Kills a process group, Terraform and its providers. No effect when it is gone. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody left in the group.
  }
}

/** Notes pid and kernel start time; the time tells a reused pid from the same process. */
export async function rememberProcess(pidFile: string, pid: number): Promise<void> {
  await writeFile(pidFile, JSON.stringify({ pid, startedAt: await startTime(pid) }), { mode: 0o600 });
}

/** @returns the process noted in the file if that very process still runs on this machine, else null */
export async function findLeftover(pidFile: string): Promise<Leftover | null> {
  const noted = await readFile(pidFile, 'utf8')
    .then(JSON.parse)
    .catch(() => null);
  if (typeof noted?.pid !== 'number' || typeof noted.startedAt !== 'string') return null;
  return (await startTime(noted.pid)) === noted.startedAt ? { pid: noted.pid } : null;
}

/**
 * Lets a leftover finish, and interrupts it when `waitMs` is over.
 *
 * @returns how it ended; 'killed' means that state and lock are as the last write left them
 */
export async function settleLeftover(
  pidFile: string,
  { waitMs, graceMs = 60_000 }: { waitMs: number; graceMs?: number },
): Promise<'none' | 'finished' | 'interrupted' | 'killed'> {
  const found = await findLeftover(pidFile);
  if (!found) return 'none';
  if (await gone(pidFile, waitMs)) return 'finished';
  process.kill(found.pid, 'SIGINT');
  if (await gone(pidFile, graceMs)) return 'interrupted';
  killGroup(found.pid);
  await gone(pidFile, 5_000);
  return 'killed';
}

async function gone(pidFile: string, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (await findLeftover(pidFile)) {
    if (Date.now() >= until) return false;
    await sleep(100);
  }
  await rm(pidFile, { force: true });
  return true;
}

/** Field 22 of /proc/PID/stat, in clock ticks since boot (proc_pid_stat(5)); null when there is no such process or it is a zombie. */
async function startTime(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (!stat) return null;
  // The name in brackets may hold spaces, so count from the last bracket: state is field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}
