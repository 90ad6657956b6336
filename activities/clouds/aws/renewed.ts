/** One session for all who ask, replaced before it ends: hundreds of clients of a sync cost one request an hour. */
import { AuroraError } from '../../../platform/errors.ts';
import type { AwsKeys, RenewKeys } from '../credentials.ts';

/** More than the five minutes before the end at which AWS' own SDKs ask for the next one. */
const leastLeftMs = 10 * 60_000;

/**
 * @param first a session that was just given
 * @throws what `next` throws; while the held session is good and the trouble passes by itself, that one is given on
 */
export function renewed(next: () => Promise<AwsKeys>, first?: AwsKeys): RenewKeys {
  let held = first && holding(first);
  let asking: Promise<AwsKeys> | undefined;

  async function ask(): Promise<AwsKeys> {
    try {
      held = holding(await next());
      return held.keys;
    } catch (error) {
      const passes = error instanceof AuroraError && error.retryable;
      if (passes && held && held.endsAt > Date.now()) return held.keys;
      throw error;
    } finally {
      asking = undefined;
    }
  }

  return async () => {
    if (held && held.replaceAt > Date.now()) return held.keys;
    asking ??= ask();
    return asking;
  };
}

function holding(keys: AwsKeys) {
  const endsAt = keys.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
  // Of a very short session half is used.
  return { keys, endsAt, replaceAt: Math.max(endsAt - leastLeftMs, Date.now() + (endsAt - Date.now()) / 2) };
}
