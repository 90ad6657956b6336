/**
 * What all workers together may ask of one principal's API: a token bucket in Postgres.
 *
 * A worker takes tokens in batches, as many as a fraction of a second would give, so that a request costs no round
 * trip of its own. What it has in hand when it dies is lost for that moment, never asked for twice.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../db/client.ts';
import { reserveTokens, slowDown } from '../../db/rate-buckets.ts';
import type { Pace } from './provider.ts';

/** Requests a second of what a provider throttles by, where its documents tell. A provider's own file adds its own. */
export const ceilings: Record<string, number> = {};
const usualCeiling = 20;

export type SharedPace = Pace & {
  /** How often the provider throttled since this was asked last. */
  throttles(): number;
  /** As whom the provider knows the keys. */
  principal: string;
};

export function makePace(db: Pick<Database, 'pool'>, orgId: string, principal: string): SharedPace {
  const hands = new Map<string, Hand>();
  let throttled = 0;

  const handOf = (api: string): Hand => {
    const hand = hands.get(api) ?? { tokens: 0, goodUntil: 0, filling: null };
    hands.set(api, hand);
    return hand;
  };

  async function fill(hand: Hand, api: string, signal?: AbortSignal): Promise<void> {
    const bucket = { orgId, principal: pace.principal, api, ceiling: ceilings[api] ?? usualCeiling };
    const { granted, waitMs } = await reserveTokens(db, bucket);
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
    hand.tokens = granted;
    hand.goodUntil = Date.now() + tokensKeepMs;
  }

  const pace: SharedPace = {
    principal,
    throttles: () => {
      const count = throttled;
      throttled = 0;
      return count;
    },
    async take(api, signal) {
      const hand = handOf(api);
      for (;;) {
        signal?.throwIfAborted();
        if (hand.tokens > 0 && Date.now() < hand.goodUntil) {
          hand.tokens -= 1;
          return;
        }
        // Several requests of one worker wait for the same batch.
        hand.filling ??= fill(hand, api, signal).finally(() => {
          hand.filling = null;
        });
        await hand.filling;
      }
    },
    async throttled(api, retryAfterMs) {
      throttled += 1;
      handOf(api).tokens = 0;
      const bucket = { orgId, principal: pace.principal, api, ceiling: ceilings[api] ?? usualCeiling };
      await slowDown(db, bucket, retryAfterMs ?? 0);
    },
  };
  return pace;
}

type Hand = { tokens: number; goodUntil: number; filling: Promise<void> | null };

/** A batch that is not used up within this is forgotten: the provider has heard of a throttle since. */
const tokensKeepMs = 1_000;
