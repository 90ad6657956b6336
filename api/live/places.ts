/** How many sockets one person, organisation and address may hold open here, and how fast each may ask. */
import type { WebSocket } from 'ws';
import type { Claims } from '../../db/auth.ts';
import type { Config } from '../../platform/config.ts';
import { AuroraError } from '../../platform/errors.ts';

type Limits = Pick<Config, 'LIVE_PER_PERSON' | 'LIVE_PER_ORG' | 'LIVE_PER_ADDRESS' | 'LIVE_MESSAGES_PER_SECOND'>;
type Visitor = { claims: Claims; address: string };

/** Tabs that were closed a moment ago may still count. */
const retryAfterMs = 10_000;

export type Places = {
  /** @throws AuroraError `rate_limited` where there is no place left */
  check(visitor: Visitor): void;
  /** Counts the socket until it closes, and closes it when it asks too fast. */
  take(socket: WebSocket, visitor: Visitor): void;
};

export function makePlaces(limits: Limits): Places {
  const taken = new Map<string, number>();
  const countOf = (key: string) => taken.get(key) ?? 0;

  const keysOf = ({ claims, address }: Visitor) =>
    [
      [`person ${claims.userId}`, limits.LIVE_PER_PERSON, 'You have'],
      [`org ${claims.orgId}`, limits.LIVE_PER_ORG, 'Your organisation has'],
      [`address ${address}`, limits.LIVE_PER_ADDRESS, 'Your network address has'],
    ] as const;

  return {
    check(visitor) {
      const full = keysOf(visitor).find(([key, most]) => countOf(key) >= most);
      if (full) throw tooMany(full[2], full[1]);
    },
    take(socket, visitor) {
      const keys = keysOf(visitor).map(([key]) => key);
      for (const key of keys) taken.set(key, countOf(key) + 1);
      socket.once('close', () => {
        for (const key of keys) {
          if (countOf(key) > 1) taken.set(key, countOf(key) - 1);
          else taken.delete(key);
        }
      });
      closeWhenFast(socket, limits.LIVE_MESSAGES_PER_SECOND);
    },
  };
}

/** A page that opens with many streams asks for all of them at once: that much is let through. */
function closeWhenFast(socket: WebSocket, perSecond: number): void {
  let [left, since] = [perSecond * 2, performance.now()];
  socket.on('message', () => {
    const now = performance.now();
    left = Math.min(perSecond * 2, left + ((now - since) / 1_000) * perSecond) - 1;
    since = now;
    if (left < 0) socket.close(1008, 'too many requests a second');
  });
}

const tooMany = (who: string, most: number) =>
  new AuroraError({
    code: 'rate_limited',
    retryable: true,
    userMessage: `${who} ${most} live connections open already, which is the most. Close some tabs of Aurora.`,
    retryAfterMs,
  });
