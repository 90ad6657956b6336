/** Integrations over HTTP: who may what, what never comes back, and codes that make an account somebody's. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { memberBehind, putIdentityLink, takeLinkCode } from '../../db/identity-links.ts';
import { findIntegration } from '../../db/integrations.ts';
import { insertPullRequest } from '../../db/pull-requests.ts';
import { memberships } from '../../db/schema/index.ts';
import { hashOfLinkCode } from '../../platform/places/link-code.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { type ApiWorld, type Caller, hasStarted, makeApiWorld, stackIsUp } from '../testing/world.ts';

type Integration = { id: string; name: string; state: string; reason: string | null; hookUrl: string };
const isUser = ({ signedIn }: Caller) => eq(memberships.userId, signedIn.user.id);
type Links = { items: { id: string; externalId: string }[] };

describe.skipIf(!stackIsUp())('integrations', () => {
  let world: ApiWorld;
  let admin: Caller;
  let viewer: Caller;
  const orgId = () => admin.signedIn.organisation.id;

  beforeAll(async () => {
    world = await makeApiWorld();
    admin = await world.newOrg();
    viewer = await world.join(admin, 'viewer');
  });
  afterAll(() => world.close());

  const connect = async (body: object = {}) =>
    (await admin.send<Integration>('POST', '/integrations', { kind: 'slack', name: randomUUID(), ...body })).body;

  it('are made by an admin, once for an id, and their secrets never come back', async () => {
    const id = randomUUID();
    const secrets = { botToken: 'not-a-bot-token', signingSecret: 'very-secret' };
    const body = { id, kind: 'slack', name: 'Our Slack', secrets };
    expect((await viewer.send('POST', '/integrations', body)).status).toBe(403);
    const first = await admin.send<Integration>('POST', '/integrations', body);
    const again = await admin.send<Integration>('POST', '/integrations', body);
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, id]);
    expect(first.body).toMatchObject({ state: 'broken', reason: expect.stringContaining('xoxb-') });
    expect(first.body.hookUrl).toMatch(new RegExp(`/api/v1/hooks/slack/${id}$`));
    const shown = JSON.stringify([first.body, (await viewer.get('/integrations')).body]);
    expect(shown).not.toMatch(/very-secret|not-a-bot-token|vault/);
  });

  it('keep secrets that are not named when others are replaced, and refuse unknown ones', async () => {
    const { id } = await connect({ secrets: { botToken: 'one', signingSecret: 'two' } });
    const wrong = await admin.send('POST', `/integrations/${id}/secrets`, { secrets: { password: 'x' } });
    expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([422, expect.stringContaining('botToken')]);
    await admin.send('POST', `/integrations/${id}/secrets`, { secrets: { botToken: 'three' } });
    const row = await inOrg(world.deps.db, { orgId: orgId() }, (tx) => findIntegration(tx, id));
    expect(await world.deps.secrets.read(row.secretRef)).toEqual({ botToken: 'three', signingSecret: 'two' });
  });

  it('wake what waited for a token when it is replaced, and nothing that is over', async () => {
    const { id: integrationId } = await connect({ kind: 'github', secrets: { token: 'expired' } });
    const { body } = await admin.get<{ items: { id: string }[] }>('/projects');
    const row = { orgId: orgId(), projectId: body.items[0]?.id ?? '', integrationId, repository: 'acme/infra' };
    const [open, closed] = [randomUUID(), randomUUID()];
    await inOrg(world.deps.db, { orgId: orgId() }, async (tx) => {
      await insertPullRequest(tx, { ...row, id: open, branch: 'a', number: 1, title: 'A', state: 'open' });
      await insertPullRequest(tx, { ...row, id: closed, branch: 'b', number: 2, title: 'B', state: 'closed' });
    });
    await admin.send('POST', `/integrations/${integrationId}/secrets`, { secrets: { token: 'new' } });
    expect(await hasStarted(world.deps, workflowIds.pullRequest(open))).toBe(true);
    expect(await hasStarted(world.deps, workflowIds.pullRequest(closed))).toBe(false);
  });

  it('refuse a name that is taken, and give it back when they are disconnected', async () => {
    const { id, name } = await connect({ secrets: { botToken: 'one', signingSecret: 'two' } });
    expect((await admin.send('POST', '/integrations', { kind: 'slack', name })).status).toBe(409);
    const other = await connect();
    expect((await admin.send('PATCH', `/integrations/${other.id}`, { name })).status).toBe(409);
    const row = await inOrg(world.deps.db, { orgId: orgId() }, (tx) => findIntegration(tx, id));
    expect((await admin.send('DELETE', `/integrations/${id}`)).status).toBe(204);
    await expect(world.deps.secrets.read(row.secretRef)).rejects.toMatchObject({ code: 'not_found' });
    expect((await admin.get(`/integrations/${id}`)).status).toBe(404);
    expect((await admin.send('PATCH', `/integrations/${other.id}`, { name })).status).toBe(200);
  });

  it('do not call an address that is not allowed, and say so', async () => {
    const secrets = { botToken: 'xoxb-1', signingSecret: 'two' };
    const made = await connect({ settings: { apiUrl: 'http://127.0.0.1:1/api/' }, secrets });
    expect(made).toMatchObject({ state: 'unverified', reason: expect.stringContaining('OUTBOUND_HOSTS') });
  });

  it('give a code that works once, for its integration alone, and only the newest of a person', async () => {
    const [{ id }, other] = [await connect(), await connect()];
    const make = async () =>
      (await viewer.send<{ code: string; how: string }>('POST', '/me/link-codes', { integrationId: id })).body;
    const [old, { code, how }] = [await make(), await make()];
    expect(how).toContain(code);
    const take = (integrationId: string, text: string) =>
      inOrg(world.deps.db, { orgId: orgId() }, (tx) => takeLinkCode(tx, integrationId, hashOfLinkCode(text)));
    expect(await take(id, old.code)).toBeUndefined();
    expect(await take(other.id, code)).toBeUndefined();
    expect(await take(id, code.toLowerCase())).toBe(viewer.signedIn.user.id);
    expect(await take(id, code)).toBeUndefined();
  });

  it('know who an account is as of now, and forget who left', async () => {
    const { id } = await connect();
    const operator = await world.join(admin, 'operator');
    const link = { orgId: orgId(), integrationId: id, provider: 'slack', externalName: 'op' } as const;
    await inOrg(world.deps.db, { orgId: orgId() }, async (tx) => {
      await putIdentityLink(tx, { ...link, userId: operator.signedIn.user.id, externalId: 'T1:U1' });
      expect(await memberBehind(tx, id, 'T1:U1')).toMatchObject({ role: 'operator', name: 'operator' });
      expect(await memberBehind(tx, id, 'T1:U2')).toBe('unlinked');
      await tx.update(memberships).set({ role: 'viewer' }).where(isUser(operator));
      expect(await memberBehind(tx, id, 'T1:U1')).toMatchObject({ role: 'viewer' });
      await tx.delete(memberships).where(isUser(operator));
      expect(await memberBehind(tx, id, 'T1:U1')).toBe('gone');
    });
  });

  it('let people remove their own link, and an admin anybody’s', async () => {
    const { id } = await connect();
    const people = [admin, viewer];
    await inOrg(world.deps.db, { orgId: orgId() }, async (tx) => {
      for (const { signedIn } of people) {
        const externalId = `T2:${signedIn.user.id}`;
        const row = { orgId: orgId(), integrationId: id, provider: 'slack', externalName: 'x', externalId } as const;
        await putIdentityLink(tx, { ...row, userId: signedIn.user.id });
      }
    });
    const all = (await admin.get<Links>('/identity-links')).body.items.filter((one) => one.externalId.startsWith('T2'));
    const mine = (await viewer.get<Links>('/me/identity-links')).body.items;
    const [theirs] = all.filter((one) => one.id !== mine[0]?.id);
    expect([all.length, mine.length]).toEqual([2, 1]);
    expect((await viewer.get('/identity-links')).status).toBe(403);
    expect((await viewer.send('DELETE', `/identity-links/${theirs?.id}`)).status).toBe(404);
    expect((await admin.send('DELETE', `/identity-links/${mine[0]?.id}`)).status).toBe(204);
    expect((await viewer.get<Links>('/me/identity-links')).body.items).toEqual([]);
  });
});
