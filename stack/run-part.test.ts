import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { AuroraError } from '../platform/errors.ts';
import { layoutOf } from './layout.ts';
import type { Part, StackContext } from './part.ts';
import { until } from './probe.ts';
import { isAlive, sendSignal } from './processes.ts';
import { type PartRun, runPart } from './run-part.ts';
import type { PartStatus } from './state.ts';

let run: PartRun | undefined;
afterEach(() => run?.stop(true));

const sleeper = { file: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] };

function begin(part: Partial<Part>) {
  const layout = layoutOf(mkdtempSync(join(tmpdir(), 'aurora-run-')));
  mkdirSync(layout.logs, { recursive: true });
  const context = { layout, ports: {}, leashed: true, signal: new AbortController().signal } as unknown as StackContext;
  const status: Partial<PartStatus> = {};
  run = runPart({ name: 'api', title: 'API', needs: [], ...part }, context, (change) => Object.assign(status, change));
  return { status, run };
}

it('starts a part again when it dies, and counts the death', async () => {
  const { status, run } = begin({ command: () => sleeper });
  expect(await run.outcome).toBe('up');
  const first = status.pid ?? 0;
  sendSignal(first, 'SIGKILL');
  expect(await until(async () => status.state === 'running' && status.pid !== first, 5000)).toBe(true);
  expect(status.deaths).toBe(1);
});

it('gives up on a part that ends at once, and shows its last words', { timeout: 20_000 }, async () => {
  const command = () => ({ file: process.execPath, args: ['-e', "console.error('no such table'); process.exit(3)"] });
  const { status, run } = begin({ command, ready: async () => false, help: 'Look there.' });
  expect(await run.outcome).toBe('failed');
  expect(status).toMatchObject({ state: 'failed', help: 'Look there.', log: expect.stringContaining('no such table') });
  expect(status.note).toContain('exit code 3');
});

it('does not try again what cannot help', async () => {
  let tries = 0;
  const prepare = async () => {
    tries++;
    throw new AuroraError({ code: 'dependency_unavailable', retryable: false, userMessage: 'There is no Python.' });
  };
  const { status, run } = begin({ prepare, command: () => sleeper });
  expect(await run.outcome).toBe('failed');
  expect(tries).toBe(1);
  expect(status.note).toBe('There is no Python.');
});

it('calls a part up only after it is ready and settled', async () => {
  const order: string[] = [];
  const ready = async () => order.push('asked') > 2;
  const settle = async () => void order.push('settled');
  const { run } = begin({ command: () => sleeper, ready, settle });
  await run.outcome;
  expect(order).toEqual(['asked', 'asked', 'asked', 'settled']);
});

it('stops a part for good', async () => {
  const { status, run } = begin({ command: () => sleeper });
  await run.outcome;
  const pid = status.pid ?? 0;
  await run.stop(false);
  expect(isAlive(pid)).toBe(false);
  expect(status.state).toBe('stopped');
});
