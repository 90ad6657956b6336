/**
 * `npm test`: brings up a stack of its own, runs every test on it, takes it down, and ends with one line that counts.
 *
 *   npm test                    everything
 *   npm test -- FILTER [...]    what vitest's filters and flags select, on the same stack
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { errorText } from '../platform/errors.ts';
import { ensureStack } from '../stack/ensure.ts';
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

/** `parts` runs on the servers alone, with workers of its own; `whole` on the product as its users have it. */
const phases = [
  { project: 'parts', only: 'deps' },
  { project: 'whole', only: 'all' },
] as const;

const vitest = join(root, 'node_modules/vitest/vitest.mjs');

async function runProject(project: string, env: Record<string, string>, dataDir: string): Promise<Tally> {
  const reportFile = join(dataDir, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const args = [vitest, 'run', '--project', project, '--passWithNoTests', ...reporters, ...filters];
  const { exitCode } = await execa(process.execPath, args, {
    cwd: root,
    env: { ...env, AURORA_DATA_DIR: dataDir, NODE_ENV: 'test' },
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

/** A stack takes as long as a few tests: none is started for filters that select nothing in a phase. */
async function hasTests(project: string): Promise<boolean> {
  if (filters.length === 0) return true;
  const args = [vitest, 'list', '--project', project, '--filesOnly', ...filters];
  const { stdout, exitCode } = await execa(process.execPath, args, { cwd: root, reject: false });
  return exitCode !== 0 || stdout.trim() !== '';
}

async function runPhase({ project, only }: (typeof phases)[number], more: Record<string, string>): Promise<Tally> {
  const dataDir = await mkdtemp(join(tmpdir(), 'aurora-test-'));
  process.stdout.write(`\nStarting a stack for the tests of ${project} in ${dataDir}\n`);
  const stack = await ensureStack({ dataDir, only, env: { LOG_LEVEL: 'warn', OFFLINE_MODEL_DELAY_MS: '5' } });
  try {
    return await runProject(project, { ...(stack.env as Record<string, string>), ...more }, dataDir);
  } finally {
    await stack.stop({ hurry: true });
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const browser = await findChromium();
  if ('missing' in browser) process.stdout.write(`Browser tests will be skipped. ${browser.missing}\n`);
  const more: Record<string, string> = 'path' in browser ? { CHROMIUM_BIN: browser.path } : {};
  const tallies: Tally[] = [];
  for (const phase of phases) if (await hasTests(phase.project)) tallies.push(await runPhase(phase, more));
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
