/** One id per request, in the answer, in every log line and in problems. A sane one from the caller is kept. */
import type { IncomingMessage } from 'node:http';
import fp from 'fastify-plugin';

const header = 'x-request-id';
const sane = /^[0-9A-Za-z_.-]{8,64}$/;

export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[header];
  return typeof given === 'string' && sane.test(given) ? given : crypto.randomUUID();
}

export const requestIdPlugin = fp(
  async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      reply.header(header, request.id);
    });
  },
  { name: 'request-id' },
);
