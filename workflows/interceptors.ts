/** Takes request ids and search attributes along, for every workflow. Loaded into the sandbox by its path. */
import type { Headers } from '@temporalio/common';
import { type WorkflowInterceptorsFactory, workflowInfo } from '@temporalio/workflow';
import { requestIdIn, withRequestId } from './request-id.ts';
import { searchAttributes, searchAttributesOf } from './search-attributes.ts';

export const interceptors: WorkflowInterceptorsFactory = () => {
  /** Of the last word from outside: what is done from here on is done because of it. */
  let requestId: string | undefined;
  const hear = (headers: Headers) => {
    requestId = requestIdIn(headers) ?? requestId;
  };
  const along = <Input extends { headers: Headers }>(input: Input): Input => ({
    ...input,
    headers: withRequestId(input.headers, requestId),
  });
  return {
    inbound: [
      {
        execute(input, next) {
          hear(input.headers);
          return next(input);
        },
        handleSignal(input, next) {
          hear(input.headers);
          return next(input);
        },
      },
    ],
    // Signals between workflows take nothing along: a run goes on because of its own request, not of the one before it.
    outbound: [
      {
        scheduleActivity: (input, next) => next(along(input)),
        scheduleLocalActivity: (input, next) => next(along(input)),
        continueAsNew: (input, next) => next(along(input)),
        startChildWorkflowExecution: (input, next) => next(along({ ...input, options: found(input.options) })),
      },
    ],
  };
};

/** Where this workflow has them, Temporal knows them; naming one that it does not know would stop the workflow. */
function found<Options extends { args?: unknown[]; typedSearchAttributes?: unknown }>(options: Options): Options {
  const known = workflowInfo().typedSearchAttributes.get(searchAttributes.org) !== undefined;
  if (!known || options.typedSearchAttributes) return options;
  return { ...options, typedSearchAttributes: searchAttributesOf(options.args) };
}
