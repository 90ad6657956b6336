/** What people do is on record, with who, by what and from where; admins look through it and take it away. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeChain } from '../../activities/audit/close-chain.ts';
import { verifyOrg } from '../../activities/audit/verify.ts';
import { verifyFile } from '../../activities/audit/verify-file.ts';
import { publicKeys } from '../../platform/audit/keys.ts';
import { knownKeys } from '../../platform/audit/statement.ts';
import { newProject, planSha256, sealedRun } from '../testing/runs.ts';
import { type ApiWorld, type Caller, makeApiWorld, speakFor, stackIsUp } from '../testing/world.ts';

type Entry = {
  seq: number;
  action: string;
  outcome: string;
  actor: { kind: string; id: string | null };
  subject: { kind: string; id: string } | null;
  detail: Record<string, unknown>;
  requestId: string | null;
  address: string | null;
};

describe.skipIf(!stackIsUp())('the audit log of an organisation', () => {
  let world: ApiWorld;
  let ada: Caller;
  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
  });
  afterAll(() => world.close());

  const entries = async (query = '') =>
    (await ada.get<{ items: Entry[]; nextCursor: string | null }>(`/audit?limit=200${query}`)).body.items;
  const actions = async (query = '') => (await entries(query)).map(({ action, outcome }) => `${action} ${outcome}`);
  const raw = (path: string) =>
    world.app.inject({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${ada.signedIn.accessToken}` } });

  it('begins with the registration and the first sign-in, with request and address', async () => {
    const first = (await entries()).slice(-2).reverse();
    expect(first.map(({ seq, action }) => [seq, action])).toEqual([
      [1, 'organisation.register'],
      [2, 'session.sign_in'],
    ]);
    expect(first[1]).toMatchObject({ actor: { kind: 'person', id: ada.signedIn.user.id }, address: '127.0.0.1' });
    expect(first[1]?.requestId).toBe(first[0]?.requestId);
  });

  it('has a refused sign-in of its people, and none of strangers', async () => {
    const signIn = (email: string) =>
      world.app.inject({ method: 'POST', url: '/api/v1/auth/sign-in', payload: { email, password: 'not the one' } });
    const before = (await entries()).length;
    await signIn(`${randomUUID()}@example.test`);
    expect(await entries()).toHaveLength(before);
    await signIn(ada.signedIn.user.email);
    expect(await actions('&outcome=refused')).toContain('session.sign_in refused');
  });

  it('has what was decided, started and cancelled, and by which token', async () => {
    const { runId } = await sealedRun(world, ada);
    const made = await ada.send<{ token: string; apiToken: { id: string } }>('POST', '/me/api-tokens', {
      name: 'CI',
      role: 'admin',
    });
    const script = speakFor(world.app, { ...ada.signedIn, accessToken: made.body.token });
    await script.send('POST', `/runs/${runId}/approvals`, {
      id: randomUUID(),
      decision: 'approve',
      planSha256: 'b'.repeat(64),
    });
    await ada.send('POST', `/runs/${runId}/approvals`, { id: randomUUID(), decision: 'approve', planSha256 });
    const ofRun = await entries(`&subjectId=${runId}&action=run.approve`);
    expect(ofRun.map(({ outcome, actor }) => [outcome, actor.kind])).toEqual([
      ['ok', 'person'],
      ['refused', 'token'],
    ]);
    expect(ofRun[1]).toMatchObject({
      detail: { tokenId: made.body.apiToken.id, tokenName: 'CI' },
      address: '127.0.0.1',
    });
    expect(
      (await actions(`&subjectId=${runId}&action=run`)).filter((one) => one.startsWith('run.state')).length,
    ).toBeGreaterThan(2);

    const projectId = await newProject(ada);
    const id = randomUUID();
    for (let tries = 0; tries < 2; tries += 1) await script.send('POST', `/projects/${projectId}/runs`, { id });
    await ada.send('POST', `/runs/${id}/cancel`, { id: randomUUID() });
    expect((await actions(`&subjectId=${id}`)).filter((one) => !one.startsWith('run.state'))).toEqual([
      'run.cancel ok',
      'run.start ok',
    ]);
  });

  it('has what was changed about accounts and bills, and every file that left', async () => {
    const { body } = await ada.get<{ items: { id: string }[] }>('/connections');
    await ada.send('PATCH', `/connections/${body.items[0]?.id}/sync`, { intervalMinutes: 30 });
    await ada.send('POST', '/billing-accounts', { name: randomUUID(), kind: 'upload' });
    await raw('/resources.csv?region=us-east-1');
    const seen = await actions();
    expect(seen).toEqual(
      expect.arrayContaining(['connection.sync_settings ok', 'billing_account.create ok', 'inventory.export ok']),
    );
  });

  it('is looked through by page and exported whole, as CSV and as JSON Lines', async () => {
    const all = await entries();
    const seqs: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: Entry[]; nextCursor: string | null } = (
        await ada.get<{ items: Entry[]; nextCursor: string | null }>(`/audit?limit=3${cursor && `&cursor=${cursor}`}`)
      ).body;
      seqs.push(...page.items.map(({ seq }) => seq));
      cursor = page.nextCursor;
    }
    expect(seqs).toEqual(all.map(({ seq }) => seq));
    const lines = (await raw('/audit/export?format=jsonl')).body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry & { canonical: string });
    // The export is itself the newest entry.
    expect(lines.at(-1)).toMatchObject({ seq: all.length + 1, action: 'audit.export' });
    expect(lines.slice(0, -1).map(({ canonical, ...entry }) => entry)).toEqual(all.reverse());
    const csv = await raw('/audit/export?action=organisation');
    expect([csv.headers['content-type'], csv.body.trim().split('\n')]).toEqual([
      'text/csv; charset=utf-8',
      [expect.any(String), expect.stringContaining('organisation.register')],
    ]);
    const verdict = await verifyOrg(world.deps, new Map(), ada.signedIn.organisation.id);
    expect(verdict).toMatchObject({ entries: all.length + 2, fault: null });
  });

  it('is narrowed by what is said of an entry, and counted by action', async () => {
    const runId = (await entries('&action=run.approve'))[0]?.subject?.id ?? '';
    expect(runId).not.toBe('');
    const ofRun = await entries(`&subjectKind=run&subjectId=${runId}`);
    const { body } = await ada.get<{ items: { action: string; count: number }[] }>(
      `/audit/actions?subjectKind=run&subjectId=${runId}`,
    );
    const counted = Object.groupBy(ofRun, ({ action }) => action);
    expect(Object.fromEntries(body.items.map(({ action, count }) => [action, count]))).toEqual(
      Object.fromEntries(Object.entries(counted).map(([action, found]) => [action, found?.length])),
    );
    expect((await entries('&q=127.0.0.1')).length).toBeGreaterThan(3);
    expect(await entries('&q=127_0%250')).toEqual([]);
    expect((await entries(`&q=${'b'.repeat(12)}`)).map(({ action }) => action)).toContain('run.approve');
    const [newest] = await entries();
    expect(await entries(`&from=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
    expect((await entries(`&q=${newest?.requestId}`)).map(({ seq }) => seq)).toContain(newest?.seq);
  });

  it('says how far it is proven, and leaves as a file that is checked without the database', async () => {
    const orgId = ada.signedIn.organisation.id;
    type State = { entries: number; unsigned: number; checkpoint: { seq: number } | null; broken: object | null };
    const state = async () => (await ada.get<State>('/audit/state')).body;
    const { entries: seq } = await state();
    expect(await state()).toMatchObject({ checkpoint: null, unsigned: seq, broken: null });
    for (const end of [3, seq]) await closeChain(world.deps, { orgId, seq: end, at: new Date().toISOString() });
    expect(await state()).toMatchObject({ checkpoint: { seq }, unsigned: 0 });

    const dir = await mkdtemp(join(tmpdir(), 'audit-'));
    const [file, keys] = [join(dir, 'export.jsonl'), join(dir, 'keys.json')];
    await writeFile(keys, (await raw('/audit/keys')).body);
    const whole = (await raw('/audit/export?format=jsonl')).body;
    /** As elsewhere: without any of the servers' names in the environment. */
    const command = (text: string) =>
      writeFile(file, text)
        .then(() =>
          promisify(execFile)(process.execPath, ['activities/audit/main.ts', '--file', file, '--keys', keys], {
            env: { PATH: process.env.PATH },
          }),
        )
        .then(
          ({ stdout }) => [0, stdout],
          ({ code, stdout, stderr }) => [code, `${stdout}${stderr}`],
        );
    const known = knownKeys(await publicKeys(world.deps.storage));
    const faultOf = async (text: string) => {
      await writeFile(file, text);
      const { fault } = await verifyFile(file, known);
      return fault && [fault.kind, fault.seq];
    };
    try {
      const lines = whole.trim().split('\n');
      expect(await command(whole)).toEqual([0, expect.stringMatching(`signed to entry ${seq} `)]);
      const hashed = whole.replace('\\"session.sign_in\\"', '\\"session.sign_out\\"');
      expect(await command(hashed)).toEqual([1, expect.stringContaining('ALTERED at entry 2: its content')]);
      expect(await command(lines.slice(0, 3).join('\n'))).toEqual([2, expect.stringContaining('no checkpoint')]);
      await expect(faultOf('{}')).rejects.toThrow('Line 1');
      const without = (...gone: number[]) => lines.filter((_, index) => !gone.includes(index)).join('\n');
      expect(await faultOf(without(1))).toEqual(['missing', 2]);
      // The line behind entry 3 is the first checkpoint.
      expect(await faultOf(without(3))).toEqual(['forged', seq]);
      expect(await faultOf(whole.replace('"action":"session.sign_in"', '"action":"session.sign_out"'))).toEqual([
        'altered',
        2,
      ]);
      expect(await faultOf([lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n'))).toEqual(['reordered', 2]);
      expect(await faultOf(without(lines.length - 3))).toEqual(['missing', seq]);
      expect(await faultOf(without(lines.length - 3, lines.length - 1))).toEqual(['truncated', seq]);
      expect(await faultOf(without(0, 1))).toBeNull();
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it("is an admin's to read, and never another organisation's", async () => {
    const approver = await world.join(ada, 'approver');
    expect((await approver.get('/audit')).status).toBe(403);
    for (const path of ['/audit/export', '/audit/actions', '/audit/state', '/audit/keys']) {
      expect((await approver.get(path)).status).toBe(403);
    }
    const eve = await world.newOrg();
    const theirs = await eve.get<{ items: Entry[] }>('/audit');
    expect(JSON.stringify(theirs.body)).not.toContain(ada.signedIn.user.id);
    expect((await ada.get('/audit?action=DROP')).status).toBe(400);
  });
});
