/** Waiting that ends: a few tries with growing pauses, and always out by the caller's signal. */
import { setTimeout as sleep } from 'node:timers/promises';

export type Patience = {
  /** Milliseconds from the first try after which no further one starts. */
  patienceMs: number;
  worthWaiting: (error: unknown) => boolean;
  signal?: AbortSignal;
};

/** @throws the last error of `attempt`, or the signal's reason */
export async function patiently<T>(attempt: () => Promise<T>, { patienceMs, worthWaiting, signal }: Patience) {
  const deadline = performance.now() + patienceMs;
  for (let pause = 100; ; pause = Math.min(pause * 2, 2_000)) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!worthWaiting(error) || performance.now() + pause > deadline) throw error;
    }
    await abortable(sleep(pause), signal);
  }
}

/**
 * Leaves a promise behind when the signal fires, for clients that know no signals. What it does may still happen:
 * use it for what may happen twice.
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
