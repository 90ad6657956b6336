/** Gives what an activity logs, audits and starts the ids that it belongs to, and says when it is done. */
import { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { Logger } from '../platform/log.ts';
import { type Trace, traced } from '../platform/trace.ts';
import { requestIdIn } from '../workflows/messages.ts';

export class TraceInterceptor implements ActivityInboundCallsInterceptor {
  private readonly log: Logger;

  constructor(log: Logger) {
    this.log = log;
  }

  execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const { activityType, attempt, isLocal, workflowExecution } = Context.current().info;
    const trace: Trace = {
      requestId: requestIdIn(input.headers),
      orgId: orgIn(input.args[0]),
      activityType,
      workflowId: workflowExecution?.workflowId,
      workflowRunId: workflowExecution?.runId,
    };
    return traced(trace, async () => {
      const began = performance.now();
      const result = await next(input);
      const done = { attempt, ms: Math.round(performance.now() - began) };
      // Short steps are many; what calls a model, a cloud or Terraform is what people look for.
      this.log[isLocal ? 'debug' : 'info'](done, `${activityType} is done`);
      return result;
    });
  }
}

function orgIn(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('orgId' in argument)) return undefined;
  return typeof argument.orgId === 'string' ? argument.orgId : undefined;
}
