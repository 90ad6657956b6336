/** A stub cloud's HTTP side: reads a request, answers JSON, or drops the connection in the middle. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StubRequest = { method: string; url: URL; headers: IncomingMessage['headers']; body: string };
export type StubAnswer = { status: number; headers?: Record<string, string>; body: unknown } | 'drop';

export type StubServer = { url: string; requests: StubRequest[]; close(): Promise<void> };

export async function serveHttp(answer: (request: StubRequest) => StubAnswer): Promise<StubServer> {
  const requests: StubRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = {
      method: incoming.method ?? 'GET',
      url: new URL(incoming.url ?? '/', `http://${incoming.headers.host}`),
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(request);
    const given = answer(request);
    if (given === 'drop') return void incoming.socket.destroy();
    outgoing.writeHead(given.status, { 'content-type': 'application/json', ...given.headers });
    outgoing.end(JSON.stringify(given.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
