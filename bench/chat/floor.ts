/** The bare Temporal floor: signalled as Aurora's conversations are, answered by a worker process like Aurora's. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { Bench } from '../bench.ts';
import type { Child } from '../support/child.ts';
import { clockMs } from '../support/clock.ts';
import { type Contestant, stepsOf } from './contestant.ts';
import { floorNudge } from './floor-workflow.ts';
import { floorQueue, stamps } from './names.ts';

export function makeFloor({ config }: Bench, worker: Child): Contestant {
  // Bare: without the codec, too, so that what encryption costs counts as Aurora's.
  const connection = Connection.lazy({ address: config.TEMPORAL_ADDRESS });
  const client = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  let workflowId = '';

  return {
    who: 'bare Temporal',
    async converse() {
      workflowId = `floor-${randomUUID()}`;
    },
    async turn(kind) {
      const sentMs = clockMs();
      await client.workflow.signalWithStart('floor', {
        taskQueue: floorQueue,
        workflowId,
        signal: floorNudge,
        signalArgs: [stepsOf[kind]],
      });
      const [began, over] = await Promise.all([worker.next(stamps.floorFirstStep), worker.next(stamps.floorOver)]);
      return { firstTokenMs: began.atMs - sentMs, turnMs: over.atMs - sentMs };
    },
    close: () => connection.close(),
  };
}
