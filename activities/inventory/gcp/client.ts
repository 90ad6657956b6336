/** Cloud Asset's search, over gRPC. Retries are the caller's: see `InventoryProvider`. */
import { AssetServiceClient, type protos } from '@google-cloud/asset';
import { grpc } from 'google-gax';
import type { GcpIdentity } from '../../clouds/gcp/identity.ts';
import { tokenSource } from '../../clouds/gcp/token-source.ts';
import { asked, persistently } from '../asking.ts';
import { ceilings } from '../pace.ts';
import type { AskOptions, Pace } from '../provider.ts';
import { gcpFailure, notAuthenticated } from './failures.ts';

const timeoutMs = 60_000;
/** Cloud Asset gives at most this many a page. */
const pageSize = 500;
const api = 'cloud-asset';
// A project's quota is 400 searches a minute, others' included.
ceilings[api] = 6;

export type SearchResult = protos.google.cloud.asset.v1.IResourceSearchResult;
export type SearchPage = { results: SearchResult[]; next?: string };
export type SearchRequest = { scope: string; assetTypes?: string[]; query?: string; readMask: string[] };
export type GcpClient = ReturnType<typeof gcpClient>;

export function gcpClient({ identity, pace, endpoint }: { identity: GcpIdentity; pace: Pace; endpoint?: string }) {
  const tokens = tokenSource(identity);
  // The channel carries no identity: each call brings its own token, so that a refused one can be replaced.
  const client = new AssetServiceClient({
    credentials: { client_email: identity.email, private_key: 'none' },
    ...(endpoint ? at(endpoint) : { sslCreds: grpc.credentials.createSsl() }),
  });

  async function send(request: SearchRequest, pageToken: string | null, { signal }: AskOptions): Promise<SearchPage> {
    const authorization = await tokens.authorization(signal);
    const call = client.searchAllResources(
      {
        scope: request.scope,
        assetTypes: request.assetTypes,
        query: request.query,
        pageSize,
        pageToken: pageToken ?? '',
        orderBy: 'name',
        readMask: { paths: request.readMask },
      },
      {
        autoPaginate: false,
        timeout: timeoutMs,
        retry: null,
        otherArgs: { headers: { authorization } },
      },
    );
    const stop = () => (call as unknown as { cancel?(): void }).cancel?.();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const [results, , answer] = await call;
      return { results, ...(answer?.nextPageToken ? { next: answer.nextPageToken } : {}) };
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** A token may lapse between two pages: it is signed anew once, and a second refusal is people's to mend. */
  const search = (request: SearchRequest, pageToken: string | null, options: AskOptions = {}): Promise<SearchPage> =>
    asked({ pace, api, signal: options.signal, failure: gcpFailure(pageToken !== null) }, () =>
      send(request, pageToken, options).catch(async (error: unknown) => {
        if (!notAuthenticated(error)) throw error;
        tokens.forget();
        await pace.take(api, options.signal);
        return send(request, pageToken, options);
      }),
    );

  return {
    search,
    async searchAll(request: SearchRequest, options: AskOptions = {}): Promise<SearchResult[]> {
      const all: SearchResult[] = [];
      let token: string | null = null;
      do {
        const page: SearchPage = await persistently(() => search(request, token, options));
        all.push(...page.results);
        token = page.next ?? null;
      } while (token !== null);
      return all;
    },
    close: () => client.close(),
  };
}

/** A stub: gRPC without TLS. */
function at(endpoint: string) {
  const { hostname, port } = new URL(endpoint);
  return { apiEndpoint: hostname, port: Number(port), sslCreds: grpc.credentials.createInsecure() };
}
