/** A worker for `probe-workflow.ts`, with the product's way of bundling and of encrypting. */
import { randomUUID } from 'node:crypto';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { bundleWorkflowCode, type NativeConnection, Worker } from '@temporalio/worker';
import type { Temporal } from '../../../platform/temporal.ts';
import { failureConverterPath } from '../../../platform/temporal-codec.ts';

const activities = {
  repeat: async ({ text }: { text: string }) => ({ text }),
  fail: async ({ text }: { text: string }): Promise<never> => {
    throw ApplicationFailure.nonRetryable(`It failed with ${text}`, 'probe', { text });
  },
  /** Fails once after a heartbeat, so that details and a last failure stand beside the history for a moment. */
  beat: async ({ text }: { text: string }) => {
    const context = Context.current();
    context.heartbeat({ text });
    await context.sleep(150);
    if (context.info.attempt === 1)
      throw ApplicationFailure.create({ message: `At first ${text}`, nextRetryDelay: 900 });
    return { text };
  },
};

export type ProbeActivities = typeof activities;

const quiet = { ...console, trace() {}, debug() {}, info() {}, log() {} } as never;

export const bundleProbe = () =>
  bundleWorkflowCode({
    workflowsPath: new URL('./probe-workflow.ts', import.meta.url).pathname,
    failureConverterPath,
    logger: quiet,
  });

export type ProbeWorker = { taskQueue: string; stop(): Promise<void> };

export async function startProbeWorker(
  { codec, client }: Temporal,
  connection: NativeConnection,
  workflowBundle: Awaited<ReturnType<typeof bundleProbe>>,
  taskQueue = `probe-${randomUUID()}`,
): Promise<ProbeWorker> {
  const worker = await Worker.create({
    connection,
    namespace: client.options.namespace,
    taskQueue,
    workflowBundle,
    activities,
    dataConverter: codec.forWorkers,
    defaultHeartbeatThrottleInterval: 50,
    maxHeartbeatThrottleInterval: 50,
    shutdownForceTime: '10s',
  });
  const ended = worker.run();
  return {
    taskQueue,
    async stop() {
      worker.shutdown();
      await ended;
    },
  };
}
