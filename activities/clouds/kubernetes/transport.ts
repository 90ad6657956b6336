/** One request to a cluster's API server, through the SDK's own transport and authentication. */
import { createConfiguration, HttpMethod, type KubeConfig, RequestContext } from '@kubernetes/client-node';

const usualTimeoutMs = 60_000;

export type ClusterRequest = {
  method?: keyof typeof HttpMethod;
  path: string;
  query?: Record<string, string>;
  accept?: string;
  contentType?: string;
  body?: unknown;
  signal?: AbortSignal;
  timeoutMs?: number;
};

export type ClusterReply = { status: number; retryAfter: string | undefined; text: string };

export type ClusterTransport = ReturnType<typeof clusterTransport>;

export function clusterTransport(config: KubeConfig) {
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

  return {
    server,

    async send(ask: ClusterRequest): Promise<ClusterReply> {
      const { method = 'GET', path, query = {}, accept, contentType, body, signal, timeoutMs = usualTimeoutMs } = ask;
      const request = new RequestContext(`${server}${path}`, HttpMethod[method]);
      for (const [name, value] of Object.entries(query)) request.setQueryParam(name, value);
      request.setHeaderParam('Accept', accept ?? 'application/json');
      if (body !== undefined) {
        request.setHeaderParam('Content-Type', contentType ?? 'application/json');
        request.setBody(JSON.stringify(body));
      }
      const timeout = AbortSignal.timeout(timeoutMs);
      request.setSignal(signal ? AbortSignal.any([signal, timeout]) : timeout);
      const { headers, dispatcher } = await authenticated;
      for (const [name, value] of Object.entries(headers)) request.setHeaderParam(name, value);
      if (dispatcher) request.setDispatcher(dispatcher);
      const response = await httpApi.send(request).toPromise();
      const text = await response.body.text();
      return { status: response.httpStatusCode, retryAfter: response.headers['retry-after'], text };
    },

    async close(): Promise<void> {
      const { dispatcher } = await authenticated;
      await dispatcher?.close();
    },
  };
}
