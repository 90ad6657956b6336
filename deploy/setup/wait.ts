/** Waiting for servers that are still starting. */
import { setTimeout as sleep } from 'node:timers/promises';

export type WaitOptions = { limitMs?: number; everyMs?: number };

/**
 * Repeats an attempt until it succeeds.
 *
 * @throws the last error of the attempt when the limit is over
 */
export async function patiently<T>(attempt: () => Promise<T>, { limitMs = 60_000, everyMs = 500 }: WaitOptions = {}) {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() + everyMs > deadline) throw error;
    }
    await sleep(everyMs);
  }
}
