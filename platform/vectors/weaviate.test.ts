import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { makeVectors } from './weaviate.ts';

const at = (WEAVIATE_URL: string | undefined) => ({ WEAVIATE_URL, WEAVIATE_GRPC_PORT: 1 });

describe('the vector store', () => {
  it('is off, and that is fine, where none is set up', async () => {
    expect(await makeVectors(at(undefined)).health()).toMatchObject({ ok: true, state: 'off' });
  });

  it('is down where nothing listens', async () => {
    const vectors = makeVectors(at('http://127.0.0.1:1'));
    expect(await vectors.health()).toMatchObject({ ok: false, state: 'down' });
    await vectors.close();
  });

  it('is down while it starts, then up with its version', async () => {
    let ready = false;
    const server = createServer((request, response) => {
      const status = request.url?.endsWith('ready') && !ready ? 503 : 200;
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"version":"1.35.0"}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const vectors = makeVectors(at(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    expect(await vectors.health()).toMatchObject({ ok: false, state: 'down' });
    ready = true;
    expect(await vectors.health()).toMatchObject({ ok: true, state: 'up', detail: 'version 1.35.0' });
    await vectors.close();
    server.close();
    server.closeAllConnections();
  });
});
