/** Reads a cluster's API, kinds unknown in advance included, through the SDK's own transport and authentication. */
import { createConfiguration, HttpMethod, type KubeConfig, RequestContext } from '@kubernetes/client-node';
import { asked, persistently } from '../asking.ts';
import type { AskOptions, Pace } from '../provider.ts';
import { KubernetesAnswer, kubernetesFailure } from './failures.ts';
import type { KubernetesObject } from './objects.ts';

const timeoutMs = 60_000;
const pageSize = '500';
const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

export type ObjectPage = { items: KubernetesObject[]; next?: string };
export type KubernetesClient = ReturnType<typeof kubernetesClient>;

type Ask = { what: string; query?: Record<string, string>; accept?: string; body?: unknown } & AskOptions;

export function kubernetesClient({ config, pace }: { config: KubeConfig; pace: Pace }) {
  const server = config.getCurrentCluster()?.server ?? '';
  const { httpApi } = createConfiguration();
  // The credentials carry everything within, so headers and TLS are made once: the SDK makes a pool of connections a call.
  const authenticated = (async () => {
    const request = new RequestContext(server, HttpMethod.GET);
    await config.applySecurityAuthentication(request);
    return { headers: request.getHeaders(), dispatcher: request.getDispatcher() };
  })();
  // Told by the first request: nobody may be there to hear it yet.
  authenticated.catch(() => undefined);

  async function send(path: string, { what, query = {}, accept, body, signal }: Ask): Promise<unknown> {
    const request = new RequestContext(`${server}${path}`, body ? HttpMethod.POST : HttpMethod.GET);
    for (const [name, value] of Object.entries(query)) request.setQueryParam(name, value);
    request.setHeaderParam('Accept', accept ?? 'application/json');
    if (body) {
      request.setHeaderParam('Content-Type', 'application/json');
      request.setBody(JSON.stringify(body));
    }
    const timeout = AbortSignal.timeout(timeoutMs);
    request.setSignal(signal ? AbortSignal.any([signal, timeout]) : timeout);
    const { headers, dispatcher } = await authenticated;
    for (const [name, value] of Object.entries(headers)) request.setHeaderParam(name, value);
    if (dispatcher) request.setDispatcher(dispatcher);
    const response = await httpApi.send(request).toPromise();
    const text = await response.body.text();
    if (response.httpStatusCode < 300) return JSON.parse(text);
    throw new KubernetesAnswer(response.httpStatusCode, response.headers['retry-after'], what);
  }

  const ask = <Answer>(path: string, options: Ask): Promise<Answer> =>
    persistently(() =>
      asked({ pace, api: 'kubernetes', signal: options.signal, failure: kubernetesFailure }, () => send(path, options)),
    ) as Promise<Answer>;

  async function list(path: string, cursor: string | null, options: Ask): Promise<ObjectPage> {
    const query = { limit: pageSize, ...(cursor ? { continue: cursor } : {}) };
    const answer = await ask<{ items?: KubernetesObject[]; metadata?: { continue?: string } }>(path, {
      ...options,
      query,
    });
    const next = answer.metadata?.continue;
    return { items: answer.items ?? [], ...(next ? { next } : {}) };
  }

  return {
    server,
    async close() {
      const { dispatcher } = await authenticated;
      await dispatcher?.close();
    },
    get: ask,
    /** One page of whole objects, all namespaces. */
    list,
    /** Every object of a kind by its metadata alone: for finding who has which name. */
    async allMetadata(path: string, options: Ask): Promise<KubernetesObject[]> {
      return every((cursor) => list(path, cursor, { ...options, accept: metadataOnly }));
    },
    async all(path: string, options: Ask): Promise<KubernetesObject[]> {
      return every((cursor) => list(path, cursor, options));
    },
  };
}

async function every(page: (cursor: string | null) => Promise<ObjectPage>): Promise<KubernetesObject[]> {
  const items: KubernetesObject[] = [];
  let cursor: string | null = null;
  do {
    const answer: ObjectPage = await page(cursor);
    items.push(...answer.items);
    cursor = answer.next ?? null;
  } while (cursor !== null);
  return items;
}
