import fp from 'fastify-plugin';
import type { Temporal } from '../../platform/temporal.ts';

declare module 'fastify' {
  interface FastifyInstance {
    temporal: Temporal;
  }
}

export const temporalPlugin = fp<{ temporal: Temporal }>(
  async (app, { temporal }) => {
    app.decorate('temporal', temporal);
    app.addHook('onClose', () => temporal.close());
  },
  { name: 'temporal' },
);
