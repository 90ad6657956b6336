/**
 * What is being answered: the request id, and in a worker the activity and workflow that a line belongs to. Held beside the
 * call, so that every log line, audit entry and workflow start within it carries it without anybody passing it on.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export type Trace = {
  requestId?: string;
  orgId?: string;
  activityType?: string;
  workflowId?: string;
  /** Temporal's own id of one execution; `runId` is a provisioning run everywhere else. */
  workflowRunId?: string;
};

const traces = new AsyncLocalStorage<Trace>();

export const traced = <Result>(trace: Trace, call: () => Result): Result => traces.run(trace, call);

export const currentTrace = (): Trace | undefined => traces.getStore();

/** What callers may name a request: long enough to be one, and nothing that breaks a log or a header. */
export const isRequestId = (given: unknown): given is string =>
  typeof given === 'string' && /^[0-9A-Za-z_.-]{8,64}$/.test(given);
