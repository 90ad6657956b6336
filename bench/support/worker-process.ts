/** What both worker processes of the benchmarks have in common: ready when it polls, gone when the benchmark is. */
import { Runtime, type Worker } from '@temporalio/worker';
import { readyStamp } from './child.ts';
import { stamp } from './stamps.ts';

export function installQuietRuntime(): void {
  const quiet = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  Runtime.install({ shutdownSignals: ['SIGTERM', 'SIGINT'], logger: quiet });
  // The benchmark was killed: nobody would ever stop this process.
  process.on('disconnect', () => process.exit(1));
}

export async function runWorkers(workers: Worker[]): Promise<never> {
  const ended = Promise.all(workers.map((worker) => worker.run()));
  stamp(readyStamp);
  await ended;
  process.exit(0);
}
