import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterEach, expect, it } from 'vitest';
import { layoutOf } from '../layout.ts';
import { until } from '../probe.ts';
import { findOrphans, isAlive, sendSignal } from '../processes.ts';
import { readState, type StackState } from '../state.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'aurora-cli-'));
const layout = layoutOf(dataDir);

function aurora(...args: string[]) {
  const script = join(layout.root, 'stack', 'bootstrap.mjs');
  // Only these: the variables of the stack that the tests run on would be taken for a person's own servers.
  const { PATH, HOME, XDG_CACHE_HOME } = process.env;
  const env = { PATH, HOME, XDG_CACHE_HOME, AURORA_DATA_DIR: dataDir };
  return execa('node', [script, ...args], { env, extendEnv: false, reject: false, all: true });
}

const pids = ({ supervisor, parts }: StackState) =>
  [supervisor?.pid, ...Object.values(parts).map(({ pid }) => pid)].filter((pid) => pid !== undefined);

/** A process that was killed is in the list until its parent has heard of it: a moment, not more. */
const nothingLives = async () => (await findOrphans(dataDir, [])).length === 0;
const soonNothingLives = () => until(nothingLives, 5_000);

afterEach(async () => {
  await aurora('stop');
  expect(await soonNothingLives()).toBe(true);
  rmSync(dataDir, { recursive: true, force: true });
});

it('starts once, survives kill -9 of everything, and stops', { timeout: 120_000 }, async () => {
  const first = await aurora('start', '--only=deps');
  expect(first.exitCode, first.all).toBe(0);
  expect(first.stdout).toContain('Aurora is running');
  const before = readState(layout.stateFile);

  const second = await aurora('start', '--only=deps');
  expect(second.exitCode).toBe(0);
  expect(second.stdout).toContain('runs already');
  expect(readState(layout.stateFile)?.supervisor?.pid).toBe(before?.supervisor?.pid);

  for (const pid of before ? pids(before) : []) sendSignal(pid, 'SIGKILL');
  const down = await aurora('status');
  expect([down.exitCode, down.stdout]).toEqual([3, expect.stringContaining('Aurora is stopped')]);

  const third = await aurora('start', '--only=deps');
  expect(third.exitCode, third.all).toBe(0);
  expect(third.stdout).not.toContain('runs already');
  expect(readState(layout.stateFile)?.ports).toEqual(before?.ports);
  expect((await aurora('status')).exitCode).toBe(0);

  const after = readState(layout.stateFile);
  expect((await aurora('stop')).exitCode).toBe(0);
  expect((after ? pids(after) : []).filter(isAlive)).toEqual([]);
  expect((await aurora('status')).exitCode).toBe(3);
});

it('leaves nothing behind when a start is interrupted', { timeout: 60_000 }, async () => {
  const starting = aurora('start', '--only=deps');
  await until(async () => Object.values(readState(layout.stateFile)?.parts ?? {}).some(({ pid }) => pid), 20_000);
  // In the middle: some servers run, migrations are on their way.
  await sleep(700);
  starting.kill('SIGTERM');
  const { exitCode } = await starting;
  // 0 on a machine so fast that the start was over.
  expect([0, 130]).toContain(exitCode);
  if (exitCode === 0) return;
  expect(readState(layout.stateFile)?.phase).toBe('stopped');
  expect(await soonNothingLives()).toBe(true);
});
