/** A receiver of webhooks with faults: what it answers is decided call by call, what it got is kept. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { headers: IncomingHttpHeaders; body: string; at: number };

/** Answers one call. Undefined: 204. */
export type Behaviour = (call: Received, answer: ServerResponse) => void | Promise<void>;

export async function startReceiver() {
  const calls: Received[] = [];
  let behaviour: Behaviour | undefined;
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = { headers: request.headers, body: Buffer.concat(chunks).toString(), at: Date.now() };
      calls.push(call);
      if (behaviour) return void behaviour(call, answer);
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/hooks/aurora`,
    behave(next: Behaviour | undefined) {
      behaviour = next;
    },
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

export const status =
  (code: number, headers: Record<string, string> = {}): Behaviour =>
  (_call, answer) =>
    void answer.writeHead(code, headers).end();
