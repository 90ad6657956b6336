/**
 * `npm test`: brings up stacks of its own, runs every test on it, takes it down, and ends with one line that counts.
 *
 *   npm test                    everything
 *   npm test -- FILTER [...]    what vitest's filters and flags select, on the same stack
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { errorText } from '../platform/errors.ts';
import { type EnsuredStack, ensureStack } from '../stack/ensure.ts';
import type { Env } from '../stack/env-file.ts';
import { assignPorts } from '../stack/ports.ts';
import { findChromium } from './support/chromium.ts';

const root = new URL('..', import.meta.url).pathname;
const filters = process.argv.slice(2);

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  success: boolean;
};
type Tally = { passed: number; failed: number; skipped: number; ok: boolean };

/**
 * `parts` runs on the servers alone, with workers of its own; `whole` on the product as its users have it. The files of
 * `parts` wait for servers more than they compute: two at a time, each on a stack of its own, take a third less time.
 */
const phases = [
  { project: 'parts', only: 'deps', atOnce: 2, env: async () => ({}) },
  // People may connect accounts at stub servers and the emulator, which answer on this machine. The logs are as talkative
  // as an installation's, because they are searched for secrets.
  {
    project: 'whole',
    only: 'all',
    atOnce: 1,
    env: async () => ({ OUTBOUND_HOSTS: '127.0.0.1', LOG_LEVEL: 'info', ...(await recordedModel()) }),
  },
] as const;

const quiet = { LOG_LEVEL: 'warn', OFFLINE_MODEL_DELAY_MS: '5' };

/**
 * An endpoint that nothing listens at until a test does, to see what models are asked. The offline model stays the
 * default. The key has no shape that the log could know it by.
 */
async function recordedModel(): Promise<Env> {
  const { model } = await assignPorts({ model: 5700 });
  return {
    MODEL: 'offline',
    OPENAI_BASE_URL: `http://127.0.0.1:${model}/openai/v1`,
    OPENAI_API_KEY: randomUUID().replaceAll('-', ''),
  };
}

type Phase = (typeof phases)[number];
type TestStack = { dataDir: string; stack: EnsuredStack };

const vitest = join(root, 'node_modules/vitest/vitest.mjs');

async function runProject(project: string, stacks: TestStack[], more: Record<string, string>): Promise<Tally> {
  const reportFile = join(stacks[0]?.dataDir ?? tmpdir(), 'report.json');
  const envs = stacks.map(({ stack, dataDir }) => ({ ...stack.env, AURORA_DATA_DIR: dataDir }));
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const workers = `--maxWorkers=${stacks.length}`;
  const args = [vitest, 'run', '--project', project, '--passWithNoTests', workers, ...reporters, ...filters];
  const { exitCode } = await execa(process.execPath, args, {
    cwd: root,
    env: { ...envs[0], ...more, NODE_ENV: 'test', AURORA_TEST_STACKS: JSON.stringify(envs) },
    stdio: 'inherit',
    reject: false,
  });
  const report = JSON.parse(await readFile(reportFile, 'utf8')) as Report;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    // A file that fails before its first test counts no test, and must fail the run all the same.
    ok: exitCode === 0 && report.success,
  };
}

/** A stack takes as long as a few tests: no more are started than the selected files can use. */
async function stacksFor({ project, atOnce }: Phase): Promise<number> {
  const most = Math.min(atOnce, availableParallelism());
  if (filters.length === 0) return most;
  const args = [vitest, 'list', '--project', project, '--filesOnly', ...filters];
  const { stdout, exitCode } = await execa(process.execPath, args, { cwd: root, reject: false });
  const files = stdout.split('\n').filter((line) => line.trim() !== '').length;
  return exitCode === 0 ? Math.min(most, files) : most;
}

async function startStack({ project, only, env }: Phase): Promise<TestStack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'aurora-test-'));
  process.stdout.write(`\nStarting a stack for the tests of ${project} in ${dataDir}\n`);
  const stack = await ensureStack({ dataDir, only, env: { ...quiet, ...(await env()) } });
  return { dataDir, stack };
}

async function stopStack({ dataDir, stack }: TestStack): Promise<void> {
  await stack.stop({ hurry: true });
  await rm(dataDir, { recursive: true, force: true });
}

async function runPhase(phase: Phase, count: number, more: Record<string, string>): Promise<Tally> {
  const stacks: TestStack[] = [];
  try {
    // One after the other: two that look for free ports at once find the same.
    while (stacks.length < count) stacks.push(await startStack(phase));
    return await runProject(phase.project, stacks, more);
  } finally {
    await Promise.all(stacks.map(stopStack));
  }
}

async function main(): Promise<number> {
  const browser = await findChromium();
  if ('missing' in browser) process.stdout.write(`Browser tests will be skipped. ${browser.missing}\n`);
  const more: Record<string, string> = 'path' in browser ? { CHROMIUM_BIN: browser.path } : {};
  const tallies: Tally[] = [];
  for (const phase of phases) {
    const stacks = await stacksFor(phase);
    if (stacks > 0) tallies.push(await runPhase(phase, stacks, more));
  }
  if (tallies.length === 0) process.stdout.write(`\nNo test is selected by: ${filters.join(' ')}\n`);
  const sum = (key: 'passed' | 'failed' | 'skipped') => tallies.reduce((total, tally) => total + tally[key], 0);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
  return tallies.length > 0 && tallies.every((tally) => tally.ok) ? 0 : 1;
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`The tests could not be run: ${errorText(error)}\n\n0 passed, 1 failed, 0 skipped\n`);
  process.exit(1);
}
