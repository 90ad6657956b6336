/**
 * Starting, recognising and ending processes.
 *
 * Every child carries two variables, AURORA_STACK (the data folder) and AURORA_PART: after a kill -9 of the supervisor
 * they tell our orphans from everybody else's processes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Layout } from './layout.ts';
import type { Command } from './part.ts';
import { until } from './probe.ts';

/**
 * Starts a command with its output appended to `logs/<part>.log`. Own process group: a Ctrl-C is ours to pass on.
 *
 * @param leashed the child dies with this process, even of kill -9 (Linux only): for stacks that tests throw away
 */
export function spawnPart(layout: Layout, part: string, command: Command, leashed = false): ChildProcess {
  const log = openSync(join(layout.logs, `${part}.log`), 'a');
  const { file, args } = leashed ? onLeash(command) : command;
  try {
    return spawn(file, args, {
      cwd: command.cwd ?? layout.root,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        LANG: process.env.LANG,
        TMPDIR: process.env.TMPDIR,
        ...command.env,
        AURORA_STACK: layout.dataDir,
        AURORA_PART: part,
      },
      stdio: ['ignore', log, log],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

/** One call of setpriv for everything: a change of user in a second one would take the leash off again. */
function onLeash({ file, args }: Command): { file: string; args: string[] } {
  if (!existsSync('/usr/bin/setpriv')) return { file, args };
  const leash = ['--pdeathsig', 'KILL'];
  return file === 'setpriv'
    ? { file, args: [...leash, ...args] }
    : { file: 'setpriv', args: [...leash, '--', file, ...args] };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !isZombie(pid);
}

/** A process that ended but whose parent has not asked: kill(0) still finds it. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

export type Orphan = { pid: number; part: string };

/**
 * Processes that an earlier supervisor of this data folder left behind, by the marker in their environment.
 *
 * @param recorded pids from stack.json: where there is no /proc, only these are looked at
 */
export async function findOrphans(dataDir: string, recorded: number[]): Promise<Orphan[]> {
  const found =
    process.platform === 'linux' ? orphansByProc(dataDir) : await orphansByPs(dataDir, recorded.filter(isAlive));
  return found.filter(({ pid }) => pid !== process.pid && pid !== process.ppid);
}

function orphansByProc(dataDir: string): Orphan[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const part = markerIn(readQuietly(`/proc/${pid}/environ`).split('\0'), dataDir);
    return part && isAlive(Number(pid)) ? [{ pid: Number(pid), part }] : [];
  });
}

async function orphansByPs(dataDir: string, pids: number[]): Promise<Orphan[]> {
  const looked = await Promise.all(
    pids.map(async (pid) => {
      const { stdout } = await execa('ps', ['eww', '-o', 'command=', '-p', String(pid)], { reject: false });
      const part = markerIn(stdout.split(' '), dataDir);
      return part ? [{ pid, part }] : [];
    }),
  );
  return looked.flat();
}

/** The part's name when the variables are those of a child of this data folder. */
export function markerIn(variables: string[], dataDir: string): string | undefined {
  if (!variables.includes(`AURORA_STACK=${dataDir}`)) return undefined;
  return variables.find((variable) => variable.startsWith('AURORA_PART='))?.slice('AURORA_PART='.length);
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Asks politely, waits, then insists. Resolves when the process is gone. */
export async function endProcess(pid: number, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  sendSignal(pid, signal);
  if (await until(async () => !isAlive(pid), withinMs)) return;
  sendSignal(pid, 'SIGKILL');
  await until(async () => !isAlive(pid), 5000);
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, which is what was wanted.
  }
}
