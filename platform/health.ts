/** How a dependency is doing, as `/health` and the status page show it. */
import { AuroraError, errorText } from './errors.ts';

/**
 * `ok` is false only for something that should be there and is not: an optional part that is not set up is
 * `off` and ok. `detail` is a sentence for people (no secrets); `ms` is how long the answer took.
 */
export type Health = { ok: boolean; state: 'up' | 'down' | 'off'; detail: string; ms: number };

/**
 * Runs one probe with a limit and turns whatever happens into a Health; never throws.
 *
 * @param probe resolves to a detail such as a version; its signal fires at the limit, but a probe that
 *   ignores the signal is left behind rather than waited for
 * @param limitMs milliseconds before the part counts as down
 */
export async function probeHealth(probe: (signal: AbortSignal) => Promise<string>, limitMs = 2_000): Promise<Health> {
  const started = performance.now();
  const signal = AbortSignal.timeout(limitMs);
  const overdue = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`No answer within ${limitMs} ms.`)), { once: true });
  });
  const ms = () => Math.round(performance.now() - started);
  try {
    const detail = await Promise.race([probe(signal), overdue]);
    return { ok: true, state: 'up', detail, ms: ms() };
  } catch (error) {
    const detail = error instanceof AuroraError ? error.userMessage : errorText(error);
    return { ok: false, state: 'down', detail, ms: ms() };
  }
}

/** The answer for an optional part that nobody set up. */
export const switchedOff = (detail: string): Health => ({ ok: true, state: 'off', detail, ms: 0 });
