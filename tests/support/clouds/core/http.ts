/** A stub cloud's HTTP side: reads a request, answers JSON or text, or drops the connection in the middle. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export type StubRequest = { method: string; url: URL; headers: IncomingMessage['headers']; body: string };
/** `text` is sent as it is, in place of JSON. `hang`: nothing is answered, until the server closes. */
export type StubAnswer =
  | { status: number; headers?: Record<string, string> | undefined; body: unknown }
  | { status: number; text: string }
  | 'drop'
  | 'hang';

export type StubServer = { url: string; requests: StubRequest[]; close(): Promise<void> };

/** @param tls PEM; served as https with it */
export async function serveHttp(
  answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>,
  tls?: { key: string; cert: string },
): Promise<StubServer> {
  const requests: StubRequest[] = [];
  const listener: RequestListener = async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = {
      method: incoming.method ?? 'GET',
      url: new URL(incoming.url ?? '/', `http://${incoming.headers.host}`),
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(request);
    const given = await answer(request);
    if (given === 'hang') return;
    if (given === 'drop') return void incoming.socket.destroy();
    if ('text' in given) {
      outgoing.writeHead(given.status, { 'content-type': 'text/plain' });
      outgoing.end(given.text);
      return;
    }
    outgoing.writeHead(given.status, { 'content-type': 'application/json', ...given.headers });
    outgoing.end(JSON.stringify(given.body));
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
