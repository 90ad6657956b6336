/** The floor's worker process: made like the product's (`activities/worker.ts`), with activities that do nothing. */
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { FailureInterceptor } from '../../activities/failures.ts';
import { readConfig } from '../../platform/config.ts';
import { makeLog } from '../../platform/log.ts';
import { stamp } from '../support/stamps.ts';
import { installQuietRuntime, runWorkers } from '../support/worker-process.ts';
import { floorQueue, stamps } from './names.ts';

const activities = {
  floorClaim: async (): Promise<void> => undefined,
  /** The strictest floor of a first token: the step has begun, and a token without any cost would be there now. */
  floorStep: async (step: number): Promise<void> => {
    if (step === 0) stamp(stamps.floorFirstStep);
  },
  floorFinish: async (): Promise<void> => stamp(stamps.floorOver),
};

export type FloorActivities = typeof activities;

async function main(): Promise<void> {
  installQuietRuntime();
  const config = readConfig();
  const log = makeLog('floor', config.LOG_LEVEL);
  const connection = await NativeConnection.connect({ address: config.TEMPORAL_ADDRESS });
  const workflowsPath = new URL('./floor-workflow.ts', import.meta.url).pathname;
  const logger = { ...console, trace() {}, debug() {}, info() {}, log() {} } as never;
  const worker = await Worker.create({
    connection,
    namespace: config.TEMPORAL_NAMESPACE,
    taskQueue: floorQueue,
    workflowBundle: await bundleWorkflowCode({ workflowsPath, logger }),
    activities,
    maxConcurrentActivityTaskExecutions: 40,
    maxHeartbeatThrottleInterval: '500ms',
    defaultHeartbeatThrottleInterval: '500ms',
    shutdownForceTime: '5s',
    interceptors: { activity: [() => ({ inbound: new FailureInterceptor(log) })] },
  });
  await runWorkers([worker]);
}

if (import.meta.main) await main();
