/** The vault of the stack behind a door: closed, it answers as a sealed one does, for one test alone. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export async function openVaultDoor(vault = process.env.VAULT_ADDR ?? '') {
  let sealed = false;
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    outgoing.setHeader('content-type', 'application/json');
    if (sealed) return void outgoing.writeHead(503).end('{"errors":["Vault is sealed"]}');
    const token = incoming.headers['x-vault-token'];
    const answer = await fetch(new URL(incoming.url ?? '/', vault), {
      method: incoming.method ?? 'GET',
      headers: token ? { 'x-vault-token': String(token) } : {},
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    outgoing.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seal(closed: boolean) {
      sealed = closed;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
