/** Variables that belong to no single server: secrets of the product's own processes, and where they listen. */
import { join } from 'node:path';
import type { Env } from './env-file.ts';
import type { StackContext } from './part.ts';
import type { Ports } from './ports.ts';

/** Ports of the product's processes; declared here because their addresses are known to each other before any is up. */
export const productPorts = { web: 3000, api: 5080 };

export function productEnv(context: StackContext): Env {
  const web = context.wishes.WEB_URL ?? `http://127.0.0.1:${context.ports.web ?? productPorts.web}`;
  const apiPort = context.ports.api ?? productPorts.api;
  return {
    API_HOST: '127.0.0.1',
    API_PORT: String(apiPort),
    API_URL: `http://127.0.0.1:${apiPort}`,
    WEB_URL: web,
    AUTH_SECRET: context.secrets.authSecret,
    AUTH_URL: web,
    NEXTAUTH_URL: web,
    // Auth.js takes the host of a request for its own only when told that it may.
    AUTH_TRUST_HOST: 'true',
    WORK_DIR: join(context.layout.dataDir, 'work'),
  };
}

/** Ports that a person fixed for the product's processes. They win over those of last time. */
export function wishedPorts({ API_PORT, WEB_URL }: Env): Ports {
  const web = WEB_URL ? new URL(WEB_URL) : undefined;
  // A public address belongs to a proxy in front; behind it, any port will do.
  const isOurs = web && ['127.0.0.1', 'localhost'].includes(web.hostname) && web.port;
  return { ...(API_PORT && { api: Number(API_PORT) }), ...(isOurs && { web: Number(web.port) }) };
}
