/**
 * An installation that has been used is brought up to date: each migration meets rows in every table there is.
 *
 * Row-level security binds the owner as well, so a backfill that forgets to lift it changes nothing and says nothing;
 * with empty tables every migration is right.
 */
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Journal, migrateDatabase, migrationsFolder } from '../db/migrate.ts';
import { connectSuperuser } from './support/superuser.ts';

const ownerUrl = process.env.DATABASE_OWNER_URL ?? '';
const dataDir = process.env.AURORA_DATA_DIR ?? '';
const mark = randomUUID().slice(0, 8);

/** Two organisations: each has one row in each table, and every id of such a row is the same, so that all keys fit. */
const tenants = [
  { id: '00000000-0000-4000-8000-00000000000a', letter: 'a', number: 1 },
  { id: '00000000-0000-4000-8000-00000000000b', letter: 'b', number: 2 },
] as const;
type Tenant = (typeof tenants)[number];

/** Where migrations or checks look at what a text says. */
const telling: Record<string, string | null> = {
  'connections.provider': 'aws',
  'notice_rules.channel_id': null,
};

/** Left to the migrations that fill them from what was there. */
const filledByMigrations = ['refresh_tokens', 'sync_settings'];

type Column = { table: string; name: string; type: string; elements: string | null };

describe.skipIf(!ownerUrl || !dataDir)('an upgrade', () => {
  let home: pg.Client;
  let used: pg.Client;
  let fresh: pg.Client;
  let folder: string;

  beforeAll(async () => {
    home = await connectSuperuser(dataDir, ownerUrl);
    used = await newDatabase(`used_${mark}`);
    fresh = await newDatabase(`fresh_${mark}`);
    folder = await mkdtemp(join(tmpdir(), 'aurora-migrations-'));
    await cp(migrationsFolder, folder, { recursive: true });
  });
  afterAll(async () => {
    await used?.end();
    await fresh?.end();
    for (const name of ['used', 'fresh']) await home?.query(`drop database if exists ${name}_${mark} with (force)`);
    await home?.end();
    await rm(folder, { recursive: true, force: true });
  });

  /** As stack/parts/postgres.ts makes the one of an installation. */
  async function newDatabase(name: string): Promise<pg.Client> {
    await home.query(`create database ${name} owner aurora_owner`);
    const client = await connectSuperuser(dataDir, ownerUrl, name);
    await client.query('alter schema public owner to aurora_owner');
    await client.query('grant usage on schema public to aurora_app');
    return client;
  }

  const ownerOf = ({ database = '' }: pg.Client) => Object.assign(new URL(ownerUrl), { pathname: `/${database}` }).href;

  async function upgradeTo(journal: Journal, count: number): Promise<void> {
    const until = { ...journal, entries: journal.entries.slice(0, count) };
    await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify(until));
    await migrateDatabase(ownerOf(used), folder);
  }

  it('takes a row of each table of each organisation through every migration', async () => {
    const journal = JSON.parse(await readFile(join(migrationsFolder, 'meta/_journal.json'), 'utf8')) as Journal;
    let before = new Map<string, number>();
    for (const [index, { tag }] of journal.entries.entries()) {
      await upgradeTo(journal, index + 1).catch((error: Error) => {
        throw new Error(`${tag} fails where there are rows: ${String(error.cause ?? error)}`);
      });
      const after = await rowsOf(used);
      for (const [table, count] of before) {
        if (after.has(table)) expect(after.get(table), `${tag}: rows of ${table}`).toBeGreaterThanOrEqual(count);
      }
      await fill(used);
      before = await rowsOf(used);
    }
    expect(before.size).toBeGreaterThan(70);
    expect([...before].filter(([, count]) => count === 0)).toEqual([]);
  });

  it('keeps everybody signed in, and every account synced', async () => {
    const all = async (query: string) => (await used.query(query)).rows;
    const orgs = tenants.map(({ id }) => ({ org_id: id }));
    expect(await all('select org_id from refresh_tokens order by 1')).toEqual(orgs);
    expect(await all('select org_id from sync_settings order by 1')).toEqual(orgs);
    expect(await all('select distinct credential from connections')).toEqual([{ credential: 'sandbox' }]);
  });

  it('ends where a fresh installation begins: the same columns, keys, policies, functions and rights', async () => {
    const linesOf = async (client: pg.Client) =>
      (await client.query<{ line: string }>(catalogue)).rows.map(({ line }) => line);
    await migrateDatabase(ownerOf(fresh));
    for (const table of await partitioned(used)) await used.query(`drop table ${partOf(table)}`);
    const [begun, upgraded] = [await linesOf(fresh), await linesOf(used)];
    const only = (here: string[], there: string[]) => here.filter((line) => !there.includes(line));
    expect({ missing: only(begun, upgraded), extra: only(upgraded, begun) }).toEqual({ missing: [], extra: [] });
    expect(begun.length).toBeGreaterThan(1_000);
  });
});

