import websocket from '@fastify/websocket';
import fp from 'fastify-plugin';

/** What clients send is small: see LiveRequest. */
const maxRequestBytes = 16_384;
const restarting = 1012;
/** For clients that do not answer a close: the process must not wait for them. */
const closeGraceMs = 1_000;

/** For the whole server, before its routes: an upgrade that asks for any other address is closed, not left open. */
export const websocketPlugin = fp(
  async (app) => {
    await app.register(websocket, {
      options: { maxPayload: maxRequestBytes },
      preClose(done) {
        const { clients } = this.websocketServer;
        for (const client of clients) client.close(restarting, 'the server restarts');
        setTimeout(() => {
          for (const client of clients) client.terminate();
        }, closeGraceMs).unref();
        this.websocketServer.close();
        done();
      },
    });
  },
  { name: 'websocket' },
);
