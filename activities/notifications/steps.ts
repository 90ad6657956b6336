/** The effects of telling people: where a notice goes, each attempt, and the end of a day of them. */
import { Context } from '@temporalio/activity';
import { inOrg } from '../../db/client.ts';
import { findDelivery, moveDelivery, routeNotice } from '../../db/deliveries.ts';
import { deliveryForMs } from '../../db/model/notices.ts';
import { noteTrouble } from '../../db/notice-channels.ts';
import { makeOutboundFetch } from '../../platform/outbound.ts';
import type { AttemptOutcome, OfDelivery, OfNotice, RoutedNotice } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';
import { attemptDelivery, type Beat } from './attempt.ts';
import { senders } from './senders.ts';

export function makeNoticeStore({ db }: WorkerDeps) {
  return {
    async routeNotice({ orgId, noticeId }: OfNotice): Promise<RoutedNotice> {
      const deliveryIds = await inOrg(db, { orgId }, (tx) => routeNotice(tx, noticeId));
      return { deliveryIds, forMs: deliveryForMs };
    },

    /** @param reason why the chain ended, in words, where the last attempt left none of its own */
    async giveUpDelivery({ orgId, deliveryId, reason }: OfDelivery & { reason: string }): Promise<void> {
      await inOrg(db, { orgId }, async (tx) => {
        const { channelId, attempts, reason: last } = await findDelivery(tx, deliveryId);
        const why = `Given up after ${attempts === 1 ? 'one attempt' : `${attempts} attempts`}. ${last ?? reason}`;
        const given = await moveDelivery(tx, deliveryId, ['waiting', 'sending'], 'dead', {
          reason: why,
          nextAttemptAt: null,
        });
        if (given && channelId) await noteTrouble(tx, channelId, why);
      });
    },
  };
}

export function makeNoticeSteps(deps: WorkerDeps) {
  const outbound = makeOutboundFetch(deps.config.OUTBOUND_HOSTS);
  return {
    attemptDelivery: (delivery: OfDelivery): Promise<AttemptOutcome> =>
      withBeat((attempt) => attemptDelivery({ ...deps, outbound }, senders, delivery, attempt)),
  };
}

const everyMs = 500;

/** Keeps the attempt known as alive, and hands what it said last to the next one. */
async function withBeat<Result>(work: (attempt: Parameters<typeof attemptDelivery>[3]) => Promise<Result>) {
  const context = Context.current();
  const before = context.info.heartbeatDetails as Beat | undefined;
  let now: Beat = before ?? { phase: 'sending' };
  const timer = setInterval(() => context.heartbeat(now), everyMs);
  const beat = (next: Beat) => {
    now = next;
    context.heartbeat(now);
  };
  try {
    return await work({ signal: context.cancellationSignal, beat, before });
  } finally {
    clearInterval(timer);
  }
}

export type NoticeStore = ReturnType<typeof makeNoticeStore>;
export type NoticeSteps = ReturnType<typeof makeNoticeSteps>;
