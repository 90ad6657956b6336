/** A server that can go away and come back at the same address: a TCP proxy before a real one. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export type Proxy = { port: number; goAway(): Promise<void>; comeBack(): Promise<void>; close(): Promise<void> };

export async function makeProxy(target: { host: string; port: number }): Promise<Proxy> {
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  };
  const serve = (incoming: Socket) => {
    const outgoing = connect(target);
    keep(incoming);
    keep(outgoing);
    incoming.pipe(outgoing).pipe(incoming);
  };
  let port = 0;
  let server: Server | undefined;

  async function comeBack() {
    server = createServer(serve).listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }

  async function goAway() {
    const closed = server && once(server, 'close');
    server?.close();
    for (const socket of open) socket.destroy();
    await closed;
    server = undefined;
  }

  await comeBack();
  return { port, goAway, comeBack, close: goAway };
}
