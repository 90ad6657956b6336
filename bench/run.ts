/**
 * `npm run bench`: brings up a stack of its own, measures on it, prints what it found beside the targets.
 *
 *   npm run bench                    every benchmark
 *   npm run bench -- NAME [...]      only these
 *   npm run bench -- --json          adds one last line of JSON with every figure by name
 *
 * A missed target is printed and fails nothing: times belong to the machine they were measured on.
 * Exit code 0 when everything asked for was measured, 130 after Ctrl-C.
 */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeApiClient } from '../cli/api-client.ts';
import { readConfig } from '../platform/config.ts';
import { AuroraError, errorText } from '../platform/errors.ts';
import { type EnsuredStack, ensureStack } from '../stack/ensure.ts';
import type { Bench } from './bench.ts';
import { benchmarks, chosenBenchmarks } from './registry.ts';
import { printable, type Report } from './support/report.ts';

const say = (progress: string) => process.stderr.write(`${progress}\n`);

/** The stack's own worker leaves conversations to the benchmark's, which has the fake model. */
const stackEnv = {
  LOG_LEVEL: 'error',
  WORKER_QUEUES: 'provisioning,sync,notices',
  OFFLINE_MODEL_DELAY_MS: '0',
  // Receivers of notices are on this machine.
  OUTBOUND_HOSTS: '127.0.0.1',
};

async function openBench(stack: EnsuredStack, dataDir: string, signal: AbortSignal): Promise<Bench> {
  const env = stack.env as Record<string, string>;
  const config = readConfig({ ...env, NODE_ENV: 'production' });
  const api = makeApiClient(config.API_URL);
  const signedIn = await api.signIn('/auth/register', {
    name: 'Bench',
    email: 'bench@aurora.example',
    password: crypto.randomUUID(),
    organisation: 'Bench',
  });
  const workDir = join(dataDir, 'bench');
  await mkdir(workDir);
  return { env, config, api, signedIn, workDir, say, signal };
}

async function measureAll(names: string[], bench: Bench): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const name of names) {
    const before = loadavg()[0] ?? 0;
    const report: Report = await (benchmarks[name] as (typeof benchmarks)[string])(bench);
    Object.assign(figures, report.figures);
    process.stdout.write(`\n${printable(report)}\n  ${cpus().length} cores, load ${before.toFixed(1)} at the start\n`);
  }
  return figures;
}

async function main(args: string[]): Promise<number> {
  const names = chosenBenchmarks(args.filter((arg) => arg !== '--json'));
  const dataDir = await mkdtemp(join(tmpdir(), 'aurora-bench-'));
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort());
  // Also when something ends this process in the middle: the stack is on a leash, the folder is not.
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));

  say(`Starting a stack for the benchmarks in ${dataDir}`);
  const starting = ensureStack({ dataDir, only: 'all', noWeb: true, env: stackEnv });
  const stack = await orInterrupted(starting, interrupt.signal);
  try {
    const bench = await openBench(stack, dataDir, interrupt.signal);
    const figures = await orInterrupted(measureAll(names, bench), interrupt.signal);
    if (args.includes('--json')) process.stdout.write(`\n${JSON.stringify(figures)}\n`);
    return 0;
  } finally {
    await stack.stop({ hurry: true });
  }
}

function orInterrupted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const interrupted = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => interrupted.reject(stopped()), { once: true });
  return Promise.race([work, interrupted.promise]);
}

const stopped = () => new AuroraError({ code: 'cancelled', retryable: false, userMessage: 'Interrupted.' });

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  say(`The benchmarks were not finished: ${errorText(error)}`);
  process.exit(error instanceof AuroraError && error.code === 'cancelled' ? 130 : 1);
}
