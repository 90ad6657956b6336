/**
 * One LISTEN connection per process on the channel `events`, whose payloads are `stream:seq`. A notification only says
 * that there is something to read: the row is read by whoever cares, so a lost or doubled one loses and doubles nothing.
 *
 * On the channel `aurora_access` triggers say whose access changed, so that what they have open is looked at again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { errorText } from '../errors.ts';
import { type Health, probeHealth } from '../health.ts';
import type { Logger } from '../log.ts';

/** "Something may have been missed: look yourself." */
export const lookYourself = -1;

export const eventChannel = 'events';
export const accessChannel = 'aurora_access';

/** Whose access changed: of a person in one organisation or (`orgId` null) in all, or (`userId` null) of everybody there. */
export type AccessChange = { orgId: string | null; userId: string | null };

/** Anybody's: what was not understood, or said while nobody listened. */
const anybody: AccessChange = { orgId: null, userId: null };

export type EventListener = {
  /**
   * Calls back with the seq of each new event of the stream, and with `lookYourself` whenever the connection was made
   * (again). A callback must not throw or block. Look once right after subscribing, since what came before is not told.
   *
   * @returns the way out; calling it twice is no error
   */
  subscribe(stream: string, callback: (seq: number) => void): () => void;
  /** Calls back when access changed, and for anybody's whenever the connection was made (again). @returns the way out */
  subscribeAccess(callback: (change: AccessChange) => void): () => void;
  /** Resolves once the first connection listens. */
  ready(): Promise<void>;
  health(): Promise<Health>;
  close(): Promise<void>;
};

export type ListenerOptions = { firstPauseMs?: number; longestPauseMs?: number; checkEveryMs?: number };

export function makeEventListener(databaseUrl: string, log: Logger, options: ListenerOptions = {}): EventListener {
  const { firstPauseMs = 100, longestPauseMs = 5_000, checkEveryMs = 30_000 } = options;
  const subscribers = new Map<string, Set<(seq: number) => void>>();
  const watchers = new Set<(change: AccessChange) => void>();
  const closing = new AbortController();
  const first = Promise.withResolvers<void>();
  let ping: (() => Promise<void>) | undefined;
  let problem = 'not connected yet';

  function tell<Told>(callbacks: Iterable<(told: Told) => void>, told: Told) {
    for (const callback of callbacks) {
      try {
        callback(told);
      } catch (error) {
        log.error({ err: error }, 'a subscriber of events threw');
      }
    }
  }

  /** Connects and listens until the connection ends, with or without an error. */
  async function listenOnce() {
    const connection = new Client({
      connectionString: databaseUrl,
      application_name: 'aurora-events',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    });
    const ended = Promise.withResolvers<void>();
    connection.on('error', (error) => ended.reject(error)).on('end', () => ended.resolve());
    ended.promise.catch(() => {}); // the error may come before anyone waits for it
    connection.on('notification', ({ channel, payload }) => {
      if (channel === accessChannel) return tell([...watchers], parseAccess(payload));
      const { stream, seq } = parsePayload(payload);
      tell([...(subscribers.get(stream) ?? [])], seq);
    });
    // The end is not waited for: over a dead wire it never comes.
    const leave = () => {
      ended.resolve();
      void connection.end().catch(() => {});
    };
    closing.signal.addEventListener('abort', leave, { once: true });
    // A peer that vanished without a word is noticed by nobody who only listens.
    const check = setInterval(() => ping?.().catch(ended.reject), checkEveryMs);
    check.unref();
    try {
      await connection.connect();
      await connection.query(`LISTEN ${eventChannel}; LISTEN ${accessChannel}`);
      ping = oneAtATime(() => connection.query('SELECT 1'));
      first.resolve();
      tell(
        [...subscribers.values()].flatMap((callbacks) => [...callbacks]),
        lookYourself,
      );
      tell([...watchers], anybody);
      await ended.promise;
    } finally {
      ping = undefined;
      clearInterval(check);
      closing.signal.removeEventListener('abort', leave);
      leave();
    }
  }

  async function keepListening() {
    let pause = firstPauseMs / 2;
    while (!closing.signal.aborted) {
      const started = Date.now();
      try {
        await listenOnce();
        problem = 'the connection ended';
      } catch (error) {
        problem = errorText(error);
      }
      if (closing.signal.aborted) return;
      // A connection that lived starts the pauses anew; one that is refused at once makes them grow.
      pause = Date.now() - started > longestPauseMs ? firstPauseMs : Math.min(pause * 2, longestPauseMs);
      log.warn({ reason: problem, pauseMs: pause }, 'not listening for events; connecting again');
      await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  const running = keepListening();

  return {
    subscribe(stream, callback) {
      const callbacks = subscribers.get(stream) ?? new Set();
      subscribers.set(stream, callbacks);
      // Wrapped, so that one function subscribed twice is two subscriptions.
      const own = (seq: number) => callback(seq);
      callbacks.add(own);
      return () => {
        callbacks.delete(own);
        if (callbacks.size === 0 && subscribers.get(stream) === callbacks) subscribers.delete(stream);
      };
    },
    subscribeAccess(callback) {
      const own = (change: AccessChange) => callback(change);
      watchers.add(own);
      return () => void watchers.delete(own);
    },
    ready: () => first.promise,
    health: () =>
      probeHealth(async () => {
        if (!ping) throw new Error(`Not listening for events: ${problem}.`);
        await ping();
        return `${subscribers.size} streams`;
      }),
    async close() {
      closing.abort();
      first.promise.catch(() => {});
      first.reject(new Error('The listener was closed.'));
      await running;
    },
  };
}

/** Callers that come while the work is under way share it: a connection does one query at a time. */
function oneAtATime(work: () => Promise<unknown>): () => Promise<void> {
  let under: Promise<void> | undefined;
  return () => {
    under ??= work()
      .then(() => {})
      .finally(() => {
        under = undefined;
      });
    return under;
  };
}

/** The stream may hold colons itself (`run:{id}`), so the last one divides. */
export function parsePayload(payload = ''): { stream: string; seq: number } {
  const divide = payload.lastIndexOf(':');
  const seq = Number(payload.slice(divide + 1));
  return { stream: payload.slice(0, Math.max(divide, 0)), seq: Number.isSafeInteger(seq) ? seq : lookYourself };
}

/** What cannot be read is taken as anybody's: a look too many closes nothing that holds. */
export function parseAccess(payload = ''): AccessChange {
  try {
    const { orgId = null, userId = null } = JSON.parse(payload) as Partial<AccessChange>;
    return { orgId, userId };
  } catch {
    return anybody;
  }
}
