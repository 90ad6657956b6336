/** One request to a provider, for the clouds whose SDK knows nothing of our pace. */
import { AuroraError } from '../../platform/errors.ts';
import type { AskOptions, Pace } from './provider.ts';

export type Asking = AskOptions & {
  pace: Pace;
  /** What the provider throttles by. */
  api: string;
  failure(error: unknown): AuroraError;
};

/**
 * Asks for leave, calls, and tells the pace of a throttle.
 *
 * @throws the signal's own reason when it fired, whatever the SDK made of it; else what `failure` makes of the error
 */
export async function asked<T>({ pace, api, signal, failure }: Asking, call: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  await pace.take(api, signal);
  try {
    return await call();
  } catch (error) {
    signal?.throwIfAborted();
    const failed = failure(error);
    if (failed.code === 'cloud_throttled') await pace.throttled(api, failed.retryAfterMs);
    throw failed;
  }
}

/**
 * For one request of the many that make a page: when every tenth is throttled, fifty in a row never all succeed, and a
 * page that is thrown away whole never ends. The pace makes the next attempt wait as long as the provider said.
 */
export async function persistently<T>(call: () => Promise<T>, attempts = 4): Promise<T> {
  for (let left = attempts - 1; ; left--) {
    try {
      return await call();
    } catch (error) {
      if (left <= 0 || !(error instanceof AuroraError) || !error.retryable) throw error;
    }
  }
}
