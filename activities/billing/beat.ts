/** A heartbeat that carries where the work is: shown in the Temporal UI, and handed to the next attempt. */
import { Context } from '@temporalio/activity';

/** A load says how many rows are staged (Postgres knows too), a collection which page comes next. */
export type Beat = { phase: string; staged?: number; total?: number; page?: number; cursor?: string | null };

const everyMs = 500;

/** Runs `work` with a heartbeat beside it. `before` is what an attempt that died said last. */
export async function withBeat<Result>(
  work: (signal: AbortSignal, beat: (now: Beat) => void, before: Beat | undefined) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  const before = context.info.heartbeatDetails as Beat | undefined;
  let now: Beat = before ?? { phase: 'started' };
  const timer = setInterval(() => context.heartbeat(now), everyMs);
  const beat = (next: Beat): void => {
    now = next;
    context.heartbeat(now);
  };
  try {
    return await work(context.cancellationSignal, beat, before);
  } finally {
    clearInterval(timer);
  }
}
