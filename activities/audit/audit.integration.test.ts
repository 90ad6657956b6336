/** The chain on real Postgres and S3, and what somebody with the rights of the tables' owner could do to it. */
import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { asc, sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../db/audit.ts';
import { chainsToClose } from '../../db/audit-checkpoints.ts';
import { listAudit } from '../../db/audit-list.ts';
import { inOrg } from '../../db/client.ts';
import { auditCheckpoints, notices, organisations, secretUses } from '../../db/schema/index.ts';
import { checkpointKey, objectOf } from '../../platform/audit/checkpoints.ts';
import { publicKeys, signingKey } from '../../platform/audit/keys.ts';
import { type KnownKeys, knownKeys, SignedStatement, signStatement } from '../../platform/audit/statement.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../../tests/support/world.ts';
import { recordedSecrets } from '../recorded-secrets.ts';
import { closeChain } from './close-chain.ts';
import { verifyOrg } from './verify.ts';

const ownerUrl = process.env.DATABASE_OWNER_URL;
const at = '2026-11-26T20:00:00.000Z';
const rehash = `hash = encode(sha256(convert_to(e.prev_hash || E'\\n' || audit_canonical(e), 'UTF8')), 'hex')`;

describe.skipIf(!stackIsUp || !ownerUrl)('the audit log', { timeout: 120_000 }, () => {
  let world: World;
  let owner: pg.Client;
  let keys: KnownKeys;

  beforeAll(async () => {
    quietRuntime();
    world = await makeWorld();
    owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await signingKey(world.deps);
    keys = knownKeys(await publicKeys(world.deps.storage));
  });
  afterAll(async () => {
    await owner?.end();
    await world?.close();
  });

  const add = (orgId: string, action = 'run.approve', made = 0) =>
    inOrg(world.deps.db, { orgId }, (tx) =>
      appendAudit(tx, orgId, {
        action,
        actor: { kind: 'person', id: orgId, name: `Ada "Å" ${made}\n` },
        detail: { made, text: 'ü\u2028', nested: [1.5] },
      }),
    );
  async function newLog(entries: number): Promise<string> {
    const orgId = randomUUID();
    await inOrg(world.deps.db, { orgId }, (tx) =>
      tx.insert(organisations).values({ id: orgId, name: 'Org', slug: orgId }),
    );
    for (let made = 1; made <= entries; made += 1) await add(orgId, 'run.approve', made);
    return orgId;
  }
  const close = (orgId: string, seq: number) => closeChain(world.deps, { orgId, seq, at });
  /** Six entries, signed at the third and at the last. */
  async function signedLog(): Promise<string> {
    const orgId = await newLog(6);
    await close(orgId, 3);
    await close(orgId, 6);
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

  /** Writes the chain anew behind an entry, hashes and head, so that it fits together again. */
  const writeAnew = (from: number) =>
    `do $$ declare before text; e audit_entries; begin
      select hash into before from audit_entries where org_id = $ORG and seq = ${from - 1};
      before := coalesce(before, repeat('0', 64));
      for e in select * from audit_entries where org_id = $ORG and seq >= ${from} order by seq loop
        e.prev_hash := before;
        e.hash := encode(sha256(convert_to(before || E'\\n' || audit_canonical(e), 'UTF8')), 'hex');
        update audit_entries set prev_hash = e.prev_hash, hash = e.hash where org_id = e.org_id and seq = e.seq;
        before := e.hash;
      end loop;
      update audit_heads set hash = before, seq = (select max(seq) from audit_entries where org_id = $ORG) where org_id = $ORG;
    end $$`;

  const verify = (orgId: string) => verifyOrg(world.deps, keys, orgId);
  const faultOf = async (orgId: string) => {
    const { fault, entries } = await verify(orgId);
    return [fault?.kind, fault?.seq, entries];
  };
  const faultAfter = async (...statements: string[]) => {
    const orgId = await newLog(6);
    expect((await verify(orgId)).fault).toBeNull();
    await tamper(orgId, ...statements);
    return faultOf(orgId);
  };
  const told = (orgId: string) =>
    inOrg(world.deps.db, { orgId }, (tx) => tx.select({ kind: notices.kind, key: notices.key }).from(notices));

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
    const hashed = `update audit_entries e set ${rehash} where org_id = $ORG and seq = 4`;
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
    const head = (change: string) => faultAfter(`update audit_heads set ${change} where org_id = $ORG`);
    expect(await head(`hash = repeat('1', 64)`)).toEqual(['altered', 6, 6]);
    expect(await head('seq = 4')).toEqual(['altered', 5, 6]);
    expect(await head('seq = 9')).toEqual(['truncated', 7, 6]);
    expect(await faultAfter('delete from audit_heads where org_id = $ORG')).toEqual(['altered', 6, 6]);
  });

  it('is signed as far as it is whole, once, and a repeat writes the same bytes', async () => {
    const orgId = await signedLog();
    const object = await world.deps.storage.getText(checkpointKey(orgId, 6));
    expect(await close(orgId, 6)).toEqual({ kind: 'was_signed', seq: 6 });
    // The worker died between the object and the row, and before the row of an earlier one was there too.
    await tamper(orgId, 'delete from audit_checkpoints where org_id = $ORG');
    expect(await close(orgId, 6)).toEqual({ kind: 'was_signed', seq: 6 });
    expect(await world.deps.storage.getText(checkpointKey(orgId, 6))).toBe(object);
    const rows = await inOrg(world.deps.db, { orgId }, (tx) =>
      tx.select().from(auditCheckpoints).orderBy(asc(auditCheckpoints.seq)),
    );
    expect(rows.map(({ seq }) => seq)).toEqual([3, 6]);
    expect(SignedStatement.parse(JSON.parse(object)).signature).toBe(rows[1]?.signature);
    expect(await verify(orgId)).toMatchObject({ entries: 6, checkpoints: 2, signed: { seq: 6, at }, fault: null });
  });

  it('is not signed where what came since the last checkpoint was altered, and its people are told once', async () => {
    const orgId = await newLog(4);
    await close(orgId, 2);
    await tamper(orgId, `update audit_entries set actor_id = 'eve' where org_id = $ORG and seq = 3`, writeAnew(3));
    // All of it fits together: nothing was signed over it yet.
    expect((await verify(orgId)).fault).toBeNull();
    await tamper(orgId, `update audit_entries set actor_id = 'mallory' where org_id = $ORG and seq = 3`);
    for (let tries = 0; tries < 2; tries += 1) {
      expect(await close(orgId, 4)).toMatchObject({ kind: 'broken', fault: { kind: 'altered', seq: 3 } });
    }
    expect(await world.deps.storage.exists(checkpointKey(orgId, 4))).toBe(false);
    expect(await told(orgId)).toEqual([{ kind: 'audit_broken', key: 'audit_broken:3:altered' }]);
  });

  it('shows a chain that its owner wrote anew so that it fits together', async () => {
    const orgId = await signedLog();
    await tamper(orgId, `update audit_entries set actor_id = 'eve' where org_id = $ORG and seq = 5`, writeAnew(5));
    expect(await faultOf(orgId)).toEqual(['rewritten', 4, 6]);
    const whole = await signedLog();
    await tamper(whole, `update audit_entries set actor_id = 'eve' where org_id = $ORG and seq = 1`, writeAnew(1));
    expect(await faultOf(whole)).toEqual(['rewritten', 1, 3]);
    await add(whole);
    expect(await close(whole, 7)).toMatchObject({ kind: 'broken', fault: { kind: 'altered', seq: 7 } });
  });

  it('shows an end that was cut off with the head, the rows of its checkpoints, or the whole log', async () => {
    const orgId = await signedLog();
    await tamper(orgId, 'delete from audit_entries where org_id = $ORG and seq > 4', writeAnew(4));
    expect(await faultOf(orgId)).toEqual(['truncated', 5, 4]);
    await tamper(
      orgId,
      'delete from audit_checkpoints where org_id = $ORG',
      'delete from audit_entries where org_id = $ORG',
      'delete from audit_heads where org_id = $ORG',
    );
    expect(await faultOf(orgId)).toEqual(['truncated', 1, 0]);
  });

  it('shows a checkpoint that was altered, removed, copied from another organisation or signed by another key', async () => {
    const { storage } = world.deps;
    const orgId = await signedLog();
    const [first, last] = [checkpointKey(orgId, 3), checkpointKey(orgId, 6)];
    const object = await storage.getText(last);
    const signed = SignedStatement.parse(JSON.parse(object));
    const faultWith = async (text: string) => {
      await storage.put(last, text);
      return (await verify(orgId)).fault;
    };
    expect(await faultWith(object.replace(at, at.replace('20:00', '21:00')))).toMatchObject({
      kind: 'forged',
      seq: 6,
      text: expect.stringContaining('not signed by the key'),
    });
    expect((await faultWith('{'))?.text).toContain('cannot be read');
    const other = await signedLog();
    expect((await faultWith(await storage.getText(checkpointKey(other, 6))))?.text).toContain('another organisation');
    expect((await faultWith(await storage.getText(first)))?.text).toContain('was made for entry 3');
    const stranger = generateKeyPairSync('ed25519').privateKey;
    expect((await faultWith(objectOf(signStatement(signed.statement, stranger))))?.text).toContain('not signed by');
    const unknown = { ...signed.statement, keyId: 'audit@99' };
    expect((await faultWith(objectOf(signStatement(unknown, stranger))))?.text).toContain('is not known');
    expect(await faultWith(object)).toBeNull();
    await storage.remove(last);
    expect(await faultOf(orgId)).toEqual(['forged', 6, 6]);
    await storage.put(last, object);
    await storage.remove(first);
    expect((await verify(orgId)).fault).toMatchObject({
      kind: 'forged',
      seq: 6,
      text: expect.stringContaining('behind that of entry 3, which is missing'),
    });
    await add(orgId);
    await storage.remove(last);
    expect(await close(orgId, 7)).toMatchObject({ kind: 'broken', fault: { kind: 'forged', seq: 6 } });
  });

  it('lets the application neither change nor remove an entry or a checkpoint, nor add an entry beside the function', async () => {
    const orgId = await newLog(1);
    const as = (statement: string) => inOrg(world.deps.db, { orgId }, (tx) => tx.execute(sql.raw(statement)));
    for (const statement of [
      `update audit_entries set action = 'forged'`,
      'delete from audit_entries',
      'truncate audit_entries',
      'update audit_heads set seq = 0',
      'insert into audit_entries select * from audit_entries',
      `update audit_checkpoints set hash = ''`,
      'delete from audit_checkpoints',
      'truncate audit_checkpoints',
    ]) {
      await expect(as(statement)).rejects.toMatchObject({ cause: { code: '42501' } });
    }
    await expect(owner.query('truncate audit_entries')).rejects.toThrow('append-only');
    // Of whoever has more rights, the trigger asks that it be switched off first.
    const asOwner = async (statement: string) => {
      await owner.query(`begin; select enter_org('${orgId}', null)`);
      return owner.query(statement).finally(() => owner.query('rollback'));
    };
    expect((await asOwner(`select from audit_entries where org_id = '${orgId}'`)).rowCount).toBe(1);
    await expect(asOwner(`update audit_entries set action = 'forged'`)).rejects.toThrow('append-only');
    await expect(asOwner('delete from audit_entries')).rejects.toThrow('append-only');
    const theirs = await newLog(0);
    const elsewhere = as(
      `select append_audit('${theirs}', 'a.b', 'ok', 'system', null, null, null, null, '{}', null, null)`,
    );
    await expect(elsewhere).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  it('has each use of a secret once for what used it, with its reference and version, never its value', async () => {
    const orgId = await newLog(0);
    const canary = `canary-${randomUUID()}`;
    const secretRef = await world.deps.secrets.write(`connections/test-${orgId}`, { token: canary });
    const owners = [{ kind: 'connection', id: randomUUID(), secretRef }];
    const secretsFor = (purpose: 'read' | 'write', run: string) =>
      recordedSecrets(world.deps, { orgId, owners, purpose, by: { kind: 'run', id: run }, onBehalfOf: world.userId });
    const reads = Array.from({ length: 6 }, () => secretsFor('read', 'one').read(secretRef));
    expect(await Promise.all(reads)).toEqual(Array.from({ length: 6 }, () => ({ token: canary })));
    await secretsFor('write', 'one').read(secretRef);
    await world.deps.secrets.write(`connections/test-${orgId}`, { token: canary });
    await secretsFor('read', 'two').read(secretRef);
    const { rows } = await inOrg(world.deps.db, { orgId }, (tx) => listAudit(tx, {}, { limit: 10 }));
    const [by, onBehalfOf] = [{ kind: 'run', id: 'one' }, world.userId];
    expect(rows.map(({ action, subjectId, detail }) => [action, subjectId, detail]).reverse()).toEqual(
      [
        { purpose: 'read', by, reference: secretRef, version: 1, onBehalfOf },
        { purpose: 'write', by, reference: secretRef, version: 1, onBehalfOf },
        { purpose: 'read', by: { kind: 'run', id: 'two' }, reference: secretRef, version: 2, onBehalfOf },
      ].map((detail) => ['secret.use', owners[0]?.id, detail]),
    );
    expect(JSON.stringify(rows)).not.toContain(canary);
    const stranger = {
      ...world.deps,
      db: { ...world.deps.db, orm: { transaction: () => Promise.reject(new Error('away')) } },
    };
    const unrecorded = recordedSecrets(stranger as never, {
      orgId,
      owners,
      purpose: 'read',
      by: { kind: 'run', id: 'three' },
    });
    await expect(unrecorded.read(secretRef)).rejects.toThrow('away');
    await world.deps.secrets.remove(secretRef);
  });

  it('numbers without gaps while twenty write at once, is closed hour by hour or by a thousand, and forgets old uses', async () => {
    const orgId = await newLog(0);
    const write = async () => {
      for (let times = 0; times < 5; times += 1) await add(orgId);
    };
    await Promise.all(Array.from({ length: 20 }, write));
    expect(await verify(orgId)).toMatchObject({ entries: 100, end: { seq: 100 }, fault: null });
    const due = async (minutes: number, entries?: number) =>
      (await chainsToClose(world.deps.db, minutes, entries)).find((one) => one.orgId === orgId);
    expect(await due(60)).toEqual({ orgId, seq: 100 });
    await world.deps.temporal.client.workflow.execute('auditCheckpoints', {
      taskQueue: 'sync',
      workflowId: `audit-${randomUUID()}`,
      args: [],
    });
    expect(await verify(orgId)).toMatchObject({ checkpoints: 1, signed: { seq: 100 }, fault: null });
    await add(orgId);
    expect(await due(60)).toBeUndefined();
    expect(await due(60, 2)).toBeUndefined();
    expect(await due(60, 1)).toEqual({ orgId, seq: 101 });
    await tamper(orgId, `update audit_checkpoints set created_at = now() - interval '1 hour' where org_id = $ORG`);
    expect(await due(60)).toEqual({ orgId, seq: 101 });
    const key = ['old', 'new'].map((name) => `${name}:${orgId}`);
    await inOrg(world.deps.db, { orgId }, (tx) =>
      tx.insert(secretUses).values([
        { orgId, key: key[0] ?? '', createdAt: new Date(Date.now() - 91 * 86_400_000) },
        { orgId, key: key[1] ?? '', createdAt: new Date(Date.now() - 89 * 86_400_000) },
      ]),
    );
    const whole = await world.deps.temporal.client.workflow.execute('auditVerification', {
      taskQueue: 'sync',
      workflowId: `audit-${randomUUID()}`,
      args: [],
    });
    // The logs that were tampered with above.
    expect(whole.broken).toBeGreaterThanOrEqual(5);
    const kept = await inOrg(world.deps.db, { orgId }, (tx) => tx.select({ key: secretUses.key }).from(secretUses));
    expect(kept).toEqual([{ key: key[1] }]);
  });

  it('is verified with 10,000 entries from the command line', async () => {
    const orgId = await newLog(0);
    // In one transaction the head's row would have ten thousand versions to walk.
    for (let piece = 0; piece < 40; piece += 1) {
      await inOrg(world.deps.db, { orgId }, (tx) =>
        tx.execute(sql`select append_audit(${orgId}, 'bulk.add', 'ok', 'system', null, null, null, null, '{}', null, null)
          from generate_series(1, 250)`),
      );
    }
    await close(orgId, 9_000);
    const run = promisify(execFile);
    const command = (org: string) => run(process.execPath, ['activities/audit/main.ts', '--org', org]);
    const { stdout } = await command(orgId);
    expect(stdout).toContain('10000 entries, 1 checkpoints  whole, signed to entry 9000');
    expect(stdout).toContain('entries 9001 to 10000 are not signed yet');
    await tamper(orgId, `update audit_entries set outcome = 'refused' where org_id = $ORG and seq = 8000`);
    await expect(command(orgId)).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('ALTERED at entry 8000: its content is not as it was written'),
    });
    await expect(command('nobody')).rejects.toMatchObject({ code: 2 });
  });
});
