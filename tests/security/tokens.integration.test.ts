/** Every token that must not work, on real Postgres and Vault: each is tried beside one that does. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { and, eq, sql } from 'drizzle-orm';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedOutCode } from '../../api/live/watch.ts';
import { openLive, refusedWith, ticketOf } from '../../api/testing/live-client.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../../api/testing/world.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import { auditEntries, memberships, refreshTokens, signIns, users } from '../../db/schema/index.ts';

const past = new Date(Date.now() - 60_000);

describe.skipIf(!stackIsUp())('tokens', () => {
  let world: ApiWorld;
  let ada: Caller;
  let url: string;
  beforeAll(async () => {
    world = await makeApiWorld();
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    url = `ws://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
    ada = await world.newOrg();
  });
  afterAll(() => world.close());

  const post = (path: string, payload: object) => world.app.inject({ method: 'POST', url: `/api/v1${path}`, payload });
  const me = (token: string) =>
    world.app.inject({ method: 'GET', url: '/api/v1/me', headers: { authorization: `Bearer ${token}` } });
  const renew = (refreshToken: string) => post('/auth/token', { refreshToken });
  const scopeOf = ({ signedIn }: Caller) => ({ orgId: signedIn.organisation.id });
  const audited = (caller: Caller, action: string) =>
    inOrg(world.deps.db, scopeOf(caller), (tx) =>
      tx.select().from(auditEntries).where(eq(auditEntries.action, action)),
    );

  describe('of access', () => {
    let claims: { org: string; sid: string; sub: string };
    let kid: string;
    let key: Uint8Array;
    beforeAll(async () => {
      const [head = '', body = ''] = ada.signedIn.accessToken.split('.');
      const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
      claims = read(body);
      ({ kid } = read(head));
      ({ key } = await world.deps.secrets.dataKey(kid));
    });

    type Changes = Partial<Record<'iss' | 'aud' | 'exp' | 'iat' | 'kid' | 'typ' | 'alg' | 'org', string>>;
    const build = (changes: Changes = {}, by = key) =>
      new SignJWT({ org: changes.org ?? claims.org, sid: claims.sid })
        .setProtectedHeader({ alg: changes.alg ?? 'HS256', kid: changes.kid ?? kid, typ: changes.typ ?? 'at+jwt' })
        .setSubject(claims.sub)
        .setIssuer(changes.iss ?? 'aurora')
        .setAudience(changes.aud ?? 'aurora-api')
        .setIssuedAt(changes.iat ?? '-1s')
        .setExpirationTime(changes.exp ?? '5m')
        .sign(by);

    it('are taken when they are what they should be, and say why when they have expired', async () => {
      expect((await me(await build())).statusCode).toBe(200);
      const expired = await me(await build({ iat: '-20m', exp: '-1m' }));
      expect([expired.statusCode, expired.json().detail]).toEqual([
        401,
        'Your access token has expired. Get a new one.',
      ]);
    });

    it('are refused with another issuer, audience, key, key id, kind, algorithm or a longer life', async () => {
      const other = await world.newOrg();
      const { key: newest } = await world.deps.secrets.dataKey('access-tokens');
      const wrong: [string, string][] = [
        ['nonsense', 'nonsense'],
        ['key', await build({}, new TextEncoder().encode('y'.repeat(32)))],
        ['issuer', await build({ iss: 'other' })],
        ['audience', await build({ aud: 'other' })],
        ['unknown kid', await build({ kid: 'access-tokens@999' })],
        ['unknown kid, newest key', await build({ kid: 'access-tokens@999' }, newest)],
        ['kid of another key', await build({ kid: 'plans@1' })],
        ['kind', await build({ typ: 'JWT' })],
        ['life', await build({ iat: '-16m', exp: '5m' })],
        ['organisation', await build({ org: other.signedIn.organisation.id })],
      ];
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const now = Math.floor(Date.now() / 1_000);
      const body = part({ ...claims, iss: 'aurora', aud: 'aurora-api', iat: now, exp: now + 300 });
      for (const alg of ['none', 'None', 'NONE']) {
        wrong.push([alg, `${part({ alg, kid, typ: 'at+jwt' })}.${body}.`]);
      }
      const longer = `${part({ alg: 'HS512', kid, typ: 'at+jwt' })}.${body}`;
      wrong.push(['algorithm', `${longer}.${createHmac('sha512', key).update(longer).digest('base64url')}`]);
      for (const [what, token] of wrong) expect((await me(token)).statusCode, what).toBe(401);
    });

    it.each([
      ['sign-in has run out', (tx: Tx) => tx.update(signIns).set({ expiresAt: past })],
      ['membership is switched off', (tx: Tx) => tx.update(memberships).set({ disabledAt: past })],
      ['membership is gone', (tx: Tx) => tx.delete(memberships)],
      ['account is disabled', (tx: Tx) => tx.update(users).set({ disabledAt: past })],
    ])('open nothing any more once the %s, whatever else is left', async (_, end) => {
      const eve = await world.newOrg();
      expect((await me(eve.signedIn.accessToken)).statusCode).toBe(200);
      const { user, organisation } = eve.signedIn;
      await inOrg(world.deps.db, { orgId: organisation.id, userId: user.id }, async (tx) => void (await end(tx)));
      expect((await me(eve.signedIn.accessToken)).statusCode).toBe(401);
    });

    it('go on living while keys rotate, and those of a new key are taken before any is signed with it', async () => {
      const before = await build();
      const next = await world.deps.secrets.rotateDataKey('access-tokens');
      const { key: nextKey } = await world.deps.secrets.dataKey(next);
      const after = await build({ kid: next }, nextKey);
      expect((await me(after)).statusCode).toBe(401);
      // Another process, which starts now, knows both.
      const second = await makeApiWorld();
      const asked = (token: string) =>
        second.app.inject({ method: 'GET', url: '/api/v1/me', headers: { authorization: `Bearer ${token}` } });
      expect((await asked(before)).statusCode).toBe(200);
      expect((await asked(after)).statusCode).toBe(200);
      await second.close();
      expect((await me(before)).statusCode).toBe(200);
    });
  });

  describe('of renewal', () => {
    /** As if the token had been used a while ago. */
    const age = (caller: Caller) =>
      inOrg(world.deps.db, scopeOf(caller), (tx) =>
        tx.update(refreshTokens).set({ usedAt: sql`used_at - interval '31 seconds'` }),
      );

    it('give the next one each, and one that comes again later ends the sign-in at once, sockets too', async () => {
      const bob = await world.newOrg();
      const live = await openLive(url, bob);
      const closed = once(live.socket, 'close');
      const first = bob.signedIn.refreshToken;
      const second = (await renew(first)).json();
      const third = (await renew(second.refreshToken)).json();
      expect((await me(third.accessToken)).statusCode).toBe(200);
      await age(bob);
      const replayed = await renew(first);
      expect([replayed.statusCode, replayed.json().detail]).toEqual([401, expect.stringContaining('came twice')]);
      expect((await me(third.accessToken)).statusCode).toBe(401);
      expect((await renew(third.refreshToken)).statusCode).toBe(401);
      expect((await closed)[0]).toBe(signedOutCode);
      const rows = await inOrg(world.deps.db, scopeOf(bob), (tx) => tx.select().from(signIns));
      expect(rows).toMatchObject([{ endedReason: expect.stringContaining('used twice') }]);
      expect(await audited(bob, 'session.reuse')).toMatchObject([{ outcome: 'refused' }]);
    });

    it('let two tabs and a lost answer pass, and only as long as nothing of it was used', async () => {
      const bob = await world.newOrg();
      const first = bob.signedIn.refreshToken;
      const both = await Promise.all([renew(first), renew(first), renew(first)]);
      expect(both.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
      const [one = '', two = ''] = both.map((answer) => answer.json().refreshToken as string);
      const next = (await renew(one)).json();
      // Now the first one is older than what was used last: its time is over within the seconds.
      const late = await world.newOrg();
      await renew((await renew(late.signedIn.refreshToken)).json().refreshToken);
      expect((await renew(late.signedIn.refreshToken)).statusCode).toBe(401);
      // The brother of one that was used may still be on its way; later it is a copy.
      expect((await renew(two)).statusCode).toBe(200);
      await age(bob);
      expect((await renew(two)).statusCode).toBe(401);
      expect((await renew(next.refreshToken)).statusCode).toBe(401);
    });

    it('are taken once where two come at the very same time, beyond that overlap', async () => {
      const bob = await world.newOrg();
      await renew(bob.signedIn.refreshToken);
      await age(bob);
      const answers = await Promise.all([1, 2, 3].map(() => renew(bob.signedIn.refreshToken)));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
      expect(await audited(bob, 'session.reuse')).toHaveLength(1);
    });

    it('do nothing for who was deactivated', async () => {
      const bob = await world.join(ada, 'operator');
      const { user, organisation } = bob.signedIn;
      await inOrg(world.deps.db, scopeOf(bob), (tx) =>
        tx
          .update(memberships)
          .set({ disabledAt: new Date() })
          .where(and(eq(memberships.userId, user.id), eq(memberships.orgId, organisation.id))),
      );
      expect((await me(bob.signedIn.accessToken)).statusCode).toBe(401);
      expect((await renew(bob.signedIn.refreshToken)).statusCode).toBe(401);
    });
  });

  it('open one socket each, from no other page than ours', async () => {
    const ticket = await ticketOf(ada);
    const to = `${url}/live?ticket=${encodeURIComponent(ticket)}`;
    expect(await refusedWith(to, { origin: 'https://elsewhere.example' })).toBe(403);
    const live = await openLive(url, ada);
    await live.close();
    const used = await ticketOf(ada);
    const once = `${url}/live?ticket=${encodeURIComponent(used)}`;
    const opened = new WebSocket(once);
    await new Promise((resolve) => opened.addEventListener('open', resolve));
    opened.close();
    expect(await refusedWith(once)).toBe(401);
  });

  describe('end with the sign-ins that people end', () => {
    const again = async (caller: Caller): Promise<{ refreshToken: string; accessToken: string }> => {
      const credentials = { email: caller.signedIn.user.email, password: 'correct horse battery' };
      return (await post('/auth/sign-in', credentials)).json();
    };
    type Listed = { items: { id: string; current: boolean; browser: string }[] };

    it('one of them, all others, and all', async () => {
      const bob = await world.newOrg();
      const [phone, tablet] = [await again(bob), await again(bob)];
      const listed = await bob.get<Listed>('/me/sign-ins');
      expect(listed.body.items).toHaveLength(3);
      const others = listed.body.items.filter(({ current }) => !current);
      expect((await bob.send('DELETE', `/me/sign-ins/${others[0]?.id}`)).status).toBe(204);
      expect((await bob.send('DELETE', `/me/sign-ins/${others[0]?.id}`)).status).toBe(404);
      const left = [phone, tablet].map(({ accessToken }) => me(accessToken));
      expect((await Promise.all(left)).map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
      expect((await bob.send('POST', '/me/sign-ins/end-others')).body).toEqual({ ended: 1 });
      expect((await me(tablet.accessToken)).statusCode).toBe(401);
      expect((await me(bob.signedIn.accessToken)).statusCode).toBe(200);
      await again(bob);
      expect((await bob.send('POST', '/me/sign-ins/end-all')).body).toEqual({ ended: 2 });
      expect((await me(bob.signedIn.accessToken)).statusCode).toBe(401);
      expect(await audited(bob, 'session.sign_out')).toHaveLength(4);
    });

    it("a member's by an admin of the organisation, and by nobody else", async () => {
      const bob = await world.join(ada, 'operator');
      const eve = await world.newOrg();
      const path = `/members/${bob.signedIn.user.id}/sign-out`;
      expect((await bob.send('POST', path)).status).toBe(403);
      expect((await eve.send('POST', path)).status).toBe(404);
      const foreign = await eve.get<Listed>('/me/sign-ins');
      expect((await ada.send('DELETE', `/me/sign-ins/${foreign.body.items[0]?.id}`)).status).toBe(404);
      expect((await ada.send('POST', path)).body).toEqual({ ended: 1 });
      expect((await me(bob.signedIn.accessToken)).statusCode).toBe(401);
      expect((await me(eve.signedIn.accessToken)).statusCode).toBe(200);
    });
  });
});
