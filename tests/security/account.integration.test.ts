/** Passwords, second steps, proofs and guesses, on real Postgres and Vault. */
import { createHash, randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Door, makeGuesses } from '../../api/guesses.ts';
import { planSha256, sealedRun } from '../../api/testing/runs.ts';
import { type ApiWorld, type Caller, makeApiWorld, speakFor, stackIsUp } from '../../api/testing/world.ts';
import { asPresented, inOrg } from '../../db/client.ts';
import { checkDecision } from '../../db/decisions.ts';
import { approvals, auditEntries, recoveryCodes, signIns, users } from '../../db/schema/index.ts';
import type { AuroraError } from '../../platform/errors.ts';

const password = 'correct horse battery';
const minute = 60_000;

describe.skipIf(!stackIsUp())('an account', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await makeApiWorld();
  });
  afterAll(() => world.close());

  const post = (path: string, payload: object, remoteAddress = '127.0.0.1', app = world.app) =>
    app.inject({ method: 'POST', url: `/api/v1${path}`, payload, remoteAddress });
  const signIn = (caller: Caller, more: object = {}) =>
    post('/auth/sign-in', { email: caller.signedIn.user.email, password, ...more });
  const scopeOf = ({ signedIn }: Caller) => ({ orgId: signedIn.organisation.id, userId: signedIn.user.id });
  const actionsOf = async (caller: Caller) =>
    (await inOrg(world.deps.db, scopeOf(caller), (tx) => tx.select().from(auditEntries))).map(({ action }) => action);
  /** As if they had proved who they are a while ago. */
  const lastProven = (caller: Caller, agoMs: number) =>
    inOrg(world.deps.db, scopeOf(caller), (tx) =>
      tx.update(signIns).set({ steppedUpAt: new Date(Date.now() - agoMs) }),
    );

  type Begun = { uri: string; secret: string };
  /** With two-step sign-in on. `code(steps)` is of now, or of steps before and after. */
  async function inTwoSteps() {
    const caller = await world.newOrg();
    const { body } = await caller.send<Begun>('POST', '/me/totp');
    const totp = new TOTP({ secret: Secret.fromBase32(body.secret) });
    const code = (steps = 0) => totp.generate({ timestamp: Date.now() + steps * 30_000 });
    const confirmed = await caller.send<{ recoveryCodes: string[] }>('POST', '/me/totp/confirm', { code: code(-1) });
    expect(confirmed.status).toBe(200);
    return { caller, code, secret: body.secret, codes: confirmed.body.recoveryCodes };
  }

  describe('with two steps', () => {
    it('asks for the code after the right password only, and takes each code once', async () => {
      const { caller, code, secret } = await inTwoSteps();
      const wrong = await signIn(caller, { password: 'not the right one' });
      expect([wrong.statusCode, wrong.json().code]).toEqual([401, 'unauthenticated']);
      const asked = await signIn(caller);
      expect([asked.statusCode, asked.json().code]).toEqual([401, 'totp_required']);
      const now = code();
      const both = await Promise.all([signIn(caller, { code: now }), signIn(caller, { code: now })]);
      expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
      expect((await signIn(caller, { code: code(-1) })).json().code).toBe('totp_required');
      expect((await signIn(caller, { code: code(3) })).json().code).toBe('totp_required');
      expect((await signIn(caller, { code: code(1) })).statusCode).toBe(200);
      // The secret is in Vault, and nowhere in the database.
      const rows = await inOrg(world.deps.db, scopeOf(caller), (tx) => tx.select().from(users));
      expect(JSON.stringify(rows)).not.toContain(secret);
      expect(rows[0]?.totpSecretRef).toMatch(/^vault:kv\/data\/aurora\/users\/totp-/);
    });

    it('lets in by each recovery code once, keeps their hashes alone, and counts what is left', async () => {
      const { caller, codes } = await inTwoSteps();
      const [first = '', second = ''] = codes;
      expect(new Set(codes).size).toBe(10);
      expect((await signIn(caller, { code: first.toUpperCase() })).statusCode).toBe(200);
      expect((await signIn(caller, { code: first })).json().code).toBe('totp_required');
      expect((await caller.get('/me/account')).body).toMatchObject({ twoSteps: true, recoveryCodesLeft: 9 });
      const rows = await inOrg(world.deps.db, scopeOf(caller), (tx) => tx.select().from(recoveryCodes));
      expect(JSON.stringify(rows)).not.toContain(second.replaceAll('-', ''));
      expect(await actionsOf(caller)).toEqual(expect.arrayContaining(['account.totp_on', 'account.recovery_code']));
    });

    it('is on only once a code confirmed it, and off only after a fresh proof', async () => {
      const caller = await world.newOrg();
      await lastProven(caller, 11 * minute);
      expect((await caller.send('POST', '/me/totp')).body.code).toBe('step_up_required');
      expect((await caller.send('POST', '/me/step-up', { password })).status).toBe(204);
      expect((await caller.send('POST', '/me/totp')).status).toBe(201);
      expect((await caller.send('POST', '/me/totp/confirm', { code: '000000' })).status).toBe(403);
      expect((await signIn(caller)).statusCode).toBe(200);

      const { caller: other, code } = await inTwoSteps();
      await lastProven(other, 11 * minute);
      expect((await other.send('DELETE', '/me/totp')).body.code).toBe('step_up_required');
      // Who knows the password alone proves nothing where a second step is on.
      expect((await other.send('POST', '/me/step-up', { password })).status).toBe(400);
      expect((await other.send('POST', '/me/step-up', { code: code() })).status).toBe(204);
      expect((await other.send('DELETE', '/me/totp')).status).toBe(204);
      expect((await signIn(other)).statusCode).toBe(200);
    });

    it('is reset by an admin for a member of theirs alone, and not by others', async () => {
      const ada = await world.newOrg();
      const bob = await world.join(ada, 'operator');
      const { body } = await bob.send<Begun>('POST', '/me/totp');
      const code = new TOTP({ secret: Secret.fromBase32(body.secret) }).generate();
      await bob.send('POST', '/me/totp/confirm', { code });
      const path = `/members/${bob.signedIn.user.id}/totp`;
      const eve = await world.newOrg();
      expect((await eve.send('DELETE', path)).status).toBe(404);
      await lastProven(ada, 11 * minute);
      expect((await ada.send('DELETE', path)).body.code).toBe('step_up_required');
      expect((await ada.send('POST', '/me/step-up', { password })).status).toBe(204);
      expect((await ada.send('DELETE', path)).status).toBe(204);
      expect((await signIn(bob)).statusCode).toBe(200);
      expect((await ada.send('DELETE', path)).status).toBe(409);
      // The second step of somebody who belongs to another organisation as well is that one's too.
      expect((await bob.send('POST', '/me/step-up', { password })).status).toBe(204);
      const { body: again } = await bob.send<Begun>('POST', '/me/totp');
      await bob.send('POST', '/me/totp/confirm', {
        code: new TOTP({ secret: Secret.fromBase32(again.secret) }).generate(),
      });
      expect((await bob.send('POST', '/organisations', { name: 'Another one' })).status).toBe(201);
      expect((await ada.send('DELETE', path)).status).toBe(403);
      expect((await bob.get('/me/account')).body).toMatchObject({ twoSteps: true });
    });
  });

  it('takes a new password with the current one, refuses weak ones, and signs out everywhere else', async () => {
    const caller = await world.newOrg();
    const elsewhere = speakFor(world.app, (await signIn(caller)).json());
    const change = (current: string, next: string) => caller.send('POST', '/me/password', { current, password: next });
    expect((await change('not the right one', 'a whole new sentence')).status).toBe(403);
    expect((await change(password, 'too short')).status).toBe(400);
    expect((await change(password, caller.signedIn.user.email)).status).toBe(400);
    expect((await change(password, 'abababababababab')).status).toBe(400);
    expect((await change(password, 'a whole new sentence')).body).toEqual({ ended: 1 });
    expect((await elsewhere.get('/me')).status).toBe(401);
    expect((await caller.get('/me')).status).toBe(200);
    expect((await signIn(caller)).statusCode).toBe(401);
    expect((await signIn(caller, { password: 'a whole new sentence' })).statusCode).toBe(200);
    expect(await actionsOf(caller)).toEqual(expect.arrayContaining(['account.password', 'session.sign_out']));
  });

  it('hashes a password anew at sign-in when it was hashed with other parameters', async () => {
    const caller = await world.newOrg();
    const { user } = caller.signedIn;
    const old = await hash(password, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    const stored = async () => {
      const rows = await asPresented(world.deps.db, { userId: user.id }, (tx) => tx.select().from(users));
      return rows[0]?.passwordHash;
    };
    await asPresented(world.deps.db, { userId: user.id }, (tx) =>
      tx.update(users).set({ passwordHash: old }).where(eq(users.id, user.id)),
    );
    expect((await signIn(caller)).statusCode).toBe(200);
    expect(await stored()).toContain('m=19456,t=2,p=1');
    expect((await signIn(caller)).statusCode).toBe(200);
  });

  describe('approves a plan that destroys', () => {
    const approve = (id: string = randomUUID()) => ({ id, decision: 'approve', planSha256 });

    it('with a proof of the last ten minutes, which the approval keeps', async () => {
      const ada = await world.newOrg();
      const { runId } = await sealedRun(world, ada, { kind: 'destroy' });
      await lastProven(ada, 11 * minute);
      const given = approve();
      const refused = await ada.send('POST', `/runs/${runId}/approvals`, given);
      expect([refused.status, refused.body.code]).toEqual([403, 'step_up_required']);
      expect((await ada.get(`/runs/${runId}`)).body).toMatchObject({ mayApprove: { allowed: true }, approvals: [] });
      expect((await ada.send('POST', '/me/step-up', { password: 'not the right one' })).status).toBe(403);
      expect((await ada.send('POST', '/me/step-up', { password })).status).toBe(204);
      // No workflow runs here, so that the decision gets as far as telling it.
      const taken = await ada.send('POST', `/runs/${runId}/approvals`, given);
      expect(taken.body.code).not.toBe('step_up_required');
      const rows = await inOrg(world.deps.db, scopeOf(ada), (tx) => tx.select().from(approvals));
      expect(rows).toMatchObject([{ id: given.id, steppedUpAt: expect.any(Date) }]);
    });

    it('not by a personal token, which can prove nothing; it is on record, and rejecting is free', async () => {
      const ada = await world.newOrg();
      const { runId } = await sealedRun(world, ada, { kind: 'destroy' });
      const made = await ada.send<{ token: string }>('POST', '/me/api-tokens', { name: 'ci', role: 'admin' });
      const script = speakFor(world.app, { ...ada.signedIn, accessToken: made.body.token });
      const refused = await script.send('POST', `/runs/${runId}/approvals`, approve());
      expect([refused.status, refused.body.code]).toEqual([403, 'step_up_required']);
      expect(refused.body.detail).toContain('Approve it on its page in Aurora');
      expect((await ada.get(`/runs/${runId}/approvals`)).body).toMatchObject({ items: [{ counted: false }] });
      const rejected = await script.send('POST', `/runs/${runId}/approvals`, { ...approve(), decision: 'reject' });
      expect(rejected.body.code).not.toBe('step_up_required');
    });

    it('not without a fresh proof beside the decision that the workflow looks at, whoever let it in', async () => {
      const ada = await world.newOrg();
      const { runId } = await sealedRun(world, ada, { kind: 'destroy' });
      const verdict = (steppedUpAt: Date | null) =>
        inOrg(world.deps.db, scopeOf(ada), async (tx) => {
          const decision = { ...scopeOf(ada), ...approve(), decision: 'approve' as const, runId, steppedUpAt };
          await tx.insert(approvals).values(decision);
          return (await checkDecision(tx, runId, decision.id)).kind;
        });
      expect(await verdict(null)).toBe('refused');
      expect(await verdict(new Date(Date.now() - 11 * minute))).toBe('refused');
      expect(await verdict(new Date())).toBe('approved');
    });
  });

  describe('that is guessed at', () => {
    const guess = (email: string, from: string, app = world.app) =>
      post('/auth/sign-in', { email, password: 'guess after guess' }, from, app);
    const several = async (times: number, ask: () => Promise<{ statusCode: number }>) => {
      const statuses: number[] = [];
      for (let asked = 0; asked < times; asked += 1) statuses.push((await ask()).statusCode);
      return statuses;
    };

    it('answers less and less often, whether or not it exists, also after a restart', async () => {
      const { user } = (await world.newOrg()).signedIn;
      for (const email of [user.email, `${randomUUID()}@example.test`]) {
        const from = `198.51.100.${email === user.email ? 1 : 2}`;
        expect(await several(7, () => guess(email, from))).toEqual([401, 401, 401, 401, 401, 401, 429]);
        const restarted = await makeApiWorld();
        const refused = await guess(email, from, restarted.app);
        await restarted.close();
        expect([refused.statusCode, refused.json().code]).toEqual([429, 'rate_limited']);
        expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
        expect(refused.json().detail).toMatch(/^That was wrong too often\. Wait \d+ seconds and try again\.$/);
      }
    });

    it('gives a hundred guesses at once no more than as many one by one', async () => {
      const { user } = (await world.newOrg()).signedIn;
      const answers = await Promise.all(Array.from({ length: 15 }, () => guess(user.email, '198.51.100.3')));
      const looked = answers.filter(({ statusCode }) => statusCode === 401);
      expect(looked.length).toBe(6);
    });

    it('stays open for its person where they signed in before, however many strangers guess elsewhere', async () => {
      const caller = await world.newOrg();
      const { email } = caller.signedIn.user;
      let tried = 0;
      const stranger = () => {
        tried += 1;
        return guess(email, `203.0.113.${tried}`);
      };
      const statuses = await several(24, stranger);
      expect(statuses.slice(0, 21)).toEqual(Array(21).fill(401));
      expect(statuses.slice(21)).toEqual([429, 429, 429]);
      // Not by the right password either, from a place where they never were; but from where they were.
      expect((await post('/auth/sign-in', { email, password }, '192.0.2.99')).statusCode).toBe(429);
      expect((await signIn(caller)).statusCode).toBe(200);
    });

    it('counts no guess that was refused, and of a door that others share takes back one alone', async () => {
      const { pool } = world.deps.db;
      const guesses = makeGuesses(pool);
      const door = (free: number, shared = false): Door => ({ name: randomUUID(), free, shared });
      const waitOf = (...doors: Door[]) =>
        guesses.enter(doors).then(
          () => 0,
          ({ retryAfterMs = 0 }: AuroraError) => retryAfterMs,
        );
      const closed = door(1);
      expect([await waitOf(closed), await waitOf(closed)]).toEqual([0, 0]);
      for (let asked = 0; asked < 5; asked += 1) expect(await waitOf(closed)).toBeGreaterThan(0);
      const gate = `gate:${createHash('sha256').update(closed.name).digest('base64url')}`;
      expect((await pool.query('delete from guess_counts where key = $1', [gate])).rowCount).toBe(1);
      expect(await waitOf(closed)).toBe(0);
      // The second beyond the free ones, not the seventh.
      expect(await waitOf(closed)).toBeLessThanOrEqual(minute);

      const before = door(1);
      for (let asked = 0; asked < 3; asked += 1) expect(await waitOf(before, closed)).toBeGreaterThan(0);
      expect([await waitOf(before), await waitOf(before)]).toEqual([0, 0]);

      const shared = door(2, true);
      expect([await waitOf(shared), await waitOf(shared)]).toEqual([0, 0]);
      const clear = await guesses.enter([shared]);
      await clear();
      expect(await waitOf(shared)).toBeGreaterThan(0);
    });

    it('has its codes guarded by themselves, which the right password does not open again', async () => {
      const { caller } = await inTwoSteps();
      const wrong = () => signIn(caller, { code: '000000' });
      expect(await several(7, wrong)).toEqual([401, 401, 401, 401, 401, 401, 429]);
    });

    it('is guarded inside a session as well', async () => {
      const caller = await world.newOrg();
      const wrong = () => caller.send('POST', '/me/step-up', { password: 'guess after guess' });
      const statuses = await several(7, async () => ({ statusCode: (await wrong()).status }));
      expect(statuses).toEqual([403, 403, 403, 403, 403, 403, 429]);
      const change = { current: password, password: 'a whole new sentence' };
      expect((await caller.send('POST', '/me/password', change)).status).toBe(429);
    });
  });
});
