/** The chain on real Postgres, and what somebody with the rights of the tables' owner could do to it. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from './audit.ts';
import { verifyAudit, verifyOrg } from './audit-verify.ts';
import { type Database, inOrg, openDatabase } from './client.ts';
import { organisations } from './schema/index.ts';

const appUrl = process.env.DATABASE_URL;
const ownerUrl = process.env.DATABASE_OWNER_URL;

describe.skipIf(!appUrl || !ownerUrl)('the audit log', { timeout: 120_000 }, () => {
  let owner: pg.Client;
  let db: Database;
  beforeAll(async () => {
    owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    db = openDatabase(appUrl ?? '');
  });
  afterAll(async () => {
    await owner.end();
    await db.close();
  });

  async function newLog(entries: number): Promise<string> {
    const orgId = randomUUID();
    await inOrg(db, { orgId }, async (tx) => {
      await tx.insert(organisations).values({ id: orgId, name: 'Org', slug: orgId });
      for (let made = 1; made <= entries; made += 1) {
        const actor = { kind: 'person', id: orgId, name: `Ada "Å" ${made}\n` } as const;
        await appendAudit(tx, orgId, {
          action: 'run.approve',
          actor,
          detail: { made, text: 'ü\u2028', nested: [1.5] },
        });
      }
    });
    return orgId;
  }

  /** As the owner, who can switch the trigger off. */
  async function tamper(orgId: string, ...statements: string[]): Promise<void> {
    await owner.query('begin');
    await owner.query(`select set_config('app.org_id', $1, true)`, [orgId]);
    await owner.query('alter table audit_entries disable trigger audit_stays');
    for (const statement of statements) {
      const { rowCount } = await owner.query(statement.replaceAll('$ORG', `'${orgId}'`));
      if (rowCount === 0) throw new Error(`This changed nothing: ${statement}`);
    }
    await owner.query('alter table audit_entries enable trigger audit_stays');
    await owner.query('commit');
  }
  const faultAfter = async (...statements: string[]) => {
    const orgId = await newLog(6);
    expect((await verifyOrg(db, orgId)).fault).toBeNull();
    await tamper(orgId, ...statements);
    const { fault, entries } = await verifyOrg(db, orgId);
    return [fault?.kind, fault?.seq, entries];
  };

  it('is whole as it was written, whatever is in it', async () => {
    const orgId = await newLog(3);
    expect(await verifyOrg(db, orgId)).toMatchObject({ entries: 3, end: { seq: 3 }, fault: null });
    expect((await verifyAudit(db)).find((one) => one.orgId === orgId)).toMatchObject({ entries: 3, fault: null });
  });

  it.each([
    ['content', `update audit_entries set detail = '{"made": 99}' where org_id = $ORG and seq = 4`],
    ['an actor', `update audit_entries set actor_id = 'eve' where org_id = $ORG and seq = 4`],
    ['a time', `update audit_entries set at = at - interval '1 microsecond' where org_id = $ORG and seq = 4`],
    ['a hash', `update audit_entries set hash = repeat('0', 64) where org_id = $ORG and seq = 4`],
  ])('names the first entry that was altered: %s', async (_, statement) => {
    expect(await faultAfter(statement)).toEqual(['altered', 4, 3]);
  });

  it('names the entry after one that was altered together with its own hash', async () => {
    const forged = `update audit_entries e set actor_id = 'eve' where org_id = $ORG and seq = 4`;
    const hashed = `update audit_entries e set hash = encode(sha256(convert_to(e.prev_hash || E'\\n' || audit_canonical(e), 'UTF8')), 'hex')
      where org_id = $ORG and seq = 4`;
    expect(await faultAfter(forged, hashed)).toEqual(['altered', 5, 4]);
  });

  it('names the first that is missing, in the middle and at the end', async () => {
    expect(await faultAfter('delete from audit_entries where org_id = $ORG and seq in (3, 4)')).toEqual([
      'missing',
      3,
      2,
    ]);
    expect(await faultAfter('delete from audit_entries where org_id = $ORG and seq > 4')).toEqual(['truncated', 5, 4]);
    expect(await faultAfter('delete from audit_entries where org_id = $ORG')).toEqual(['truncated', 1, 0]);
  });

  it('names the first that stands in another place, and a head that was moved', async () => {
    const swap = [
      'update audit_entries set seq = 100 where org_id = $ORG and seq = 3',
      'update audit_entries set seq = 3 where org_id = $ORG and seq = 5',
      'update audit_entries set seq = 5 where org_id = $ORG and seq = 100',
    ];
    expect(await faultAfter(...swap)).toEqual(['reordered', 3, 2]);
    expect(await faultAfter(`update audit_heads set hash = repeat('1', 64) where org_id = $ORG`)).toEqual([
      'altered',
      6,
      6,
    ]);
  });

  it('lets the application neither change nor remove an entry, nor add one beside the function', async () => {
    const orgId = await newLog(1);
    const as = (statement: string) => inOrg(db, { orgId }, (tx) => tx.execute(sql.raw(statement)));
    for (const statement of [
      `update audit_entries set action = 'forged'`,
      'delete from audit_entries',
      'update audit_heads set seq = 0',
      'insert into audit_entries select * from audit_entries',
    ]) {
      await expect(as(statement)).rejects.toMatchObject({ cause: { code: '42501' } });
    }
    await expect(owner.query('truncate audit_entries')).rejects.toThrow('append-only');
  });

  it('numbers without gaps while many write at once, and verifies 10,000 entries', async () => {
    const orgId = await newLog(0);
    const write = () =>
      inOrg(db, { orgId }, (tx) =>
        appendAudit(tx, orgId, { action: 'a.b', actor: { kind: 'system', id: null, name: null } }),
      );
    await Promise.all(Array.from({ length: 40 }, write));
    await inOrg(db, { orgId }, (tx) =>
      tx.execute(sql`select append_audit(${orgId}, 'bulk.add', 'ok', 'system', null, null, null, null, '{}', null, null)
        from generate_series(1, 9960)`),
    );
    expect(await verifyOrg(db, orgId)).toMatchObject({ entries: 10_000, end: { seq: 10_000 }, fault: null });
  });
});
