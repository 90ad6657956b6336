import fp from 'fastify-plugin';
import type { Finders } from '../../db/knowledge/search.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** What search of documents finds with. */
    finders: Finders;
  }
}

export const findersPlugin = fp<{ finders: Finders }>(
  async (app, { finders }) => {
    app.decorate('finders', finders);
  },
  { name: 'finders' },
);
