/** Keeps what admins and people choose about notices. Secrets go to Vault before the row that names them. */
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import * as deliveries from '../../db/deliveries.ts';
import { deliveryForMs } from '../../db/model/notices.ts';
import * as channels from '../../db/notice-channels.ts';
import { insertRule } from '../../db/notice-rules.ts';
import { tellNotice } from '../../db/notices.ts';
import { AuroraError, conflict } from '../../platform/errors.ts';
import { startDelivery } from '../../platform/nudges.ts';
import { keepAudit, keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { readRecorded } from '../recorded-secrets.ts';
import type { ChangeChannel, CreateChannel } from '../views/notices.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db' | 'secrets' | 'temporal'>;

/** As Standard Webhooks wants it: 24 to 64 random bytes, in base64 after a prefix. */
const newSigningSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

/** A receiver has this long to learn the new key; meanwhile each notice is signed with both. */
const bothForMs = 24 * 3_600_000;

const channelOf = (id: string) => ({ kind: 'notice_channel', id });

const pathOf = (orgId: string, channelId: string) => `notices/${orgId}/${channelId}`;

export async function createChannel(
  { db, secrets }: Needs,
  actor: Actor,
  { kinds, ...given }: z.output<typeof CreateChannel>,
): Promise<{ channel: channels.NoticeChannel; signingSecret: string | null }> {
  const { orgId, userId } = actor;
  const id = given.id ?? crypto.randomUUID();
  const known = await inOrg(db, scopeOf(actor), (tx) => channels.checkNewChannel(tx, { ...given, id }));
  if (known) return { channel: known, signingSecret: null };
  const signingSecret = given.kind === 'webhook' ? newSigningSecret() : null;
  const secretRef = signingSecret ? await secrets.write(pathOf(orgId, id), { signing: signingSecret }) : null;
  const channel = await inOrg(db, scopeOf(actor), async (tx) => {
    const row = await channels.insertChannel(tx, { ...given, id, orgId, secretRef, createdBy: userId });
    const rule = { id: crypto.randomUUID(), orgId, channelId: id, projectId: null, createdBy: userId };
    if (kinds) await insertRule(tx, { ...rule, kinds });
    const detail = { kind: row.kind, name: row.name, kinds: kinds ?? [] };
    await keepAuditOnce(tx, actor, { action: 'notice_channel.create', subject: channelOf(id), detail });
    return row;
  });
  return { channel, signingSecret };
}

export async function changeChannel(
  { db }: Needs,
  actor: Actor,
  id: string,
  change: z.output<typeof ChangeChannel>,
): Promise<channels.NoticeChannel> {
  return inOrg(db, scopeOf(actor), async (tx) => {
    const { kind } = await channels.findChannel(tx, id);
    if (change.settings && !fits[kind](change.settings)) throw otherKind();
    const changed = await channels.changeChannel(tx, id, change);
    const { name, enabled } = change;
    // An address can hold a key, so that it is only said that there is another one.
    const detail = { name, enabled, settings: change.settings !== undefined };
    await keepAudit(tx, actor, { action: 'notice_channel.change', subject: channelOf(id), detail });
    return changed;
  });
}

type Given = NonNullable<z.output<typeof ChangeChannel>['settings']>;

const fits: Record<channels.NoticeChannel['kind'], (settings: Given) => boolean> = {
  email: (settings) => 'addresses' in settings,
  webhook: (settings) => 'url' in settings,
  slack: (settings) => 'slackChannel' in settings,
};

export async function archiveChannel({ db, secrets }: Needs, actor: Actor, id: string): Promise<void> {
  const { secretRef } = await inOrg(db, scopeOf(actor), async (tx) => {
    const { kind, name, ...channel } = await channels.archiveChannel(tx, id);
    const done = { action: 'notice_channel.archive', subject: channelOf(id), detail: { kind, name } };
    await keepAudit(tx, actor, done);
    return channel;
  });
  if (secretRef) await secrets.remove(secretRef);
}

/** @throws AuroraError `conflict` for a channel that signs nothing */
export async function rotateSecret(parts: Needs, actor: Actor, id: string) {
  const { db, secrets } = parts;
  const { secretRef } = await inOrg(db, scopeOf(actor), (tx) => channels.findChannel(tx, id));
  if (!secretRef) throw conflict('Only webhooks are signed, so this channel has no secret to change.');
  const { signing: previous = '' } = await readRecorded(parts, actor, channelOf(id), secretRef);
  const signingSecret = newSigningSecret();
  const previousUntil = new Date(Date.now() + bothForMs).toISOString();
  await secrets.write(pathOf(actor.orgId, id), { signing: signingSecret, previous, previousUntil });
  await inOrg(db, scopeOf(actor), (tx) =>
    keepAudit(tx, actor, {
      action: 'notice_channel.rotate_secret',
      subject: channelOf(id),
      detail: { previousUntil },
    }),
  );
  return { signingSecret, previousUntil };
}

/** A notice of kind `test` to exactly that channel. @returns its delivery */
export async function testChannel({ db, temporal }: Needs, actor: Actor, channelId: string): Promise<string> {
  const { orgId, name } = actor;
  const key = `test:${crypto.randomUUID()}`;
  const href = '/integrations/channels';
  const deliveryId = await inOrg(db, scopeOf(actor), async (tx) => {
    const channel = await channels.findChannel(tx, channelId);
    const text = `This is a test of the channel "${channel.name}", sent by ${name}. Nothing has happened, and nothing has to be done.`;
    await tellNotice(tx, orgId, { key, kind: 'test', level: 'info', text, href, subject: { channelId } });
    const deliveryId = await deliveries.routeTest(tx, key);
    const detail = { name: channel.name, deliveryId };
    await keepAudit(tx, actor, { action: 'notice_channel.test', subject: channelOf(channelId), detail });
    return deliveryId;
  });
  await startDelivery(temporal, { orgId, deliveryId, forMs: deliveryForMs });
  return deliveryId;
}

export async function sendAgain({ db, temporal }: Needs, actor: Actor, deliveryId: string): Promise<void> {
  const { orgId } = actor;
  await inOrg(db, scopeOf(actor), async (tx) => {
    const { noticeId, target } = await deliveries.sendAgain(tx, deliveryId);
    const subject = { kind: 'delivery', id: deliveryId };
    await keepAudit(tx, actor, { action: 'delivery.resend', subject, detail: { noticeId, target } });
  });
  await startDelivery(temporal, { orgId, deliveryId, forMs: deliveryForMs });
}

const otherKind = () =>
  new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: 'These settings are of another kind of channel. Make a new channel of that kind instead.',
  });
