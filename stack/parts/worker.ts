/** The Temporal worker: all activities and workflows. */
import type { Part, StackContext } from '../part.ts';
import { listens } from '../probe.ts';
import { absent, ownCommand } from './own-process.ts';
import { vaultRole } from './vault.ts';

const script = 'activities/worker.ts';

/** When the current worker was started. A poller from before is the dead one's. */
let startedAt = 0;

/** Ready is: the server has seen it poll every queue. Temporal's HTTP API says so. */
async function pollsAllQueues(context: StackContext): Promise<boolean> {
  const http = context.ports['temporal-http'];
  // A Temporal of the person's own may have no HTTP API; then alive has to do.
  if (!http || !(await listens(http))) return Date.now() - startedAt > 3000;
  const queues = (context.fullEnv().WORKER_QUEUES ?? 'interactive,provisioning,sync,notices').split(',');
  const answers = await Promise.all(queues.map((queue) => isPolled(http, queue.trim())));
  return answers.every(Boolean);
}

async function isPolled(http: number, queue: string): Promise<boolean> {
  const path = `api/v1/namespaces/default/task-queues/${encodeURIComponent(queue)}?taskQueueType=2`;
  const answer = await fetch(`http://127.0.0.1:${http}/${path}`, { signal: AbortSignal.timeout(2000) });
  const { pollers = [] } = (await answer.json()) as { pollers?: { lastAccessTime: string }[] };
  return pollers.some(({ lastAccessTime }) => Date.parse(lastAccessTime) >= startedAt);
}

export const worker: Part = {
  name: 'worker',
  title: 'Worker',
  needs: ['migrations', 'temporal', 'vault', 's3', 'moto', 'terraform'],
  prepare: async (context) => absent(context, script),
  command: (context) => {
    startedAt = Date.now();
    return ownCommand(context, script, [], vaultRole(context, 'worker'));
  },
  ready: pollsAllQueues,
  // An apply gets SIGINT and is waited for: Terraform writes its state before it ends.
  stop: { signal: 'SIGTERM', withinMs: 45_000 },
  help: 'Runs and answers wait until it is back: nothing is lost.',
};
