/** One attempt at one delivery: from its row to the place, and what came of it back into the row. */
import { inOrg, type Tx } from '../../db/client.ts';
import { type Delivery, holdDelivery, moveDelivery, type Notice } from '../../db/deliveries.ts';
import { noteTrouble } from '../../db/notice-channels.ts';
import { pausePlace, takeTurn } from '../../db/notice-pace.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { SecretData } from '../../platform/secrets/vault.ts';
import type { AttemptOutcome, OfDelivery } from '../../workflows/messages.ts';
import { byDay, recordedSecrets } from '../recorded-secrets.ts';
import type { Place, SenderDeps, Senders, Sending, Sent } from './channel-sender.ts';
import { placeOf, type Whereto } from './place.ts';

/** Where this delivery is, known to the next attempt even when this one dies before its row says so. */
export type Beat = { phase: string; sent?: Sent };

export type Attempt = {
  signal: AbortSignal;
  beat(now: Beat): void;
  /** What an attempt that died said last. */
  before: Beat | undefined;
};

type Begun = { delivery: Delivery; notice: Notice; place: Place; secretRef: string | null; mayRepeat: boolean };

const open = ['waiting', 'sending'] as const;

/** @throws AuroraError retryable, with the pause before the next attempt */
export async function attemptDelivery(
  deps: SenderDeps,
  senders: Senders,
  { orgId, deliveryId }: OfDelivery,
  { signal, beat, before }: Attempt,
): Promise<AttemptOutcome> {
  const { db } = deps;
  // It went out, and the row could not be told: to send it again would be wrong.
  if (before?.sent) return keep(deps, { orgId, deliveryId }, before.sent);

  const begun = await inOrg(db, { orgId }, (tx) => begin(tx, deliveryId));
  if (!('place' in begun)) return begun;
  const secret = begun.secretRef ? await secretsOf(deps, begun).read(begun.secretRef, { signal }) : {};
  try {
    const sent = await send(deps, senders, sendingOf(deps, begun, secret), signal);
    beat({ phase: 'sent', sent });
    return await keep(deps, { orgId, deliveryId }, sent);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AuroraError)) throw error;
    return fail(deps, begun.delivery, error);
  }
}

function secretsOf(deps: SenderDeps, { delivery: { orgId, channelId, userId }, secretRef }: Begun) {
  const owner = channelId ? { kind: 'notice_channel', id: channelId } : { kind: 'person', id: userId ?? '' };
  return recordedSecrets(deps, { orgId, owners: [{ ...owner, secretRef }], purpose: 'write', by: byDay() });
}

/** Takes its turn at the place and says so in the row, before anything is sent. */
async function begin(tx: Tx, deliveryId: string): Promise<Begun | AttemptOutcome> {
  const { delivery, notice } = await holdDelivery(tx, deliveryId);
  if (delivery.state !== 'waiting' && delivery.state !== 'sending') return { kind: 'ended', state: delivery.state };
  const whereto: Whereto = await placeOf(tx, delivery, notice);
  if ('skipped' in whereto) {
    await moveDelivery(tx, deliveryId, open, 'skipped', { reason: whereto.skipped, nextAttemptAt: null });
    return { kind: 'ended', state: 'skipped' };
  }
  const inMs = await takeTurn(tx, delivery);
  if (inMs > 0) return { kind: 'later', inMs };
  const attempts = delivery.attempts + 1;
  const now = { attempts, lastAttemptAt: new Date(), nextAttemptAt: null };
  const moved = await moveDelivery(tx, deliveryId, open, 'sending', now);
  return { delivery: moved ?? delivery, notice, ...whereto, mayRepeat: delivery.state === 'sending' };
}

function sendingOf({ config }: SenderDeps, begun: Begun, secret: SecretData): Sending {
  const { delivery, notice, place, mayRepeat } = begun;
  const { id, orgId, attempts: attempt, userId } = delivery;
  const { kind, level, text, href, subject, createdAt } = notice;
  const absolute = href ? new URL(href, config.WEB_URL).href : null;
  return {
    delivery: { id, orgId, attempt, mayRepeat, userId },
    notice: { id: notice.id, kind, level, text, href: absolute, subject, createdAt },
    place,
    secret,
  };
}

async function send(deps: SenderDeps, senders: Senders, sending: Sending, signal: AbortSignal): Promise<Sent> {
  const sender = senders[sending.place.kind] as
    | ((...given: [SenderDeps, Sending, AbortSignal]) => Promise<Sent>)
    | undefined;
  return sender ? sender(deps, sending, signal) : { skipped: `This Aurora cannot send by ${sending.place.kind}.` };
}

async function keep({ db }: SenderDeps, { orgId, deliveryId }: OfDelivery, sent: Sent): Promise<AttemptOutcome> {
  return inOrg(db, { orgId }, async (tx) => {
    const { delivery } = await holdDelivery(tx, deliveryId);
    if ('skipped' in sent) {
      await moveDelivery(tx, deliveryId, open, 'skipped', { reason: sent.skipped });
      return { kind: 'ended', state: 'skipped' };
    }
    const { receipt, but = null } = sent;
    await moveDelivery(tx, deliveryId, open, 'sent', { receipt, reason: but, sentAt: new Date() });
    if (delivery.channelId) await noteTrouble(tx, delivery.channelId, but);
    return { kind: 'ended', state: 'sent' };
  });
}

/** Ends it where no attempt can mend it; else says when the next one is due. */
async function fail({ db }: SenderDeps, delivery: Delivery, error: AuroraError): Promise<AttemptOutcome> {
  const { id, orgId, channelId, attempts } = delivery;
  const reason = error.userMessage;
  if (!error.retryable) {
    await inOrg(db, { orgId }, async (tx) => {
      await moveDelivery(tx, id, open, 'dead', { reason, nextAttemptAt: null });
      if (channelId) await noteTrouble(tx, channelId, reason, { disable: error.code === 'gone' });
    });
    return { kind: 'ended', state: 'dead' };
  }
  const pauseMs = pauseAfter(attempts, error.retryAfterMs);
  await inOrg(db, { orgId }, async (tx) => {
    await moveDelivery(tx, id, open, 'waiting', { reason, nextAttemptAt: new Date(Date.now() + pauseMs) });
    if (error.retryAfterMs) await pausePlace(tx, delivery, error.retryAfterMs);
  });
  throw new AuroraError({ code: error.code, retryable: true, userMessage: reason, retryAfterMs: pauseMs });
}

const firstPauseMs = 1_000;
const longestPauseMs = 3_600_000;

/** Twice as long each time, an hour at the most, a little uneven; never sooner than the other side asked. */
export function pauseAfter(attempts: number, askedMs = 0): number {
  const usual = Math.min(firstPauseMs * 2 ** (attempts - 1), longestPauseMs);
  return Math.max(Math.round(usual * (0.9 + Math.random() * 0.2)), askedMs);
}
