/** Channels, rules and deliveries through the API, on the real servers and without a worker. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { moveDelivery } from '../../db/deliveries.ts';
import { noticeChannels } from '../../db/schema/index.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { doneTo } from '../testing/audit.ts';
import { type ApiWorld, type Caller, hasStarted, makeApiWorld, stackIsUp } from '../testing/world.ts';

type Channel = {
  id: string;
  name: string;
  enabled: boolean;
  trouble: string | null;
  settings: { url?: string };
  rules: { id: string; kinds: string[] }[];
};
type Created = { channel: Channel; signingSecret: string | null };

const hook = (name: string) => ({
  name,
  kind: 'webhook',
  settings: { url: 'https://hooks.example.test/services/T0/secret-in-path' },
  kinds: ['run_ended', 'approval_wanted', 'run_ended'],
});

describe.skipIf(!stackIsUp())('notices through the API', () => {
  let world: ApiWorld;
  let ada: Caller;
  let viewer: Caller;

  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
    viewer = await world.join(ada, 'viewer');
  });
  afterAll(() => world.close());

  const create = (body: object) => ada.send<Created>('POST', '/notice-channels', body);
  const scope = () => ({ orgId: ada.signedIn.organisation.id });

  it('makes a webhook with a rule and a secret that is shown once and kept in Vault alone', async () => {
    const made = await create({ ...hook('Pager'), id: randomUUID() });
    expect(made.status).toBe(201);
    const { channel, signingSecret } = made.body;
    expect(signingSecret).toMatch(/^whsec_[0-9A-Za-z+/]{43}=$/);
    expect(channel.rules).toMatchObject([{ kinds: ['run_ended', 'approval_wanted'] }]);
    const again = await create({ ...hook('Pager'), id: channel.id });
    expect([again.status, again.body.signingSecret, again.body.channel.id]).toEqual([201, null, channel.id]);
    const rows = await inOrg(world.deps.db, scope(), (tx) => tx.select().from(noticeChannels));
    const row = rows.find(({ id }) => id === channel.id);
    expect(JSON.stringify(row)).not.toContain(signingSecret);
    expect(await world.deps.secrets.read(row?.secretRef ?? '')).toEqual({ signing: signingSecret });
  });

  it('keeps the old secret for a day when it is rotated', async () => {
    const { channel, signingSecret } = (await create(hook('Rotated'))).body;
    const rotated = await ada.send<{ signingSecret: string }>('POST', `/notice-channels/${channel.id}/rotate-secret`);
    expect(rotated.status).toBe(200);
    expect(rotated.body.signingSecret).not.toBe(signingSecret);
    const path = `vault:kv/data/aurora/notices/${scope().orgId}/${channel.id}`;
    const kept = await world.deps.secrets.read(path);
    expect(kept).toMatchObject({ signing: rotated.body.signingSecret, previous: signingSecret });
  });

  it('shows viewers where a webhook goes without the key that its address may hold, and lets them change nothing', async () => {
    const { channel } = (await create(hook('Seen'))).body;
    const seen = await viewer.get<Channel>(`/notice-channels/${channel.id}`);
    expect(seen.body.settings.url).toBe('https://hooks.example.test/…');
    const refused = await Promise.all([
      viewer.send('POST', '/notice-channels', hook('Mine')),
      viewer.send('PATCH', `/notice-channels/${channel.id}`, { enabled: false }),
      viewer.send('DELETE', `/notice-channels/${channel.id}`),
      viewer.send('POST', `/notice-channels/${channel.id}/test`),
      viewer.send('POST', `/notice-channels/${channel.id}/rotate-secret`),
      viewer.send('POST', `/notice-channels/${channel.id}/rules`, { kinds: ['run_ended'] }),
      viewer.send('PATCH', `/notice-rules/${channel.rules[0]?.id}`, { enabled: false }),
      viewer.send('DELETE', `/notice-rules/${channel.rules[0]?.id}`),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
  });

  it('refuses a name twice, settings of another kind, and an integration that is not there', async () => {
    const { channel } = (await create(hook('Taken'))).body;
    expect((await create(hook('Taken'))).status).toBe(409);
    const other = await ada.send('PATCH', `/notice-channels/${channel.id}`, {
      settings: { addresses: ['a@b.example'] },
    });
    expect([other.status, other.body.code]).toEqual([422, 'unprocessable']);
    const settings = { integrationId: randomUUID(), slackChannel: 'C012345' };
    expect((await create({ name: 'Slack', kind: 'slack', settings })).status).toBe(404);
    expect((await create({ ...hook('File'), settings: { url: 'file:///etc/passwd' } })).status).toBe(400);
  });

  it('archives a channel with its secret, and its name is free again', async () => {
    const { channel } = (await create(hook('Short-lived'))).body;
    expect((await ada.send('DELETE', `/notice-channels/${channel.id}`)).status).toBe(204);
    expect((await ada.get(`/notice-channels/${channel.id}`)).status).toBe(404);
    const path = `vault:kv/data/aurora/notices/${scope().orgId}/${channel.id}`;
    await expect(world.deps.secrets.read(path)).rejects.toMatchObject({ code: 'not_found' });
    expect((await create(hook('Short-lived'))).status).toBe(201);
  });

  it('has on record who made, changed and archived a channel and its rules, each once', async () => {
    const { channel } = (await create(hook('On record'))).body;
    await create({ ...hook('On record'), id: channel.id });
    await ada.send('PATCH', `/notice-channels/${channel.id}`, { enabled: false });
    await ada.send('POST', `/notice-channels/${channel.id}/rotate-secret`);
    const rule = { id: randomUUID(), kinds: ['run_ended'] };
    for (let tries = 0; tries < 2; tries += 1) await ada.send('POST', `/notice-channels/${channel.id}/rules`, rule);
    await ada.send('PATCH', `/notice-rules/${rule.id}`, { enabled: false });
    await ada.send('DELETE', `/notice-rules/${rule.id}`);
    await ada.send('DELETE', `/notice-channels/${channel.id}`);
    const done = ['create', 'change', 'rotate_secret', 'archive'].map((verb) => `notice_channel.${verb}`);
    // The key that goes is read, so that both sign for a day.
    expect(await doneTo(ada, channel.id)).toEqual(done.toSpliced(2, 0, 'secret.use'));
    expect(await doneTo(ada, rule.id)).toEqual(['create', 'change', 'delete'].map((verb) => `notice_rule.${verb}`));
  });

  it('sends a test to exactly that channel, and a dead delivery again, each by a workflow of its own', async () => {
    const { channel } = (await create(hook('Tested'))).body;
    const sent = await ada.send<{ deliveryId: string }>('POST', `/notice-channels/${channel.id}/test`);
    const { deliveryId } = sent.body;
    expect([sent.status, await hasStarted(world.deps, workflowIds.deliver(deliveryId))]).toEqual([202, true]);
    const path = `/deliveries/${deliveryId}`;
    expect((await viewer.get(path)).body).toMatchObject({ state: 'waiting', channel: { id: channel.id }, attempts: 0 });
    expect((await ada.send('POST', `${path}/resend`)).status).toBe(409);
    const dead = { reason: 'It said no.', attempts: 3, lastAttemptAt: new Date() };
    await inOrg(world.deps.db, scope(), (tx) => moveDelivery(tx, deliveryId, ['waiting'], 'dead', dead));
    const letters = await ada.get<{ items: { id: string }[] }>(`/deliveries?state=dead&channelId=${channel.id}`);
    expect(letters.body.items.map(({ id }) => id)).toEqual([deliveryId]);
    expect((await viewer.send('POST', `${path}/resend`)).status).toBe(403);
    expect((await ada.send('POST', `${path}/resend`)).body).toMatchObject({ state: 'waiting', attempts: 0 });
  });

  it("lets everybody keep their own rules, and nobody somebody else's", async () => {
    const rule = { way: 'email', kinds: ['approval_wanted'] };
    const made = await viewer.send<{ id: string }>('POST', '/me/notice-rules', rule);
    expect(made.status).toBe(201);
    const path = `/me/notice-rules/${made.body.id}`;
    expect((await viewer.send('PATCH', path, { kinds: ['drift_found'] })).body).toMatchObject({
      kinds: ['drift_found'],
    });
    expect((await ada.send('PATCH', path, { enabled: false })).status).toBe(404);
    expect((await ada.send('DELETE', path)).status).toBe(404);
    expect((await ada.send('DELETE', `/notice-rules/${made.body.id}`)).status).toBe(404);
    const mine = await viewer.get<{ items: object[]; ways: object[] }>('/me/notice-rules');
    expect(mine.body.items).toHaveLength(1);
    expect(mine.body.ways).toMatchObject([{ way: 'email' }, { way: 'slack', available: false }]);
    expect((await ada.get<{ items: object[] }>('/me/notice-rules')).body.items).toEqual([]);
    expect((await viewer.send('POST', '/me/notice-rules', { ...rule, projectId: randomUUID() })).status).toBe(404);
    expect((await viewer.send('POST', '/me/notice-rules', { ...rule, kinds: ['test'] })).status).toBe(400);
    expect((await viewer.send('DELETE', path)).status).toBe(204);
  });
});
