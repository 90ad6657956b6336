/**
 * The contract on paper. Nothing else needs to run for it.
 *
 *     node api/openapi.ts                 prints the OpenAPI document
 *     node api/openapi.ts --write FILE    writes its shapes as TypeScript
 *     node api/openapi.ts --check FILE    fails when the file is not what would be written
 */
import { readFile, writeFile } from 'node:fs/promises';
import { settings } from '../platform/config.ts';
import { makeLog } from '../platform/log.ts';
import { buildApp } from './app.ts';
import { makeDeps } from './deps.ts';
import { type JsonSchema, typesOf } from './openapi-types.ts';

export async function openapiDocument() {
  // Not the environment: the document must not depend on the machine, and nothing here is connected to.
  const config = settings.parse({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    LOG_LEVEL: 'silent',
  });
  const app = buildApp(makeDeps(config, makeLog('openapi', 'silent')));
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}

async function main([mode, file]: string[]): Promise<number> {
  const document = await openapiDocument();
  if (mode === undefined) {
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  }
  if (!file || (mode !== '--write' && mode !== '--check')) {
    process.stderr.write('Usage: node api/openapi.ts [--write FILE | --check FILE]\n');
    return 2;
  }
  const { components } = document as { components?: { schemas?: Record<string, JsonSchema> } };
  const types = typesOf(components?.schemas ?? {});
  if (mode === '--write') {
    await writeFile(file, types);
    return 0;
  }
  if ((await readFile(file, 'utf8').catch(() => '')) === types) return 0;
  process.stderr.write(`${file} is not what the API says now. Run: npm run api:types\n`);
  return 1;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
