/** Maps every failure of an activity to Temporal, once: what people read, and whether a retry can help. */
import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { AuroraError, errorText } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import { scrub } from '../platform/scrub.ts';

/** A failure nobody foresaw is tried this often: it may be a passing one, and a bug must not spin for ever. */
const unforeseenAttempts = 6;

/** Node and Postgres codes that say the other side is away, not that we asked wrongly. */
const away =
  /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|57P0[123]|08\d{3}|Connection terminated|connection timeout/i;

const codeIn = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return '';
  const code = 'code' in error ? String(error.code) : '';
  return 'cause' in error ? `${code} ${codeIn(error.cause)}` : code;
};

const isAway = (error: unknown): boolean => away.test(`${codeIn(error)} ${errorText(error)}`);

export function toFailure(error: unknown, attempt: number): Error {
  if (error instanceof CancelledFailure || error instanceof ApplicationFailure) return error;
  if (error instanceof AuroraError) {
    return ApplicationFailure.create({
      type: error.code,
      // Failures stay in histories, and what a cloud or a server said may be part of this one.
      message: scrub(error.userMessage),
      nonRetryable: !error.retryable,
      // Temporal takes a delay of nothing for "do not try again": who may come back at once waits as others do.
      nextRetryDelay: error.retryAfterMs || undefined,
    });
  }
  if (/ENOSPC/.test(codeIn(error))) {
    return ApplicationFailure.create({
      type: 'disk_full',
      message: "The worker's disk is full, so nothing could be written. Free some space (WORK_DIR says where).",
    });
  }
  if (isAway(error)) {
    return ApplicationFailure.create({
      type: 'dependency_unavailable',
      message: 'A part that Aurora needs does not answer right now. It goes on when it is back.',
    });
  }
  return ApplicationFailure.create({
    type: 'internal',
    message: 'Something went wrong inside Aurora. Nothing is lost; the details are in its log.',
    nonRetryable: attempt >= unforeseenAttempts,
  });
}

/** Told of a failure that Temporal will try again, with the activity's own argument. */
export type Announce = (input: unknown, failure: Error) => Promise<void>;

export class FailureInterceptor implements ActivityInboundCallsInterceptor {
  private readonly log: Logger;
  private readonly announce: Announce;

  constructor(log: Logger, announce: Announce = async () => undefined) {
    this.log = log;
    this.announce = announce;
  }

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      const { info, cancellationSignal } = Context.current();
      // A cancelled activity fails in many ways (an aborted request, a killed process): all mean one thing.
      if (cancellationSignal.aborted) throw cancellationSignal.reason;
      const { activityType, attempt, workflowExecution } = info;
      const ids = { activityType, attempt, workflowId: workflowExecution?.workflowId };
      this.log.warn({ ...ids, err: error }, `${activityType} failed: ${errorText(error)}`);
      const failure = toFailure(error, attempt);
      if (!info.isLocal) await this.announce(input.args[0], failure);
      throw failure;
    }
  }
}
