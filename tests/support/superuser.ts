/** The test stack's Postgres as its superuser: whom row-level security does not bind, and who may make databases. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/**
 * @param dataDir of the stack
 * @param url any of its database's; `database` replaces the one named there
 */
export async function connectSuperuser(dataDir: string, url: string, database?: string): Promise<pg.Client> {
  const { postgresSuperuser } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
  const address = new URL(url);
  address.username = 'aurora_superuser';
  address.password = postgresSuperuser;
  if (database) address.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  return client;
}
