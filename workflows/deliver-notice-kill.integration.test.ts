/** A worker that is killed in the middle of a delivery: a process of its own, kill -9, and what the receiver sees. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../db/client.ts';
import { startNotice } from '../platform/nudges.ts';
import { type NoticePlace, noticePlace } from '../tests/support/notices/place.ts';
import { type Receiver, startReceiver } from '../tests/support/notices/receiver.ts';
import { makeWorld, stackIsUp, type World } from '../tests/support/world.ts';
import { workflowIds } from './messages.ts';

describe.skipIf(!stackIsUp)('a worker killed in the middle of a delivery', { timeout: 240_000 }, () => {
  let world: World;
  let place: NoticePlace;
  let receiver: Receiver;
  const workers = new Set<ChildProcess>();

  beforeAll(async () => {
    receiver = await startReceiver();
    world = await makeWorld({ worker: false, env: { OUTBOUND_HOSTS: receiver.host } });
    place = noticePlace(world.deps.db, world.deps.secrets, world.orgId);
  });
  afterEach(async () => {
    await Promise.all([...workers].map(kill));
    receiver.behave(undefined);
    receiver.calls.length = 0;
  });
  afterAll(async () => {
    await world?.close();
    await receiver?.close();
  });

  function startWorker(): ChildProcess {
    const env = {
      ...process.env,
      TEMPORAL_NAMESPACE: world.config.TEMPORAL_NAMESPACE,
      OUTBOUND_HOSTS: receiver.host,
      WORKER_QUEUES: 'notices',
      LOG_LEVEL: 'error',
    };
    const script = new URL('../activities/worker.ts', import.meta.url).pathname;
    const worker = spawn(process.execPath, [script], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    workers.add(worker);
    return worker;
  }

  async function kill(worker: ChildProcess): Promise<void> {
    workers.delete(worker);
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const gone = once(worker, 'exit');
    worker.kill('SIGKILL');
    await gone;
  }

  async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let tries = 0; tries < 900; tries += 1) {
      if (await holds()) return;
      await sleep(100);
    }
    throw new Error(`This never came true: ${what}.`);
  }

  async function tell(): Promise<string> {
    const channelId = await place.channel('webhook', { url: receiver.url }, []);
    const noticeId = await place.tell('test', { channelId });
    await startNotice(world.deps.temporal, { orgId: world.orgId, noticeId });
    return noticeId;
  }

  it('is followed by another attempt under the same id, because nobody can know whether the first got through', async () => {
    receiver.behave((_call, answer) => {
      if (receiver.calls.length > 1) answer.writeHead(204).end();
    });
    const first = startWorker();
    const noticeId = await tell();
    await until(() => receiver.calls.length === 1, 'the receiver was asked');
    await kill(first);
    startWorker();
    const delivery = await place.untilDelivery(noticeId, ({ state }) => state === 'sent', 120_000);
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([delivery.id, delivery.id]);
    expect(delivery.attempts).toBe(2);
    expect(await place.deliveriesOf(noticeId)).toHaveLength(1);
  });

  it('sends nothing again where it is known that it got through, though the row could not be told', async () => {
    const first = startWorker();
    const release = Promise.withResolvers<void>();
    receiver.behave(async (_call, answer) => {
      // The row is held from before the answer on: the worker knows that it is sent, and cannot write it down.
      void holdRows(release.promise);
      await sleep(300);
      answer.writeHead(204).end();
    });
    const noticeId = await tell();
    await until(() => receiver.calls.length === 1, 'the receiver was asked');
    const { id } = await place.untilDelivery(noticeId, () => true);
    await until(async () => (await lastBeat(id)).includes('"sent"'), 'Temporal heard that it was sent');
    await kill(first);
    startWorker();
    await sleep(500);
    release.resolve();
    const delivery = await place.untilDelivery(noticeId, ({ state }) => state === 'sent', 120_000);
    expect([receiver.calls.length, delivery.attempts, delivery.receipt]).toEqual([1, 1, '204']);
  });

  const holdRows = (until: Promise<void>) =>
    inOrg(world.deps.db, { orgId: world.orgId }, async (tx) => {
      await tx.execute(sql`select id from deliveries for update`);
      await until;
    });

  async function lastBeat(deliveryId: string): Promise<string> {
    const handle = world.deps.temporal.client.workflow.getHandle(workflowIds.deliver(deliveryId));
    const { raw } = await handle.describe();
    const [activity] = raw.pendingActivities ?? [];
    const details = await world.deps.temporal.codec.decode(activity?.heartbeatDetails?.payloads ?? []);
    return details.map(({ data }) => Buffer.from(data ?? []).toString()).join();
  }
});
