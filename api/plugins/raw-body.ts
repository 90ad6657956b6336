/** For routes whose body is signed: its bytes as they came, whatever type they claim to be. Register it in their scope. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

/** GitHub caps at 25 MB, but what Aurora listens to is far smaller. */
export const hookBodyLimit = 2_097_152;

const plugin: FastifyPluginAsync = async (scope) => {
  scope.removeAllContentTypeParsers();
  const asIs = (_request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body);
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: hookBodyLimit }, asIs);
};

/** Into the surrounding scope itself, so its routes see it; other scopes keep their parsers. */
export const rawBody = fp(plugin, { name: 'raw-body' });

/** Empty where no body came. */
export const rawBodyOf = ({ body }: Pick<FastifyRequest, 'body'>): Buffer =>
  Buffer.isBuffer(body) ? body : Buffer.alloc(0);
