/** Who comes into an organisation, by which link, and who goes. */
import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { checkDecision } from '../../db/decisions.ts';
import { approvals, deliveries, invitations, memberships, notices } from '../../db/schema/index.ts';
import { planSha256, sealedRun } from '../testing/runs.ts';
import { type ApiWorld, type Caller, makeApiWorld, speakFor, stackIsUp } from '../testing/world.ts';

type SignedIn = Caller['signedIn'];
type Member = { id: string; name: string; role: string; email: string | null; state: string | null };
const password = 'staple battery horse 42';

describe.skipIf(!stackIsUp())('members', () => {
  let world: ApiWorld;
  let ada: Caller;
  beforeAll(async () => {
    // Closed to strangers, not to who is invited.
    world = await makeApiWorld({ env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
    ada = await world.newOrg();
    Object.assign(world.deps.config, { REGISTRATION: 'closed' });
  });
  afterAll(() => world.close());

  const orgOf = ({ signedIn }: Caller) => signedIn.organisation.id;
  const newEmail = () => `${randomUUID()}@example.test`;

  async function invite(email: string, role = 'operator', by = ada): Promise<{ token: string; id: string }> {
    const { status, body } = await by.send<{ link: string; invitation: { id: string } }>('POST', '/invitations', {
      email,
      role,
    });
    expect(status, JSON.stringify(body)).toBe(201);
    return { token: body.link.split('/invite/')[1] ?? '', id: body.invitation.id };
  }

  async function post(path: string, payload: object, bearer?: string) {
    const headers = bearer ? { authorization: `Bearer ${bearer}` } : {};
    const answer = await world.app.inject({ method: 'POST', url: `/api/v1${path}`, payload, headers });
    return { status: answer.statusCode, body: answer.json() };
  }

  const accept = (token: string, more: object = {}, bearer?: string) =>
    post('/auth/invitation/accept', { token, ...more }, bearer);

  async function newcomer(role = 'operator', name = 'Grace'): Promise<Caller> {
    const { token } = await invite(newEmail(), role);
    const { status, body } = await accept(token, { name, password });
    expect(status, JSON.stringify(body)).toBe(200);
    return speakFor(world.app, body as SignedIn);
  }

  const membersOf = async (caller: Caller) => (await caller.get<{ items: Member[] }>('/members')).body.items;

  it('mails an invitation where mail is configured, says how that fares, and sends it once more when asked', async () => {
    const orgId = orgOf(ada);
    const email = newEmail();
    const { token, id } = await invite(email);
    type Listed = { sendsMail: boolean; items: { id: string; mail: object | null }[] };
    const listed = async () => (await ada.get<Listed>('/invitations')).body;
    const mail = async () => (await listed()).items.find((one) => one.id === id)?.mail;
    expect([(await listed()).sendsMail, await mail()]).toMatchObject([true, { state: 'waiting' }]);
    const again = (of = randomUUID()) => ada.send('POST', `/invitations/${id}/mail`, { id: of });
    expect((await again()).status).toBe(409);
    const isOurs = sql`${notices.subject}->>'invitationId' = ${id}`;
    await inOrg(world.deps.db, { orgId }, async (tx) => {
      const [notice] = await tx.update(notices).set({ routedAt: new Date() }).where(isOurs).returning();
      const given = { orgId, noticeId: notice?.id ?? '', target: `invitation:${id}`, kind: 'email' } as const;
      await tx.insert(deliveries).values({ ...given, state: 'dead', reason: 'The mailbox is full.' });
    });
    expect(await mail()).toMatchObject({ state: 'dead', reason: 'The mailbox is full.' });
    const wish = randomUUID();
    expect([(await again(wish)).status, (await again(wish)).status]).toEqual([202, 202]);
    const told = await inOrg(world.deps.db, { orgId }, (tx) => tx.select().from(notices).where(isOurs));
    expect(told).toHaveLength(2);
    expect(await mail()).toMatchObject({ state: 'waiting', reason: null });
    for (const secret of [token, email]) expect(JSON.stringify(told)).not.toContain(secret);
    const { body } = await ada.get(`/events/org:${orgId}?afterSeq=0`);
    expect(JSON.stringify(body)).not.toContain('invites you');
  });

  it('lets somebody new in by a link, once, as the invited address alone', async () => {
    const email = newEmail();
    const { token } = await invite(email, 'approver');
    expect((await post('/auth/register', { name: 'X', email, password, organisation: 'Own' })).status).toBe(403);
    const shown = await post('/auth/invitation', { token });
    expect([shown.status, shown.body]).toEqual([
      200,
      expect.objectContaining({
        organisation: 'Analytical Engines',
        invitedBy: 'Ada',
        role: 'approver',
        email,
        hasAccount: false,
      }),
    ]);
    expect((await accept(token, { name: 'Grace', password: 'short' })).status).toBe(400);
    expect((await accept(token, { password })).status).toBe(400);
    const both = await Promise.all([1, 2].map(() => accept(token, { name: 'Grace', password })));
    expect(both.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    const grace = speakFor(world.app, both.find(({ status }) => status === 200)?.body as SignedIn);
    expect((await grace.get('/me')).body).toMatchObject({ user: { email }, role: 'approver' });
    expect((await membersOf(ada)).filter((one) => one.email === email)).toHaveLength(1);
    const { body } = await ada.get<{ items: { action: string; detail: object }[] }>('/audit?action=member.join');
    expect(body.items[0]?.detail).toMatchObject({ role: 'approver', newAccount: true });
  });

  it('answers alike for every link that opens nothing', async () => {
    const email = newEmail();
    const [replaced, revoked, expired] = [await invite(email), await invite(newEmail()), await invite(newEmail())];
    const newer = await invite(email);
    expect((await ada.send('DELETE', `/invitations/${revoked.id}`)).status).toBe(204);
    expect((await ada.send('DELETE', `/invitations/${revoked.id}`)).status).toBe(404);
    await inOrg(world.deps.db, { orgId: orgOf(ada) }, (tx) =>
      tx.update(invitations).set({ expiresAt: new Date() }).where(eq(invitations.id, expired.id)),
    );
    const used = await invite(newEmail());
    expect((await accept(used.token, { name: 'Once', password })).status).toBe(200);
    const answers = [];
    for (const token of [replaced.token, revoked.token, expired.token, used.token, 'x'.repeat(43)]) {
      for (const { status, body } of [
        await post('/auth/invitation', { token }),
        await accept(token, { name: 'Eve', password }),
      ]) {
        const { requestId: _, ...words } = body;
        answers.push(JSON.stringify([status, words]));
      }
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('401');
    const listed = await ada.get<{ items: { id: string; state: string }[] }>('/invitations');
    const states = new Map(listed.body.items.map(({ id, state }) => [id, state]));
    expect([states.get(newer.id), states.get(expired.id), states.get(replaced.id), states.get(revoked.id)]).toEqual([
      'pending',
      'expired',
      undefined,
      undefined,
    ]);
    expect(JSON.stringify(listed.body)).not.toContain(newer.token);
  });

  it('lets people with an account in by their password or their session, and nobody else', async () => {
    Object.assign(world.deps.config, { REGISTRATION: 'open' });
    const eve = await world.newOrg();
    Object.assign(world.deps.config, { REGISTRATION: 'closed' });
    const { email, id } = eve.signedIn.user;
    const first = await invite(email);
    expect((await post('/auth/invitation', { token: first.token })).body.hasAccount).toBe(true);
    expect((await accept(first.token, { name: 'Eve', password: 'not her password' })).status).toBe(401);
    const stranger = await accept(first.token, {}, (await newcomer()).signedIn.accessToken);
    expect([stranger.status, stranger.body.detail]).toEqual([403, expect.stringContaining(email)]);
    const joined = await accept(first.token, {}, eve.signedIn.accessToken);
    expect([joined.status, joined.body.organisation.id, joined.body.user.id]).toEqual([200, orgOf(ada), id]);
    expect((await ada.send('POST', '/invitations', { email })).status).toBe(409);
    await inOrg(world.deps.db, { orgId: orgOf(ada) }, (tx) =>
      tx.delete(memberships).where(and(eq(memberships.userId, id), eq(memberships.orgId, orgOf(ada)))),
    );
    const second = await accept((await invite(email)).token, { password: 'correct horse battery' });
    expect([second.status, second.body.organisation.id]).toEqual([200, orgOf(ada)]);
    expect((await eve.get('/me')).status).toBe(200);
  });

  it('shows everybody names and roles, and admins alone the rest', async () => {
    const viewer = await newcomer('viewer', 'Vera');
    const seen = (await membersOf(viewer)).find(({ id }) => id === viewer.signedIn.user.id);
    expect(seen).toMatchObject({ name: 'Vera', role: 'viewer', email: null, state: null, lastSeenAt: null });
    const full = (await membersOf(ada)).find(({ id }) => id === viewer.signedIn.user.id);
    expect(full).toMatchObject({ state: 'active', email: viewer.signedIn.user.email, lastSeenAt: expect.any(String) });
    for (const [method, path, body] of [
      ['POST', '/invitations', { email: newEmail() }],
      ['PATCH', `/members/${ada.signedIn.user.id}`, { role: 'viewer' }],
    ] as const) {
      expect((await viewer.send(method, path, body)).status).toBe(403);
    }
    expect((await viewer.get('/invitations')).status).toBe(403);
  });

  it('shuts somebody out from the next request on: sessions, tokens and decisions that nobody has counted', async () => {
    const grace = await newcomer('approver');
    const { id } = grace.signedIn.user;
    const script = await grace.send<{ token: string }>('POST', '/me/api-tokens', { name: 'Script', role: 'viewer' });
    const asScript = () =>
      world.app.inject({ url: '/api/v1/me', headers: { authorization: `Bearer ${script.body.token}` } });
    expect((await asScript()).statusCode).toBe(200);
    const { runId } = await sealedRun(world, ada);
    const approvalId = randomUUID();
    const { db } = world.deps;
    const orgId = orgOf(ada);
    await inOrg(db, { orgId }, (tx) =>
      tx.insert(approvals).values({ id: approvalId, orgId, runId, userId: id, decision: 'approve', planSha256 }),
    );
    expect((await ada.send('PATCH', `/members/${id}`, { active: false })).body).toMatchObject({ state: 'deactivated' });
    expect((await grace.get('/me')).status).toBe(401);
    expect((await asScript()).statusCode).toBe(401);
    expect((await post('/auth/token', { refreshToken: grace.signedIn.refreshToken })).status).toBe(401);
    expect((await post('/auth/sign-in', { email: grace.signedIn.user.email, password })).status).toBe(401);
    expect(await inOrg(db, { orgId }, (tx) => checkDecision(tx, runId, approvalId))).toMatchObject({ kind: 'refused' });
    expect((await membersOf(await newcomer())).some((one) => one.id === id)).toBe(false);
    expect((await ada.send('PATCH', `/members/${id}`, { active: true })).status).toBe(200);
    expect((await grace.get('/me')).status).toBe(401);
    expect((await post('/auth/sign-in', { email: grace.signedIn.user.email, password })).status).toBe(200);
    const { body } = await ada.get<{ items: { action: string }[] }>(`/audit?subjectId=${id}`);
    expect(body.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['member.reactivate', 'member.deactivate', 'member.join']),
    );
  });

  it('keeps an active admin, also when two take each other out at once', async () => {
    const own = await ada.send('PATCH', `/members/${ada.signedIn.user.id}`, { role: 'viewer' });
    expect([own.status, own.body.detail]).toEqual([403, expect.stringContaining('Nobody changes their own role')]);
    for (let round = 0; round < 8; round += 1) {
      const other = await newcomer('admin', `Admin ${round}`);
      const [hers, his] = [ada.signedIn.user.id, other.signedIn.user.id];
      const change = round % 2 === 0 ? { role: 'operator' } : { active: false };
      const answers = await Promise.all([
        ada.send('PATCH', `/members/${his}`, change),
        other.send('PATCH', `/members/${hers}`, change),
      ]);
      const done = answers.map(({ status }) => status).sort();
      expect(done[0], JSON.stringify(answers)).toBe(200);
      expect([401, 403]).toContain(done[1]);
      const left = await inOrg(world.deps.db, { orgId: orgOf(ada) }, (tx) =>
        tx
          .select()
          .from(memberships)
          .where(and(eq(memberships.role, 'admin'), eq(memberships.orgId, orgOf(ada)))),
      );
      expect(left.filter(({ disabledAt }) => disabledAt === null)).toHaveLength(1);
      // Whoever is left goes on as Ada.
      await inOrg(world.deps.db, { orgId: orgOf(ada) }, async (tx) => {
        const whose = (userId: string) => and(eq(memberships.userId, userId), eq(memberships.orgId, orgOf(ada)));
        await tx.update(memberships).set({ role: 'admin', disabledAt: null }).where(whose(hers));
        await tx.update(memberships).set({ role: 'viewer' }).where(whose(his));
      });
      const again = await post('/auth/sign-in', { email: ada.signedIn.user.email, password: 'correct horse battery' });
      ada = speakFor(world.app, again.body as SignedIn);
    }
  });

  it('goes from one organisation to another of the same person, and to no other', async () => {
    Object.assign(world.deps.config, { REGISTRATION: 'open' });
    const made = await ada.send<{ id: string; role: string }>('POST', '/organisations', { name: 'Second' });
    Object.assign(world.deps.config, { REGISTRATION: 'closed' });
    expect([made.status, made.body.role]).toEqual([201, 'admin']);
    expect((await ada.send('POST', '/organisations', { name: 'Third' })).status).toBe(403);
    const mine = await ada.get<{ items: { name: string }[] }>('/me/organisations');
    expect(mine.body.items.map(({ name }) => name)).toEqual(['Analytical Engines', 'Second']);
    const { refreshToken } = ada.signedIn;
    const stranger = await post('/auth/switch', { refreshToken, organisationId: randomUUID() });
    expect(stranger.status).toBe(404);
    const went = await post('/auth/switch', { refreshToken, organisationId: made.body.id });
    expect([went.status, went.body.organisation.name]).toEqual([200, 'Second']);
    const there = speakFor(world.app, went.body as SignedIn);
    expect((await there.get('/me')).body).toMatchObject({ organisation: { name: 'Second' }, role: 'admin' });
    expect((await there.get<{ items: object[] }>('/members')).body.items).toHaveLength(1);
    expect((await ada.get('/me')).status).toBe(401);
    expect((await post('/auth/switch', { refreshToken, organisationId: made.body.id })).status).toBe(401);
  });
});
