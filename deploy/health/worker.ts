/**
 * Exit code 0 when Temporal has lately seen this container's worker poll each of its queues. For healthchecks: a
 * worker has no port of its own to ask.
 */
import { hostname } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { settings } from '../../platform/config.ts';
import { errorText } from '../../platform/errors.ts';

const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, WORKER_QUEUES } = settings
  .pick({ TEMPORAL_ADDRESS: true, TEMPORAL_NAMESPACE: true, WORKER_QUEUES: true })
  .parse(process.env);

/** A poll waits up to a minute for work; three missed ones are a worker that is gone. */
const lately = 180_000;

async function isPolled(client: Client, queue: string): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: TEMPORAL_NAMESPACE,
    taskQueue: { name: queue },
    // Workflow tasks: a worker whose activity slots are all busy does not poll for activities, and is well.
    taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  const since = (Date.now() - lately) / 1000;
  return (pollers ?? []).some(
    ({ identity, lastAccessTime }) =>
      identity?.endsWith(`@${hostname()}`) && Number(lastAccessTime?.seconds ?? 0) >= since,
  );
}

async function unpolled(): Promise<string[]> {
  const connection = await Connection.connect({ address: TEMPORAL_ADDRESS, connectTimeout: 4000 });
  const client = new Client({ connection, namespace: TEMPORAL_NAMESPACE });
  const polled = await Promise.all(WORKER_QUEUES.map((queue) => isPolled(client, queue)));
  await connection.close();
  return WORKER_QUEUES.filter((_, at) => !polled[at]);
}

try {
  const missing = await unpolled();
  if (missing.length > 0) console.log(`This worker does not poll ${missing.join(', ')}.`);
  process.exit(missing.length > 0 ? 1 : 0);
} catch (error) {
  console.log(`Temporal at ${TEMPORAL_ADDRESS} does not answer: ${errorText(error)}`);
  process.exit(1);
}
