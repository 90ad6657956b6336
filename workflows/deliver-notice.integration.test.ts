/** Notices on their way, on real Temporal, Postgres and Vault; receivers and the mail server are stubs with faults. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeMail } from '../activities/notifications/mail/transport.ts';
import { inOrg } from '../db/client.ts';
import { moveDelivery, routeNotice, sendAgain } from '../db/deliveries.ts';
import { findInvitation, listInvitations, revokeInvitation } from '../db/invitations.ts';
import { deliveryForMs } from '../db/model/notices.ts';
import { changeChannel } from '../db/notice-channels.ts';
import { invitations, memberships, projects, users } from '../db/schema/index.ts';
import { startDelivery, startNotice } from '../platform/nudges.ts';
import { hashOf, newOpaqueToken } from '../platform/opaque-tokens.ts';
import { type NoticePlace, noticePlace } from '../tests/support/notices/place.ts';
import { type PostOffice, startPostOffice } from '../tests/support/notices/post-office.ts';
import { type Receiver, startReceiver, status } from '../tests/support/notices/receiver.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../tests/support/world.ts';
import { workflowIds } from './messages.ts';

describe.skipIf(!stackIsUp)('notices on their way', { timeout: 120_000 }, () => {
  let world: World;
  let place: NoticePlace;
  let receiver: Receiver;
  let office: PostOffice;

  beforeAll(async () => {
    quietRuntime();
    [receiver, office] = await Promise.all([startReceiver(), startPostOffice()]);
    world = await makeWorld({ env: { OUTBOUND_HOSTS: receiver.host, SMTP_URL: office.url } });
    place = noticePlace(world.deps.db, world.deps.secrets, world.orgId);
  });
  afterEach(() => {
    receiver.behave(undefined);
    receiver.calls.length = 0;
  });
  afterAll(async () => {
    await world?.close();
    await Promise.all([receiver?.close(), office?.close()]);
  });

  const webhook = (...kinds: Parameters<NoticePlace['channel']>[2]) =>
    place.channel('webhook', { url: receiver.url }, kinds);
  const start = (noticeId: string) => startNotice(world.deps.temporal, { orgId: world.orgId, noticeId });
  const idsReceived = () => receiver.calls.map(({ headers }) => headers['webhook-id']);

  it('go where the rules say: by kind and project, not to the disabled, to who left or to another organisation', async () => {
    const other = await makeWorld({ worker: false });
    const elsewhere = noticePlace(other.deps.db, other.deps.secrets, other.orgId);
    await elsewhere.channel('webhook', { url: receiver.url }, ['budget_passed']);
    const channelId = await webhook('budget_passed');
    const mail = await place.channel('email', { addresses: ['ops@team.example'] }, ['budget_passed'], world.projectId);
    await webhook('cost_anomaly');
    const off = await webhook('budget_passed');
    await place.personalRule(world.userId, 'email', ['budget_passed', 'run_ended']);
    await place.personalRule(world.otherUserId, 'email', ['budget_passed']);
    await place.personalRule(world.otherUserId, 'slack', ['budget_passed']);
    const { orgId, projectId, otherUserId } = world;
    await inOrg(world.deps.db, { orgId, userId: otherUserId }, async (tx) => {
      await changeChannel(tx, off, { enabled: false });
      await tx.delete(memberships).where(eq(memberships.userId, otherUserId));
    });
    const ofProject = await place.tell('budget_passed', { projectId });
    const ofNone = await place.tell('budget_passed');
    await Promise.all([start(ofProject), start(ofNone)]);
    await world.deps.temporal.client.workflow.getHandle(workflowIds.deliverNotice(ofProject)).result();
    await world.deps.temporal.client.workflow.getHandle(workflowIds.deliverNotice(ofNone)).result();
    const targets = async (noticeId: string) => (await place.deliveriesOf(noticeId)).map(({ target }) => target).sort();
    const person = `person:${world.userId}:email`;
    expect(await targets(ofProject)).toEqual([`channel:${channelId}`, `channel:${mail}`, person].sort());
    expect(await targets(ofNone)).toEqual([`channel:${channelId}`, person].sort());
    await other.close();
  });

  it('are sent once, however often they are started and whoever starts their chain', async () => {
    await webhook('sync_failed');
    const noticeId = await place.tell('sync_failed');
    await Promise.all(Array.from({ length: 8 }, () => start(noticeId)));
    const { id } = await place.untilDelivery(noticeId, () => true);
    const again = { orgId: world.orgId, deliveryId: id, forMs: deliveryForMs };
    await Promise.all(Array.from({ length: 8 }, () => startDelivery(world.deps.temporal, again)));
    await place.untilDelivery(noticeId, ({ state }) => state === 'sent');
    await startDelivery(world.deps.temporal, again);
    await world.deps.temporal.client.workflow.getHandle(workflowIds.deliver(id)).result();
    await start(noticeId);
    expect(idsReceived().filter((received) => received === id)).toHaveLength(1);
    expect(await place.deliveriesOf(noticeId)).toMatchObject([{ attempts: 1, state: 'sent', receipt: '204' }]);
  });

  it('are tried until the receiver is back, and say meanwhile what they met', async () => {
    const channelId = await webhook('drift_found');
    receiver.behave((call, answer) => status(receiver.calls.length < 3 ? 503 : 200)(call, answer));
    const noticeId = await place.tell('drift_found');
    await start(noticeId);
    const waiting = await place.untilDelivery(noticeId, ({ state }) => state === 'waiting' || state === 'sent');
    const done = await place.untilDelivery(noticeId, ({ state }) => state === 'sent');
    expect(waiting.id).toBe(done.id);
    expect(done).toMatchObject({ attempts: 3, reason: null, nextAttemptAt: null });
    expect(new Set(idsReceived()).size).toBe(1);
    expect(await place.readChannel(channelId)).toMatchObject({ trouble: null });
    const states = (await world.events(`org:${world.orgId}`)).flatMap(({ type, payload }) => {
      const told = payload as { deliveryId: string; state: string };
      return type === 'delivery.changed' && told.deliveryId === done.id ? [told.state] : [];
    });
    expect(states).toEqual(['waiting', 'sending', 'waiting', 'sending', 'waiting', 'sending', 'sent']);
  });

  it('end at once at an answer that no attempt can mend, and go out when people send them again', async () => {
    const channelId = await webhook('knowledge_failed');
    receiver.behave(status(404));
    const noticeId = await place.tell('knowledge_failed');
    await start(noticeId);
    const dead = await place.untilDelivery(noticeId, ({ state }) => state === 'dead');
    expect(dead).toMatchObject({ attempts: 1, reason: expect.stringContaining('refused it (404)') });
    expect(await place.readChannel(channelId)).toMatchObject({ trouble: dead.reason, enabled: true });
    receiver.behave(undefined);
    const { orgId } = world;
    // Its chain has told the row and may still be about to end; a second one is not started beside it.
    await world.deps.temporal.client.workflow.getHandle(workflowIds.deliver(dead.id)).result();
    await inOrg(world.deps.db, { orgId }, (tx) => sendAgain(tx, dead.id));
    await startDelivery(world.deps.temporal, { orgId, deliveryId: dead.id, forMs: deliveryForMs });
    await place.untilDelivery(noticeId, ({ state }) => state === 'sent');
    expect(await place.readChannel(channelId)).toMatchObject({ trouble: null });
    expect(idsReceived()).toEqual([dead.id, dead.id]);
  });

  it('disable a channel whose address is gone', async () => {
    const channelId = await webhook('run_ended');
    receiver.behave(status(410));
    const noticeId = await place.tell('run_ended');
    await start(noticeId);
    const gone = ({ channelId: id, state }: { channelId: string | null; state: string }) =>
      id === channelId && state === 'dead';
    for (let tries = 0; !(await place.deliveriesOf(noticeId)).some(gone) && tries < 200; tries += 1) await sleep(100);
    const channel = await place.readChannel(channelId);
    expect(channel).toMatchObject({ enabled: false, trouble: expect.stringContaining('410') });
    const next = await place.tell('run_ended');
    await start(next);
    await world.deps.temporal.client.workflow.getHandle(workflowIds.deliverNotice(next)).result();
    expect((await place.deliveriesOf(next)).map(({ channelId: id }) => id)).not.toContain(channelId);
  });

  it('are given up when their time is over, with how often they were tried and why', async () => {
    const channelId = await place.channel('webhook', { url: receiver.url }, []);
    receiver.behave(status(500));
    const noticeId = await place.tell('test', { channelId });
    const { orgId } = world;
    const [deliveryId = ''] = await inOrg(world.deps.db, { orgId }, (tx) => routeNotice(tx, noticeId));
    await startDelivery(world.deps.temporal, { orgId, deliveryId, forMs: 4_000 });
    const dead = await place.untilDelivery(noticeId, ({ state }) => state === 'dead');
    expect(dead.attempts).toBeGreaterThan(1);
    expect(dead.reason).toBe(`Given up after ${dead.attempts} attempts. The receiver could not take it (500).`);
    expect(await place.readChannel(channelId)).toMatchObject({ trouble: dead.reason });
    expect(receiver.calls).toHaveLength(dead.attempts);
  });

  it('are skipped in words when the channel or the person is gone before they are sent', async () => {
    const channelId = await webhook('approval_wanted');
    const rule = await place.personalRule(world.userId, 'slack', ['approval_wanted']);
    expect(rule.way).toBe('slack');
    const noticeId = await place.tell('approval_wanted');
    const { orgId } = world;
    await inOrg(world.deps.db, { orgId }, async (tx) => {
      await routeNotice(tx, noticeId);
      await changeChannel(tx, channelId, { enabled: false });
    });
    await start(noticeId);
    await world.deps.temporal.client.workflow.getHandle(workflowIds.deliverNotice(noticeId)).result();
    for (const { id } of await place.deliveriesOf(noticeId)) {
      await world.deps.temporal.client.workflow.getHandle(workflowIds.deliver(id)).result();
    }
    const reasons = (await place.deliveriesOf(noticeId)).map(({ state, reason }) => [state, reason]);
    expect(reasons.sort()).toEqual([
      ['skipped', 'The channel was disabled before this was sent.'],
      ['skipped', 'This person has no linked Slack account.'],
    ]);
    expect(receiver.calls).toEqual([]);
  });

  it('tell nobody of a project that they do not see, also where it was hidden after the notice was routed', async () => {
    const { orgId, userId, projectId } = world;
    await place.personalRule(userId, 'email', ['sync_failed']);
    const hide = (role: 'admin' | 'operator', access: 'members' | 'organisation') =>
      inOrg(world.deps.db, { orgId }, async (tx) => {
        await tx.update(memberships).set({ role }).where(eq(memberships.userId, userId));
        await tx.update(projects).set({ access }).where(eq(projects.id, projectId));
      });
    const mine = async (noticeId: string) =>
      (await place.deliveriesOf(noticeId)).filter((delivery) => delivery.userId === userId);
    const before = await place.tell('sync_failed', { projectId });
    await inOrg(world.deps.db, { orgId }, (tx) => routeNotice(tx, before));
    await hide('operator', 'members');
    const after = await place.tell('sync_failed', { projectId });
    for (const noticeId of [before, after]) {
      await start(noticeId);
      await world.deps.temporal.client.workflow.getHandle(workflowIds.deliverNotice(noticeId)).result();
    }
    const [routed] = await mine(before);
    await world.deps.temporal.client.workflow.getHandle(workflowIds.deliver(routed?.id ?? '')).result();
    expect(await mine(before)).toMatchObject([
      { state: 'skipped', reason: 'This person does not see the project that it tells of.' },
    ]);
    expect(await mine(after)).toEqual([]);
    await hide('admin', 'organisation');
  });

  it('go by mail to the address that a person has now, and are skipped where no server is configured', async () => {
    const { orgId, userId } = world;
    const email = `${userId}@now.example`;
    await inOrg(world.deps.db, { orgId, userId }, (tx) => tx.update(users).set({ email }).where(eq(users.id, userId)));
    await place.personalRule(userId, 'email', ['cost_anomaly']);
    const noticeId = await place.tell('cost_anomaly', {}, 'Amazon S3 cost more than usual.');
    await start(noticeId);
    const mine = async () => (await place.deliveriesOf(noticeId)).find((delivery) => delivery.userId === userId);
    for (let tries = 0; (await mine())?.state !== 'sent' && tries < 200; tries += 1) await sleep(100);
    const delivery = await mine();
    expect(office.mails.filter(({ to }) => to.includes(email))).toHaveLength(1);
    expect(delivery?.receipt).toBe(`<delivery-${delivery?.id}@${makeMail(world.config)?.domain}>`);
  });

  it('bring an invitation with a link that nothing else has, and again, and not once it was taken back', async () => {
    const { orgId, userId: invitedBy, deps } = world;
    const email = `${randomUUID()}@invited.example`;
    const row = { orgId, email, role: 'viewer', tokenHash: hashOf(newOpaqueToken()), invitedBy } as const;
    const [invitation] = await inOrg(deps.db, { orgId }, (tx) =>
      tx
        .insert(invitations)
        .values({ ...row, expiresAt: new Date(Date.now() + 60_000) })
        .returning(),
    );
    const invitationId = invitation?.id ?? '';
    office.fail({ data: () => (office.attempts.data < 2 ? { code: 451, text: 'later' } : undefined) });
    office.attempts.data = 0;
    const send = async () => {
      const noticeId = await place.tell('invitation', { invitationId }, 'Ada invites you to <Engines>.');
      await start(noticeId);
      const delivery = await place.untilDelivery(noticeId, ({ state }) => state === 'sent' || state === 'skipped');
      return { noticeId, delivery };
    };
    const { noticeId, delivery } = await send();
    expect(delivery).toMatchObject({ state: 'sent', attempts: 2, channelId: null, userId: null });
    await send();
    const mails = office.mails.filter(({ to }) => to.includes(email));
    const tokens = mails.map(({ raw }) => /\/invite\/([\w-]{43})/.exec(raw.replaceAll('=\r\n', ''))?.[1] ?? '');
    expect(new Set(tokens).size).toBe(2);
    // Both hold: nobody can know which of them arrived.
    for (const token of tokens) {
      expect((await findInvitation(deps.db, hashOf(token)))?.invitation.email).toBe(email);
    }
    expect(mails[0]?.raw).toContain('&lt;Engines&gt;');
    const shown = await inOrg(deps.db, { orgId }, (tx) => listInvitations(tx));
    expect(shown.find(({ invitation: { id } }) => id === invitationId)?.mail).toMatchObject({ state: 'sent' });
    const { client } = deps.temporal;
    const ids = [workflowIds.deliverNotice(noticeId), workflowIds.deliver(delivery.id)];
    const histories = await Promise.all(ids.map((id) => client.workflow.getHandle(id).fetchHistory()));
    const kept = JSON.stringify([histories, shown, await place.deliveriesOf(noticeId)]);
    for (const token of tokens) expect(kept).not.toContain(token);

    await inOrg(deps.db, { orgId }, (tx) => revokeInvitation(tx, invitationId));
    expect((await send()).delivery).toMatchObject({ state: 'skipped', reason: expect.stringContaining('taken back') });
    expect(await findInvitation(deps.db, hashOf(tokens[0] ?? ''))).toBeUndefined();
  });

  it('go out in a line where there are many for one place, none twice and none forgotten', async () => {
    const channelId = await place.channel('webhook', { url: receiver.url }, ['sync_failed'], world.projectId);
    const many = await Promise.all(
      Array.from({ length: 80 }, () => place.tell('sync_failed', { projectId: world.projectId })),
    );
    await Promise.all(many.map(start));
    const ours = async () =>
      (await Promise.all(many.map(place.deliveriesOf))).flat().filter((delivery) => delivery.channelId === channelId);
    const sentOf = async () => (await ours()).filter(({ state }) => state === 'sent');
    for (let tries = 0; (await sentOf()).length < many.length && tries < 400; tries += 1) await sleep(200);
    const sent = await ours();
    expect(sent.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(many.map(() => 'sent 1'));
    const received = receiver.calls.filter(({ headers }) => sent.some(({ id }) => id === headers['webhook-id']));
    expect(received).toHaveLength(many.length);
    // Twenty a second, and twenty at once after a quiet time; some more, because a busy machine hears them late.
    const times = received.map(({ at }) => at).sort((a, b) => a - b);
    const busiest = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length));
    expect(busiest).toBeLessThanOrEqual(55);
  });

  it('stay as they ended, whatever comes late', async () => {
    const channelId = await place.channel('webhook', { url: receiver.url }, []);
    const noticeId = await place.tell('test', { channelId });
    await start(noticeId);
    const sent = await place.untilDelivery(noticeId, ({ state }) => state === 'sent');
    const { orgId } = world;
    const late = inOrg(world.deps.db, { orgId }, (tx) =>
      moveDelivery(tx, sent.id, ['waiting', 'sending'], 'dead', { reason: 'too late' }),
    );
    expect(await late).toBeUndefined();
    await expect(inOrg(world.deps.db, { orgId }, (tx) => sendAgain(tx, sent.id))).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
