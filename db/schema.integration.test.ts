/** The catalogue of the real database: no table may forget the tenant, no state may move illegally. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, inOrg, openDatabase } from './client.ts';
import { publishEvent, readEvents } from './events.ts';
import { assertInOrder, migrateDatabase } from './migrate.ts';
import { runMoves } from './model/states.ts';
import { organisations } from './schema/index.ts';

const appUrl = process.env.DATABASE_URL;
const ownerUrl = process.env.DATABASE_OWNER_URL;

/** Tables whose rows are not one organisation's, and what keeps one from reading another's by them all the same. */
const withoutOrg: Record<string, string> = {
  organisations: 'is the organisation: its policy shows the own one, and those that the person belongs to',
  users: 'people belong to several: their policy shows themselves, and those who share the organisation',
  recovery_codes: "a person's own, in whichever organisation: their policy shows nobody else's",
  guess_counts: 'counts of wrong passwords, before anybody is known; keys are digests',
  run_moves: 'which states may follow which: the same for all, and the application may only read it',
};
const shared = ['guess_counts', 'run_moves'];

describe.skipIf(!appUrl || !ownerUrl)('the database', () => {
  let owner: pg.Client;
  let db: Database;

  beforeAll(async () => {
    await migrateDatabase(ownerUrl ?? '');
    owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    db = openDatabase(appUrl ?? '');
  });
  afterAll(async () => {
    await owner.end();
    await db.close();
  });

  async function newOrg(): Promise<string> {
    const orgId = randomUUID();
    await inOrg(db, { orgId }, (tx) => tx.insert(organisations).values({ id: orgId, name: 'Org', slug: orgId }));
    return orgId;
  }

  it('forces row-level security with a policy on every table that has an org_id', async () => {
    const { rows } = await owner.query<{ table: string; forced: boolean; policies: number }>(`
      select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as forced,
             (select count(*)::int from pg_policies p where p.tablename = c.relname and p.qual like '%app_org_id()%') as policies
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace`);
    expect(rows.length).toBeGreaterThan(14);
    expect(rows.filter((row) => !row.forced || row.policies === 0)).toEqual([]);
  });

  it('keeps what a hidden project holds from others in every table that names a project, run or conversation', async () => {
    const { rows } = await owner.query<{ table: string }>(`
      select distinct c.relname as table from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname in ('project_id', 'run_id', 'session_id') and not a.attisdropped
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not c.relispartition
        and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'hidden' and not p.polpermissive
          and pg_get_expr(p.polqual, p.polrelid) like '%app_hidden_projects()%')`);
    expect(rows.map(({ table }) => table)).toEqual([]);
  });

  it('has no table without an org_id but for a reason', async () => {
    const { rows } = await owner.query<{ table: string }>(`
      select c.relname as table from pg_class c
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not c.relispartition
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped)`);
    expect(rows.map(({ table }) => table).sort()).toEqual(Object.keys(withoutOrg).sort());
    const { rows: forced } = await owner.query<{ table: string }>(
      `select relname as table from pg_class where relrowsecurity and relforcerowsecurity and relname = any($1)`,
      [Object.keys(withoutOrg)],
    );
    const open = Object.keys(withoutOrg).filter((table) => !forced.some((row) => row.table === table));
    expect(open.sort()).toEqual(shared);
    await expect(db.pool.query(`update run_moves set to_state = 'applied'`)).rejects.toThrow('permission denied');
  });

  it('gives the application a role that cannot bypass it', async () => {
    const { rows } = await db.pool.query(
      'select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
  });

  it('knows the same run moves as the code', async () => {
    const { rows } = await owner.query<{ from_state: string; to_state: string }>('select * from run_moves');
    const inCode = Object.entries(runMoves).flatMap(([from, tos]) => tos.map((to) => `${from}>${to}`));
    expect(rows.map((row) => `${row.from_state}>${row.to_state}`).sort()).toEqual(inCode.sort());
  });

  it('lets nobody rewrite an event', async () => {
    const orgId = await newOrg();
    await publishEvent(db, orgId, `org:${orgId}`, {
      type: 'session.updated',
      payload: { sessionId: randomUUID(), title: 'first' },
    });
    const rewrite = inOrg(db, { orgId }, (tx) => tx.execute(`update events set type = 'forged'`));
    await expect(rewrite).rejects.toMatchObject({ cause: { message: expect.stringContaining('permission denied') } });
  });

  it('numbers events without gaps under concurrent writers, and a repeated key appends nothing', async () => {
    const orgId = await newOrg();
    const stream = `org:${orgId}` as const;
    const event = (title: string) =>
      ({ type: 'session.updated', payload: { sessionId: randomUUID(), title } }) as const;
    const writes = Array.from({ length: 120 }, (_, index) =>
      publishEvent(db, orgId, stream, event(`e${index}`), index % 3 === 0 ? 'the-same-key' : undefined),
    );
    await Promise.all(writes);
    const stored = await readEvents(db, { orgId }, stream, 0, 1_000);
    expect(stored.map((one) => one.seq)).toEqual(Array.from({ length: 81 }, (_, index) => index + 1));
  });

  it('shows one organisation nothing of another', async () => {
    const [mine, theirs] = [await newOrg(), await newOrg()];
    const payload = { sessionId: randomUUID(), title: 'secret plans' };
    await publishEvent(db, theirs, `org:${theirs}`, { type: 'session.updated', payload });
    expect(await readEvents(db, { orgId: mine }, `org:${theirs}`, 0, 10)).toEqual([]);
    const seen = await inOrg(db, { orgId: mine }, (tx) => tx.select({ id: organisations.id }).from(organisations));
    expect(seen).toEqual([{ id: mine }]);
  });

  it('refuses a migration that Drizzle would skip without a word', () => {
    const entries = [
      { tag: '0000_first', when: 20 },
      { tag: '0001_older', when: 10 },
    ];
    expect(() => assertInOrder({ entries })).toThrow(/0001_older is dated before 0000_first/);
  });
});