const tables = `select c.oid, c.relname, c.relkind from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`;

/** Parts are made as bills come; until then a partitioned table takes no row. */
const partOf = (table: string) => `${table}_part`;

async function partitioned(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ relname: string }>(`select relname from (${tables}) t where relkind = 'p'`);
  return rows.map(({ relname }) => relname);
}

async function makeParts(client: pg.Client): Promise<void> {
  for (const table of await partitioned(client)) {
    await client.query(`create table if not exists ${partOf(table)} partition of ${table} default`);
    await client.query(`alter table ${partOf(table)} owner to aurora_owner`);
  }
}

async function rowsOf(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ relname: string }>(`select relname from (${tables}) t order by 1`);
  const counts = new Map<string, number>();
  for (const { relname } of rows) {
    const { rows: counted } = await client.query<{ n: number }>(`select count(*)::int as n from "${relname}"`);
    counts.set(relname, counted[0]?.n ?? 0);
  }
  return counts;
}

/** A row for each organisation in each table that has none, without triggers and keys: all ids are the same. */
async function fill(client: pg.Client): Promise<void> {
  const { rows } = await client.query<Column>(`
    select t.relname as table, a.attname as name, format_type(a.atttypid, null) as type,
           (select format_type(y.typelem, null) from pg_type y where y.oid = a.atttypid and y.typelem <> 0) as elements
    from (${tables}) t join pg_attribute a on a.attrelid = t.oid
    where a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity <> 'a' order by 1, a.attnum`);
  await makeParts(client);
  const byTable = Map.groupBy(rows, ({ table }) => table);
  const counts = await rowsOf(client);
  await client.query('set session_replication_role = replica');
  for (const [table, columns] of byTable) {
    if (counts.get(table) !== 0 || filledByMigrations.includes(table)) continue;
    for (const tenant of tenants) await insert(client, table, columns, tenant);
  }
  await client.query('set session_replication_role = origin');
}

async function insert(client: pg.Client, table: string, columns: Column[], tenant: Tenant): Promise<void> {
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const places = columns.map((_, at) => `$${at + 1}`).join(', ');
  const values = columns.map((column) => valueFor(column, tenant));
  await client.query(`insert into "${table}" (${names}) values (${places})`, values).catch((error: Error) => {
    throw new Error(`No row of ${table} could be made up: ${error.message}. Give it values in \`telling\`.`);
  });
}

function valueFor({ table, name, type, elements }: Column, { id, letter, number }: Tenant): unknown {
  const told = telling[`${table}.${name}`];
  if (told !== undefined) return told;
  if (elements) return [];
  if (type === 'uuid') return id;
  if (type === 'boolean') return false;
  if (type === 'jsonb' || type === 'json') return '{}';
  if (type === 'bytea') return Buffer.from(letter);
  if (type === 'inet') return '127.0.0.1';
  if (type === 'interval') return '1 hour';
  if (type === 'date' || type.startsWith('timestamp')) return name.startsWith('expires') ? 'tomorrow' : endOf(name);
  if (/int|numeric|double|real/.test(type)) return number;
  return `${table} ${letter}`;
}

/** What has ended is of no use to a migration: an end is left open where it may be. */
const endOf = (name: string) => (/^(revoked|archived|ended|disabled|finished)_at$/.test(name) ? null : 'now');

/** Everything that makes a schema, a line each. */
const catalogue = `
  select kind || ' ' || what as line from (
  select 'column' as kind, concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) as what
    from information_schema.columns where table_schema = 'public'
  union all select 'constraint', conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
  union all select 'index', indexdef from pg_indexes where schemaname = 'public'
  union all select 'policy', concat_ws(' ', tablename, policyname, permissive, cmd, roles, qual, with_check)
    from pg_policies where schemaname = 'public'
  union all select 'security', relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
  union all select 'function', pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'
  union all select 'trigger', pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  union all select 'right', table_name || ' ' || grantee || ' ' || privilege_type
    from information_schema.role_table_grants where table_schema = 'public' and grantee like 'aurora%'
  ) c order by 1`;
