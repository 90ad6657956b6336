import fp from 'fastify-plugin';
import type { Secrets } from '../../platform/secrets/vault.ts';

declare module 'fastify' {
  interface FastifyInstance {
    secrets: Secrets;
  }
}

export const secretsPlugin = fp<{ secrets: Secrets }>(
  async (app, { secrets }) => {
    app.decorate('secrets', secrets);
    app.addHook('onClose', () => secrets.close());
  },
  { name: 'secrets' },
);
