/** Keeps an activity known as alive while it works, and lets a cancellation reach it. */
import { Context } from '@temporalio/activity';

const everyMs = 500;

/**
 * Runs `work` with a heartbeat beside it. `heartbeat()` alone does not deliver a cancellation: the activity must
 * yield, which waiting on a timer does. Details show in the Temporal UI; they hold ids and phases, no content.
 */
export async function withHeartbeat<Result>(
  work: (signal: AbortSignal, phase: (name: string) => void) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  let phase = 'started';
  const timer = setInterval(() => context.heartbeat({ phase }), everyMs);
  try {
    return await work(context.cancellationSignal, (name) => {
      phase = name;
      context.heartbeat({ phase });
    });
  } finally {
    clearInterval(timer);
  }
}
