/** What every start and signal takes along: the id of the request that caused it, and what its workflow is found by. */
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { searchAttributesOf, withRequestId } from '../workflows/messages.ts';
import type { TemporalAttributes } from './temporal-attributes.ts';
import { currentTrace } from './trace.ts';

type Start = { options: { args: unknown[]; typedSearchAttributes?: unknown } };

/** What was chosen by the caller stays. */
const foundBy = <Input extends Start>(input: Input, withThem: boolean): Input => {
  if (!withThem || input.options.typedSearchAttributes) return input;
  return { ...input, options: { ...input.options, typedSearchAttributes: searchAttributesOf(input.options.args) } };
};

const along = <Input extends { headers: WorkflowSignalHeaders }>(input: Input): Input => ({
  ...input,
  headers: withRequestId(input.headers, currentTrace()?.requestId),
});

type WorkflowSignalHeaders = Parameters<typeof withRequestId>[0];

export const makeInterceptor = (attributes: TemporalAttributes): WorkflowClientInterceptor => ({
  signal: (input, next) => next(along(input)),
  startWithDetails: (input, next) => attributes.tolerant((withThem) => next(along(foundBy(input, withThem)))),
  signalWithStart: (input, next) => attributes.tolerant((withThem) => next(along(foundBy(input, withThem)))),
});
