/** Prints the OpenAPI document: `node api/openapi.ts > file`. Nothing else needs to run. */
import { settings } from '../platform/config.ts';
import { makeLog } from '../platform/log.ts';
import { buildApp } from './app.ts';
import { makeDeps } from './deps.ts';

export async function openapiDocument() {
  // Not the environment: the document must not depend on the machine, and nothing here is connected to.
  const config = settings.parse({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    API_JWT_SECRET: 'x'.repeat(32),
    LOG_LEVEL: 'silent',
  });
  const log = makeLog('openapi', 'silent');
  const deps = makeDeps(config, log);
  const app = buildApp(deps);
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}

if (import.meta.main) {
  process.stdout.write(`${JSON.stringify(await openapiDocument(), null, 2)}\n`);
}
