/** Leave before each request and word of each throttle, inside the SDK's clients, so that no call can forget it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { awsErrorFacts, isThrottled } from './failures.ts';
import { retryAfterMs } from './retry-after.ts';

export type AwsPace = {
  /** Resolves when a request may be sent; throws the signal's own reason when it fires first. */
  take(api: string, signal?: AbortSignal): Promise<void>;
  throttled(api: string, retryAfterMs?: number): Promise<void>;
};

// Middleware never sees the call's abort signal, and a wait for leave has to end when its caller is cancelled.
const asking = new AsyncLocalStorage<AbortSignal | undefined>();

/** Everything that `work` asks of a paced client waits for leave no longer than until `signal` fires. */
export const withSignal = <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> =>
  asking.run(signal, work);

/** As much as is needed of the SDK's stack of middleware, whose types differ from client to client. */
type Handler<Args, Answer> = (args: Args) => Promise<Answer>;
type Place = { name: string; relation: 'after'; toMiddleware: string };
type Stack = {
  addRelativeTo(middleware: <Args, Answer>(next: Handler<Args, Answer>) => Handler<Args, Answer>, place: Place): void;
};

/**
 * Counts attempts, not calls: it sits behind the SDK's own retries, and before the signature, which does not keep.
 *
 * @param api what AWS counts by: service and region, `ec2/eu-central-1`
 */
export function paced(pace: AwsPace, api: string): { applyToStack(stack: Stack): void } {
  const middleware =
    <Args, Answer>(next: Handler<Args, Answer>): Handler<Args, Answer> =>
    async (args) => {
      await pace.take(api, asking.getStore());
      try {
        return await next(args);
      } catch (error) {
        if (isThrottled(error)) await pace.throttled(api, retryAfterMs(awsErrorFacts(error).headers));
        throw error;
      }
    };
  return {
    applyToStack: (stack) =>
      stack.addRelativeTo(middleware, { name: 'aurora.pace', relation: 'after', toMiddleware: 'retryMiddleware' }),
  };
}
