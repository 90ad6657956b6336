/**
 * How often one may guess a password or a code. Counted in Postgres, so that it holds for all API processes and over
 * restarts. After some free guesses each takes its turn at a gate that opens once in a time, which grows with every
 * guess up to a quarter of an hour. The gate is taken before the password is looked at: a hundred requests at once are
 * a hundred guesses. A right answer clears the count.
 *
 * A stranger must not lock somebody out: wherever a person has signed in from before, their own count for that address
 * alone is asked. Who guesses elsewhere fills other counts. For unknown accounts the same is counted, in the same words.
 */
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { AuroraError } from '../platform/errors.ts';

/** What is counted, and how many guesses are free. Of a door that others share, a right answer takes back itself alone. */
export type Door = { name: string; free: number; shared?: boolean };

export type Guesses = {
  /**
   * Takes part in all counts, or in none. @returns how to clear them, for a right answer
   * @throws AuroraError `rate_limited` with the time until the next guess
   */
  enter(doors: Door[]): Promise<() => Promise<void>>;
};

const daySeconds = 86_400;
const firstWaitSeconds = 30;
const longestWaitSeconds = 900;

/** @param over guesses beyond the free ones, from 1 */
const waitSeconds = (over: number): number => Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** (over - 1));

export function makeGuesses(pool: Pool): Guesses {
  const kept = { storeClient: pool, storeType: 'pool', tableName: 'guess_counts', tableCreated: true };
  const counts = new RateLimiterPostgres({ ...kept, keyPrefix: 'count', points: 1_000_000, duration: daySeconds });
  const gates = new RateLimiterPostgres({ ...kept, keyPrefix: 'gate', points: 1, duration: firstWaitSeconds });

  async function pass({ name, free }: Door): Promise<void> {
    const key = keyOf(name);
    const { consumedPoints } = await counts.penalty(key);
    const over = consumedPoints - free;
    if (over <= 0) return;
    try {
      await gates.consume(key, 1, { customDuration: waitSeconds(over) });
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      // It was no guess: who only waits too little must not wait ever longer.
      await counts.reward(key);
      throw tooMany(error.msBeforeNext);
    }
  }

  async function enter(doors: Door[]) {
    const passed: Door[] = [];
    for (const door of doors) {
      try {
        await pass(door);
      } catch (error) {
        await Promise.all(passed.map(({ name }) => counts.reward(keyOf(name))));
        throw error;
      }
      passed.push(door);
    }
    return async () => {
      await Promise.all(doors.map(clear));
    };
  }

  async function clear({ name, shared }: Door): Promise<void> {
    const key = keyOf(name);
    if (shared) await counts.reward(key);
    else await Promise.all([counts.delete(key), gates.delete(key)]);
  }

  return { enter };
}

/** E-mails and addresses stand in no table of counts. */
const keyOf = (name: string) => createHash('sha256').update(name).digest('base64url');

const tooMany = (retryAfterMs: number) =>
  new AuroraError({
    code: 'rate_limited',
    retryable: true,
    userMessage: `That was wrong too often. Wait ${waitWords(retryAfterMs)} and try again.`,
    retryAfterMs,
  });

function waitWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

/** @param known whether this person has signed in from this address before */
export function signInDoors(email: string, address: string, known: boolean): Door[] {
  const here = { name: `pair ${email} ${address}`, free: 5 };
  if (known) return [here];
  return [here, { name: `account ${email}`, free: 20 }, { name: `address ${address}`, free: 50, shared: true }];
}

/** For the second step, which only who knows the password reaches. */
export const codeDoors = (userId: string, address: string, known: boolean): Door[] => [
  { name: `code ${userId} ${known ? address : 'elsewhere'}`, free: 5 },
];

/** For proofs inside a session: by session, so that one that was stolen cannot keep its person from proving anything. */
export const proofDoors = (signInId: string): Door[] => [{ name: `proof ${signInId}`, free: 5 }];
