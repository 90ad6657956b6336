/** One id per request, in the answer, in every log line, audit entry and workflow that it causes, and in problems. */
import type { IncomingMessage } from 'node:http';
import fp from 'fastify-plugin';
import { isRequestId, traced } from '../../platform/trace.ts';

const header = 'x-request-id';

/** A sane one from the caller is kept. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[header];
  return isRequestId(given) ? given : crypto.randomUUID();
}

export const requestIdPlugin = fp(
  async (app) => {
    app.addHook('onRequest', (request, reply, done) => {
      reply.header(header, request.id);
      traced({ requestId: request.id }, done);
    });
    // Once more behind the body: what its last piece calls is called by the socket, which knows no request.
    app.addHook('preValidation', (request, _reply, done) => traced({ requestId: request.id }, done));
  },
  { name: 'request-id' },
);
