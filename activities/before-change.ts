/** What is read before a change begins. */
import { AuroraError } from '../platform/errors.ts';
import { patiently } from '../platform/secrets/patience.ts';
import type { ProvisioningRunInput } from '../workflows/messages.ts';
import type { WorkerDeps } from './deps.ts';
import { toFailure } from './failures.ts';
import { announceRetry } from './retry-notice.ts';

/** After that the failure counts: what was verified would be too old to be applied. */
const patienceMs = 10 * 60_000;

/**
 * Waits for parts that are away, and tells people once. A change has one attempt, and a vault that is sealed just then
 * must not cost people their approval.
 *
 * @param read is repeated, so it changes nothing
 */
export async function beforeChange<T>(
  { db, log }: Pick<WorkerDeps, 'db' | 'log'>,
  input: ProvisioningRunInput,
  read: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let told = false;
  const worthWaiting = (error: unknown): boolean => {
    const away = error instanceof AuroraError && error.retryable && error.code === 'dependency_unavailable';
    if (away && !told) void announceRetry(db, log, input, toFailure(error, 1));
    told ||= away;
    return away;
  };
  return patiently(read, { patienceMs, worthWaiting, signal });
}
