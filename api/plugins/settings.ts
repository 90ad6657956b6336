import fp from 'fastify-plugin';
import type { Config } from '../../platform/config.ts';

declare module 'fastify' {
  interface FastifyInstance {
    settings: Config;
  }
}

export const settingsPlugin = fp<{ config: Config }>(
  async (app, { config }) => {
    app.decorate('settings', config);
  },
  { name: 'settings' },
);
