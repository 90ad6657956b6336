import helmet from '@fastify/helmet';
import fp from 'fastify-plugin';

/** The API answers data only: nothing in it may be run, framed or kept by a cache. */
export const securityHeadersPlugin = fp<{ apiUrl: string }>(
  async (app, { apiUrl }) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
      },
      frameguard: { action: 'deny' },
      referrerPolicy: { policy: 'no-referrer' },
      // On plain HTTP it means nothing, and on localhost it would break other servers there.
      hsts: apiUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    });
    app.addHook('onSend', async (_request, reply) => {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    });
  },
  { name: 'security-headers' },
);
