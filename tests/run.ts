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

async function runTests(env: Record<string, string>, dataDir: string): Promise<number> {
  const reportFile = join(dataDir, 'report.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...filters];
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { exitCode } = await execa(process.execPath, [vitest, ...args], {
    cwd: root,
    env: { ...env, AURORA_DATA_DIR: dataDir, NODE_ENV: 'test' },
    stdio: 'inherit',
    reject: false,
  });
  const report = JSON.parse(await readFile(reportFile, 'utf8')) as Report;
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests } = report;
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped\n`);
  // A file that fails before its first test counts no test, and must fail the run all the same.
  return exitCode === 0 && report.success ? 0 : 1;
}

async function main(): Promise<number> {
  const browser = await findChromium();
  if ('missing' in browser) process.stdout.write(`Browser tests will be skipped. ${browser.missing}\n`);
  const dataDir = await mkdtemp(join(tmpdir(), 'aurora-test-'));
  process.stdout.write(`Starting a stack for the tests in ${dataDir}\n`);
  const stack = await ensureStack({ dataDir, only: 'all', env: { LOG_LEVEL: 'warn', OFFLINE_MODEL_DELAY_MS: '5' } });
  try {
    const chromium: Record<string, string> = 'path' in browser ? { CHROMIUM_BIN: browser.path } : {};
    return await runTests({ ...(stack.env as Record<string, string>), ...chromium }, dataDir);
  } finally {
    await stack.stop({ hurry: true });
    await rm(dataDir, { recursive: true, force: true });
  }
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`The tests could not be run: ${errorText(error)}\n\n0 passed, 1 failed, 0 skipped\n`);
  process.exit(1);
}
