/** Where a delivery goes as of now: people change channels, and leave, between an event and an attempt. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import type { Delivery, Notice } from '../../db/deliveries.ts';
import { addMailedLink } from '../../db/invitation-mails.ts';
import { isHiddenFrom, slackAccountOf } from '../../db/notice-rules.ts';
import { integrations, memberships, noticeChannels, users } from '../../db/schema/index.ts';
import { hashOf, newOpaqueToken } from '../../platform/opaque-tokens.ts';
import type { Place } from './channel-sender.ts';

export type Whereto = { place: Place; secretRef: string | null } | { skipped: string };

export async function placeOf(tx: Tx, delivery: Delivery, notice: Notice): Promise<Whereto> {
  if (notice.kind === 'invitation') return ofInvitation(tx, notice);
  return delivery.userId ? personal(tx, delivery, notice, delivery.userId) : ofChannel(tx, delivery, notice);
}

async function ofChannel(tx: Tx, { channelId }: Delivery, { kind }: Notice): Promise<Whereto> {
  const [channel] = channelId ? await tx.select().from(noticeChannels).where(eq(noticeChannels.id, channelId)) : [];
  if (!channel || channel.archivedAt) return { skipped: 'The channel is gone.' };
  if (!channel.enabled && kind !== 'test') return { skipped: 'The channel was disabled before this was sent.' };
  const { settings, secretRef } = channel;
  if (channel.kind === 'email') return { place: { kind: 'email', addresses: settings.addresses ?? [] }, secretRef };
  if (channel.kind === 'webhook') return { place: { kind: 'webhook', url: settings.url ?? '' }, secretRef };
  const [slack] = await tx
    .select()
    .from(integrations)
    .where(and(eq(integrations.id, settings.integrationId ?? ''), isNull(integrations.archivedAt)));
  if (!slack) return { skipped: 'The integration with Slack is gone.' };
  return slackPlace(slack.id, slack.settings.apiUrl, settings.slackChannel ?? '', slack.secretRef);
}

async function personal(tx: Tx, { kind }: Delivery, { orgId, subject }: Notice, userId: string): Promise<Whereto> {
  const [member] = await tx
    .select({ email: users.email })
    .from(users)
    .innerJoin(memberships, eq(memberships.userId, users.id))
    .where(and(eq(users.id, userId), isNull(users.disabledAt), isNull(memberships.disabledAt)));
  if (!member) return { skipped: 'This person is no longer a member.' };
  if (await isHiddenFrom(tx, { orgId, userId, projectId: subject.projectId })) return { skipped: unseen };
  if (kind === 'email') return { place: { kind: 'email', addresses: [member.email] }, secretRef: null };
  const account = await slackAccountOf(tx, userId);
  if (!account) return { skipped: 'This person has no linked Slack account.' };
  // `T012:U345`: the team is the integration's.
  const person = account.externalId.split(':').pop() ?? '';
  return slackPlace(account.integrationId, account.settings.apiUrl, person, account.secretRef);
}

/** The link is made here, for this attempt: nothing that is kept or logged has it. */
async function ofInvitation(tx: Tx, { subject }: Notice): Promise<Whereto> {
  const token = newOpaqueToken();
  const row = await addMailedLink(tx, subject.invitationId ?? '', hashOf(token));
  if (!row) return { skipped: 'The invitation was taken up or taken back, or has ended.' };
  const invitation = { path: `/invite/${token}`, expiresAt: row.expiresAt };
  return { place: { kind: 'email', addresses: [row.email], invitation }, secretRef: null };
}

const unseen = 'This person does not see the project that it tells of.';

const slackPlace = (integrationId: string, apiUrl: string | undefined, conversation: string, secretRef: string) => ({
  place: { kind: 'slack' as const, integrationId, apiUrl: apiUrl ?? null, conversation },
  secretRef,
});
