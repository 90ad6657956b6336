import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { withLiveness } from './commands/status.ts';
import { type Layout, layoutOf } from './layout.ts';
import { lockOwner, takeLock } from './lock.ts';
import { until } from './probe.ts';
import { endProcess, findOrphans, isAlive, spawnPart } from './processes.ts';
import { reclaim } from './reclaim.ts';

const children: ChildProcess[] = [];
const sleeper = { file: process.execPath, args: ['-e', 'setTimeout(() => {}, 60000)'] };
const stubborn = {
  file: process.execPath,
  args: ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"],
};

function freshLayout(): Layout {
  const layout = layoutOf(mkdtempSync(join(tmpdir(), 'aurora-stack-')));
  mkdirSync(layout.logs, { recursive: true });
  return layout;
}

function begin(layout: Layout, part: string, command = sleeper): number {
  const child = spawnPart(layout, part, command);
  children.push(child);
  return child.pid ?? 0;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

it('finds the processes of its own data folder, and nobody else’s', async () => {
  const [mine, other] = [freshLayout(), freshLayout()];
  const pid = begin(mine, 'worker');
  const foreign = begin(other, 'worker');
  const found = await until(async () => (await findOrphans(mine.dataDir, [pid, foreign])).length > 0, 5000);
  expect(found).toBe(true);
  expect(await findOrphans(mine.dataDir, [pid, foreign])).toEqual([{ pid, part: 'worker' }]);
});

it('does not take a folder whose name only begins the same for its own', async () => {
  const mine = freshLayout();
  const longer = { ...mine, dataDir: `${mine.dataDir}2` };
  const pid = begin(longer, 'api');
  expect(await findOrphans(mine.dataDir, [pid])).toEqual([]);
});

it('ends orphans and leaves strangers alone, even one with a pid from the state file', async () => {
  const layout = freshLayout();
  const orphan = begin(layout, 'api');
  const stranger = spawn(sleeper.file, sleeper.args);
  children.push(stranger);
  const parts = { api: { title: 'API', state: 'running' as const, pid: stranger.pid } };
  await until(async () => (await findOrphans(layout.dataDir, [orphan])).length > 0, 5000);
  await reclaim(layout, { phase: 'running', round: 1, ports: {}, parts });
  expect(isAlive(orphan)).toBe(false);
  expect(isAlive(stranger.pid ?? 0)).toBe(true);
});

it('kills what does not end when asked', async () => {
  const pid = begin(freshLayout(), 'worker', stubborn);
  const began = Date.now();
  await endProcess(pid, 'SIGTERM', 500);
  expect(isAlive(pid)).toBe(false);
  expect(Date.now() - began).toBeLessThan(4000);
});

it('lets a second supervisor in only when the first is gone', () => {
  const file = join(freshLayout().dataDir, 'lock');
  const unlock = takeLock(file);
  expect(lockOwner(file)).toBe(process.pid);
  expect(() => takeLock(file)).toThrow(/runs already/);
  unlock();
  takeLock(file)();
});

it('does not mistake a new process with an old pid for the supervisor', () => {
  const file = join(freshLayout().dataDir, 'lock');
  const unlock = takeLock(file);
  const owner = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...owner, birth: 'yesterday' }));
  expect(lockOwner(file)).toBeUndefined();
  unlock();
});

it('does not call a part running whose process is gone', () => {
  const dead = { title: 'API', state: 'running' as const, pid: 2 ** 22 + 1 };
  const alive = { title: 'Web', state: 'running' as const, pid: process.pid };
  const seen = withLiveness({ phase: 'running', ports: {}, round: 1, parts: { api: dead, web: alive } }, true);
  expect(seen.parts.api?.state).toBe('stopped');
  expect(seen.parts.web?.state).toBe('running');
  expect(withLiveness(seen, false).phase).toBe('stopped');
});
