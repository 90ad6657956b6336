/** An S3 that only goes wrong, in the way a test says. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault =
  | { status: number; code?: string; message?: string }
  /** Announces more bytes than it sends, then cuts the line. */
  | 'cut'
  | { ok: string };

export type FaultyS3 = Awaited<ReturnType<typeof startFaultyS3>>;

/** Answers each request with the next fault; the last one is repeated. */
export async function startFaultyS3() {
  const stub = { faults: [] as Fault[], requests: 0, url: '', close: () => {} };
  const server = createServer((request, response) => {
    request.resume();
    const fault = stub.faults[Math.min(stub.requests++, stub.faults.length - 1)] ?? { status: 500 };
    if (fault === 'cut') {
      response.writeHead(200, { 'content-length': '1000' }).write('half');
      setTimeout(() => response.destroy(), 20);
      return;
    }
    if ('ok' in fault) return void response.writeHead(200).end(fault.ok);
    const { status, code = '', message = '' } = fault;
    const body = code ? `<Error><Code>${code}</Code><Message>${message}</Message></Error>` : '';
    response.writeHead(status, { 'content-type': 'application/xml' }).end(request.method === 'HEAD' ? '' : body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stub.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return stub;
}
