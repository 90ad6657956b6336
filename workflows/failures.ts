/** What a failed activity means, in the words that its AuroraError had for people. */
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';

export function reasonOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return cause.message;
  if (cause instanceof TimeoutFailure && cause.timeoutType === 'HEARTBEAT')
    return 'The worker that did this died, or was cut off in the middle.';
  if (cause instanceof TimeoutFailure)
    return 'This took longer than it may, so it was given up. Nothing is lost; try again.';
  return 'Something went wrong inside Aurora. Nothing is lost; the details are in the workflow, for operations.';
}

/** The code of the AuroraError behind a failure, where there is one. */
export function codeOf(error: unknown): string | null {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? (cause.type ?? null) : null;
}
