/** Asks Resource Graph and, for permissions alone, Resource Manager. Retries are the caller's: see `InventoryProvider`. */
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { asked } from '../asking.ts';
import { ceilings } from '../pace.ts';
import type { AskOptions, Pace } from '../provider.ts';
import type { TokenSource } from './credential.ts';
import { azureFailure, quotaPauseMs, tokenExpired } from './failures.ts';
import type { GraphRow } from './resources.ts';

type WebRequest = Extract<Parameters<ResourceGraphClient['sendRequest']>[0], { clone(): unknown }>;

const timeoutMs = 30_000;
/** Resource Graph gives at most this many rows a page. */
const pageSize = 1000;
const graphApi = 'resource-graph';
// A tenant's quota is 15 queries in 5 seconds, others' included.
ceilings[graphApi] = 3;

export type GraphPage = { rows: GraphRow[]; skipToken?: string };
export type AzureClient = ReturnType<typeof azureClient>;

export function azureClient({ tokens, pace, endpoint }: { tokens: TokenSource; pace: Pace; endpoint?: string }) {
  // Each call brings its own token, so that waiting for one ends with the call's signal.
  const unsigned = { signRequest: async <Request>(request: Request) => request };
  const client = new ResourceGraphClient(unsigned, {
    noRetryPolicy: true,
    generateClientRequestIdHeader: true,
    ...(endpoint ? { baseUri: endpoint } : {}),
  });

  /** A token may lapse between two pages: it is renewed once, and a second refusal is people's to mend. */
  const ask = async <T>(api: string, options: AskOptions, call: (bounds: CallBounds) => Promise<T>): Promise<T> => {
    const signed = async () => call(callBounds(options, await tokens.token(withTimeout(options))));
    return asked({ pace, api, signal: options.signal, failure: azureFailure }, () =>
      signed().catch(async (error: unknown) => {
        if (!tokenExpired(error)) throw error;
        tokens.forget();
        await pace.take(api, options.signal);
        return signed();
      }),
    );
  };

  return {
    /** @param subscriptions null: all that the application may see */
    async query(
      query: string,
      subscriptions: string[] | null,
      skipToken: string | null,
      options: AskOptions = {},
    ): Promise<GraphPage> {
      const request = {
        query,
        ...(subscriptions ? { subscriptions } : {}),
        options: { resultFormat: 'objectArray' as const, top: pageSize, ...(skipToken ? { skipToken } : {}) },
      };
      const answer = await ask(graphApi, options, (bounds) => client.resources(request, bounds));
      const { headers } = answer._response;
      // The next request would be refused: nobody asks before the quota is back.
      if (headers.get('x-ms-user-quota-remaining') === '0') await pace.throttled(graphApi, quotaPauseMs(headers));
      return { rows: answer.data as GraphRow[], ...(answer.skipToken ? { skipToken: answer.skipToken } : {}) };
    },

    /** What the application may do on the subscription as a whole: `{ actions, notActions }` a role. */
    async permissions(subscription: string, options: AskOptions = {}): Promise<Permission[]> {
      const base = endpoint ?? 'https://management.azure.com';
      const url = `${base}/subscriptions/${subscription}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
      return ask('resource-manager', options, async ({ customHeaders: headers, ...bounds }) => {
        const response = await client.sendRequest({ url, method: 'GET', headers, ...bounds });
        if (response.status !== 200) throw { statusCode: response.status, response };
        return (JSON.parse(response.bodyAsText ?? '{}') as { value?: Permission[] }).value ?? [];
      });
    },
  };
}

type CallBounds = ReturnType<typeof callBounds>;

/** The SDK's own idea of a signal differs from the platform's in its types only. */
const callBounds = ({ signal }: AskOptions, token: string) => ({
  timeout: timeoutMs,
  customHeaders: { authorization: `Bearer ${token}` },
  ...(signal ? { abortSignal: signal as WebRequest['abortSignal'] } : {}),
});

const withTimeout = ({ signal }: AskOptions) => {
  const timeout = AbortSignal.timeout(timeoutMs);
  return { signal: signal ? AbortSignal.any([signal, timeout]) : timeout };
};

/** Of one role. */
export type Permission = { actions?: string[]; notActions?: string[] };
