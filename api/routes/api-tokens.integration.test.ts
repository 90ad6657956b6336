/** Personal tokens on real Postgres: what they open, what they never do, and why one is refused. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import type { Role } from '../../db/model/states.ts';
import { apiTokens, auditEntries, memberships, users } from '../../db/schema/index.ts';
import { signedOutCode } from '../live/watch.ts';
import { newPersonalToken } from '../personal-tokens.ts';
import { openLive, refusedWith } from '../testing/live-client.ts';
import { type ApiWorld, type Caller, makeApiWorld, speakFor, stackIsUp } from '../testing/world.ts';
import { hashOf } from '../tokens.ts';

type View = { id: string; prefix: string; role: Role; state: string; lastUsedAt: string | null; owner: { id: string } };
type Created = { token: string; apiToken: View };

describe.skipIf(!stackIsUp())('a personal token', () => {
  let world: ApiWorld;
  let ada: Caller;
  beforeAll(async () => {
    world = await makeApiWorld({ liveTimes: { pingMs: 200, checkMs: 200 } });
    ada = await world.newOrg();
  });
  afterAll(() => world.close());

  const orgId = () => ada.signedIn.organisation.id;
  const inAdas = <Result>(work: Parameters<typeof inOrg<Result>>[2]) => inOrg(world.deps.db, { orgId: orgId() }, work);
  const by = (accessToken: string, caller = ada) => speakFor(world.app, { ...caller.signedIn, accessToken });

  async function make(caller = ada, given: object = {}): Promise<{ token: string; id: string; script: Caller }> {
    const { status, body } = await caller.send<Created>('POST', '/me/api-tokens', { name: 'Script', ...given });
    expect(status).toBe(201);
    return { token: body.token, id: body.apiToken.id, script: by(body.token, caller) };
  }
  const change = (id: string, set: Partial<typeof apiTokens.$inferInsert>) =>
    inAdas((tx) => tx.update(apiTokens).set(set).where(eq(apiTokens.id, id)));
  const refusal = async (caller: Caller) => {
    const { status, body } = await caller.get<{ code: string; detail: string }>('/me');
    return [status, body.code, body.detail];
  };

  it('speaks for its person, and says that it is a token', async () => {
    const { id, script } = await make(ada, { role: 'approver', expiresInDays: 30 });
    const { status, body } = await script.get('/me');
    expect(status).toBe(200);
    expect(body).toMatchObject({ role: 'approver', user: ada.signedIn.user, token: { id, name: 'Script' } });
    expect((await ada.get('/me')).body.token).toBeNull();
  });

  it('is shown once, and kept as a hash alone', async () => {
    const id = randomUUID();
    const { token } = await make(ada, { id });
    const [row] = await inAdas((tx) => tx.select().from(apiTokens).where(eq(apiTokens.id, id)));
    expect(row?.tokenHash).toBe(hashOf(token));
    expect(JSON.stringify(row)).not.toContain(token.slice(20));
    const listed = JSON.stringify((await ada.get('/me/api-tokens')).body);
    expect(listed).toContain(id);
    expect(listed).not.toContain(token);
    expect(listed).not.toContain(row?.tokenHash);
    const again = await ada.send('POST', '/me/api-tokens', { id, name: 'Script' });
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
  });

  it('may never do more than its person may at that moment', async () => {
    const grace = await world.join(ada, 'operator');
    const { script } = await make(grace, { role: 'operator' });
    const create = () => script.send('POST', '/projects', { name: randomUUID() });
    expect((await create()).status).toBe(201);
    await inAdas((tx) =>
      tx.update(memberships).set({ role: 'viewer' }).where(eq(memberships.userId, grace.signedIn.user.id)),
    );
    const refused = await create();
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(refused.body.detail).toContain('may act as viewer');
    const above = await grace.send('POST', '/me/api-tokens', { name: 'More', role: 'admin' });
    expect([above.status, above.body.code]).toEqual([403, 'forbidden']);
  });

  it('may do less than its person', async () => {
    const { script } = await make(ada, { role: 'viewer' });
    expect((await script.get('/projects')).status).toBe(200);
    expect((await script.send('POST', '/projects', { name: 'No' })).status).toBe(403);
  });

  it('makes, lists and revokes no tokens, not even as admin', async () => {
    const { id, script } = await make(ada, { role: 'admin' });
    const answers = await Promise.all([
      script.send('POST', '/me/api-tokens', { name: 'Child' }),
      script.get('/me/api-tokens'),
      script.get('/api-tokens'),
      script.send('DELETE', `/me/api-tokens/${id}`),
      script.send('DELETE', `/api-tokens/${id}`),
    ]);
    for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'forbidden']);
    expect((await script.get('/me')).status).toBe(200);
  });

  it.each([
    ['was revoked', 'revoked', { revokedAt: new Date() }],
    ['has expired', 'expired', { expiresAt: new Date(Date.now() - 1_000) }],
  ])('is refused in words when it %s', async (_, word, set) => {
    const { id, script } = await make();
    expect((await script.get('/me')).status).toBe(200);
    await change(id, set);
    const [status, code, detail] = await refusal(script);
    expect([status, code]).toEqual([401, 'unauthenticated']);
    expect(detail).toContain(word);
  });

  it('is refused in words when its person left or was disabled', async () => {
    const [left, disabled] = [await world.join(ada, 'operator'), await world.join(ada, 'operator')];
    const [one, other] = [await make(left), await make(disabled)];
    await inAdas((tx) => tx.delete(memberships).where(eq(memberships.userId, left.signedIn.user.id)));
    const { id } = disabled.signedIn.user;
    await inOrg(world.deps.db, { orgId: orgId(), userId: id }, (tx) =>
      tx.update(users).set({ disabledAt: new Date() }).where(eq(users.id, id)),
    );
    const gone = [401, 'unauthenticated', expect.stringContaining('no longer belongs')];
    expect(await refusal(one.script)).toEqual(gone);
    expect(await refusal(other.script)).toEqual([401, 'unauthenticated', expect.stringContaining('is disabled')]);
  });

  it('is refused in words when it is not known or not whole, and its hash opens nothing', async () => {
    const { token } = await make();
    const unknown = [401, 'unauthenticated', expect.stringContaining('not known here')];
    expect(await refusal(by(newPersonalToken().token))).toEqual(unknown);
    expect(await refusal(by(`${token}x`))).toEqual([401, 'unauthenticated', expect.stringContaining('checksum')]);
    expect((await by(hashOf(token)).get('/me')).status).toBe(401);
    expect((await by(`aurora_pat_${hashOf(token)}`).get('/me')).status).toBe(401);
  });

  it('notes when it was used, at most once a minute', async () => {
    const { id, script } = await make();
    const used = async () =>
      (await ada.get<{ items: View[] }>('/me/api-tokens')).body.items.find((one) => one.id === id);
    expect((await used())?.lastUsedAt).toBeNull();
    await script.get('/me');
    const first = (await used())?.lastUsedAt;
    expect(first).not.toBeNull();
    await script.get('/me');
    expect((await used())?.lastUsedAt).toBe(first);
    await change(id, { lastUsedAt: new Date(Date.now() - 61_000) });
    await script.get('/me');
    expect(Date.parse((await used())?.lastUsedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''));
  });

  it('is counted by itself, so that one script does not use up what its person may ask', async () => {
    const [one, other] = [await make(), await make()];
    const left = async (caller: Caller) => Number((await caller.get('/me')).headers['x-ratelimit-remaining']);
    const before = await left(other.script);
    await one.script.get('/me');
    await one.script.get('/me');
    expect(await left(other.script)).toBe(before - 1);
  });

  it("is revoked by its person or an admin, and by nobody else; the organisation's list is the admin's", async () => {
    const [grace, joan] = [await world.join(ada, 'operator'), await world.join(ada, 'operator')];
    const [one, other] = [await make(grace), await make(grace)];
    expect((await joan.send('DELETE', `/me/api-tokens/${one.id}`)).status).toBe(404);
    expect((await joan.send('DELETE', `/api-tokens/${one.id}`)).status).toBe(403);
    expect((await joan.get('/api-tokens')).status).toBe(403);
    expect((await one.script.get('/me')).status).toBe(200);
    expect((await grace.send('DELETE', `/me/api-tokens/${one.id}`)).status).toBe(204);
    expect((await grace.send('DELETE', `/me/api-tokens/${one.id}`)).status).toBe(204);
    const all = await ada.get<{ items: View[] }>('/api-tokens');
    const seen = all.body.items.find(({ id }) => id === other.id);
    expect(seen).toMatchObject({ owner: { id: grace.signedIn.user.id }, state: 'active' });
    expect((await ada.send('DELETE', `/api-tokens/${other.id}`)).status).toBe(204);
    expect((await other.script.get('/me')).status).toBe(401);
  });

  it('is audited when it is made and when it is revoked, once each and without the token', async () => {
    const { id, token } = await make(ada, { name: 'Audited' });
    await ada.send('DELETE', `/me/api-tokens/${id}`);
    await ada.send('DELETE', `/me/api-tokens/${id}`);
    const entries = await inAdas((tx) => tx.select().from(auditEntries).where(eq(auditEntries.subjectId, id)));
    expect(entries.map(({ action, actorKind, actorId }) => [action, actorKind, actorId])).toEqual([
      ['token.create', 'person', ada.signedIn.user.id],
      ['token.revoke', 'person', ada.signedIn.user.id],
    ]);
    expect(JSON.stringify(entries)).not.toContain(token);
  });

  it('opens the live socket with a ticket, and closes it when it is revoked', async () => {
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    const url = `ws://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;
    const { id, script } = await make();
    const stream = `org:${orgId()}`;
    const live = await openLive(url, script, [{ type: 'resume', stream, afterSeq: 0 }]);
    await live.until((answers) => answers.some(({ type }) => type === 'caughtUp'));
    const closed = once(live.socket, 'close');
    await ada.send('DELETE', `/me/api-tokens/${id}`);
    expect((await closed)[0]).toBe(signedOutCode);
    // A ticket of a session does not become one of a token.
    const { body } = await ada.send<{ ticket: string }>('POST', '/live/tickets', {});
    const [random] = body.ticket.split('.');
    expect(await refusedWith(`${url}/live?ticket=${random}.token.${id}`)).toBe(401);
  });
});
