/**
 * Brings a notice to whom the rules name: decided once, then one chain of attempts for each place.
 *
 * A chain is a workflow of its own under the delivery's id, so that there is never a second one, whoever starts it: this
 * workflow, a person who sends a dead one again, or the sweeper. What is sent, where and how it went is in Postgres.
 */

import { CancellationScope, ParentClosePolicy, sleep, startChild } from '@temporalio/workflow';
import { noticeStore, notifyWithin } from './activities.ts';
import { reasonOf } from './failures.ts';
import { type DeliverInput, type OfNotice, startOf } from './messages.ts';
import { unlessStarted } from './unless-started.ts';

export async function deliverNotice(notice: OfNotice): Promise<void> {
  const { deliveryIds, forMs } = await noticeStore.routeNotice(notice);
  await Promise.all(deliveryIds.map((deliveryId) => startChain({ orgId: notice.orgId, deliveryId, forMs })));
}

async function startChain(delivery: DeliverInput): Promise<void> {
  const { taskQueue, workflowId, args } = startOf.deliver(delivery);
  await unlessStarted(
    startChild<typeof deliver>('deliver', {
      taskQueue,
      workflowId,
      args,
      parentClosePolicy: ParentClosePolicy.ABANDON,
    }),
  );
}

export async function deliver({ orgId, deliveryId, forMs }: DeliverInput): Promise<void> {
  const delivery = { orgId, deliveryId };
  const until = Date.now() + forMs;
  try {
    for (;;) {
      const outcome = await notifyWithin(Math.max(until - Date.now(), 1)).attemptDelivery(delivery);
      if (outcome.kind === 'ended') return;
      // Others are before it at the same place, or the place asked for a pause.
      await sleep(outcome.inMs);
    }
  } catch (error) {
    const reason = reasonOf(error);
    await CancellationScope.nonCancellable(() => noticeStore.giveUpDelivery({ ...delivery, reason }));
  }
}
