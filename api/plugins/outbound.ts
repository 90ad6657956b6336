import fp from 'fastify-plugin';
import { makeOutboundFetch, type OutboundFetch } from '../../platform/outbound.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** For addresses that people typed. */
    outbound: OutboundFetch;
  }
}

export const outboundPlugin = fp<{ allowed: string[] }>(
  async (app, { allowed }) => {
    app.decorate('outbound', makeOutboundFetch(allowed));
  },
  { name: 'outbound' },
);
