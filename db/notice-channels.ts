/** The places that an organisation sends notices to. */
import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import { AuroraError, conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { ChannelSettings } from './model/notices.ts';
import { integrations, noticeChannels } from './schema/index.ts';

export type NoticeChannel = typeof noticeChannels.$inferSelect;
export type NewNoticeChannel = typeof noticeChannels.$inferInsert & { id: string };
export type ChannelChange = { name?: string; settings?: ChannelSettings; enabled?: boolean };

export const listChannels = (tx: Tx): Promise<NoticeChannel[]> =>
  tx
    .select()
    .from(noticeChannels)
    .where(isNull(noticeChannels.archivedAt))
    .orderBy(asc(noticeChannels.name), asc(noticeChannels.id));

/** @throws AuroraError `not_found`, also for one that is archived */
export async function findChannel(tx: Tx, id: string): Promise<NoticeChannel> {
  const [row] = await tx
    .select()
    .from(noticeChannels)
    .where(and(eq(noticeChannels.id, id), isNull(noticeChannels.archivedAt)));
  if (!row) throw notFound('channel');
  return row;
}

/**
 * Before anything is made for it: whether it can be.
 *
 * @returns the channel that has this id already
 * @throws AuroraError `conflict` for a name that is taken, `not_found` and `unprocessable` for an integration
 */
export async function checkNewChannel(
  tx: Tx,
  { id, name, settings }: Pick<NewNoticeChannel, 'id' | 'name' | 'settings'>,
): Promise<NoticeChannel | undefined> {
  const [known] = await tx.select().from(noticeChannels).where(eq(noticeChannels.id, id));
  if (known) return known;
  await requireFreeName(tx, id, name);
  await checkIntegration(tx, settings);
  return undefined;
}

/** The same id again answers the channel that is there. @throws AuroraError `conflict` for a name that is taken */
export async function insertChannel(tx: Tx, channel: NewNoticeChannel): Promise<NoticeChannel> {
  const [created] = await tx.insert(noticeChannels).values(channel).onConflictDoNothing().returning();
  if (created) return created;
  await requireFreeName(tx, channel.id, channel.name);
  return findChannel(tx, channel.id);
}

/** Whoever enables a channel again says that what troubled it is mended. */
export async function changeChannel(tx: Tx, id: string, change: ChannelChange): Promise<NoticeChannel> {
  const before = await findChannel(tx, id);
  if (change.settings) await checkIntegration(tx, change.settings);
  if (change.name !== undefined) await requireFreeName(tx, id, change.name);
  const mended = change.enabled === true || change.settings !== undefined;
  const set = { ...change, ...(mended ? { trouble: null } : {}) };
  if (Object.keys(set).length === 0) return before;
  const [row] = await tx.update(noticeChannels).set(set).where(eq(noticeChannels.id, id)).returning();
  return row ?? before;
}

export async function archiveChannel(tx: Tx, id: string): Promise<NoticeChannel> {
  const channel = await findChannel(tx, id);
  const gone = { archivedAt: new Date(), enabled: false };
  await tx.update(noticeChannels).set(gone).where(eq(noticeChannels.id, id));
  return channel;
}

/** Why the last sending failed, in words; null when it went through. */
export async function noteTrouble(
  tx: Tx,
  channelId: string,
  trouble: string | null,
  { disable = false }: { disable?: boolean } = {},
): Promise<void> {
  await tx
    .update(noticeChannels)
    .set({ trouble, ...(disable ? { enabled: false } : {}) })
    .where(eq(noticeChannels.id, channelId));
}

async function requireFreeName(tx: Tx, id: string, name: string): Promise<void> {
  const [taken] = await tx
    .select({ id: noticeChannels.id })
    .from(noticeChannels)
    .where(and(eq(noticeChannels.name, name), ne(noticeChannels.id, id), isNull(noticeChannels.archivedAt)));
  if (taken) throw conflict(`There is a channel named "${name}" already. Choose another name.`);
}

/** Row-level security would let a foreign key point into another organisation: it does not look. */
async function checkIntegration(tx: Tx, { integrationId }: ChannelSettings): Promise<void> {
  if (!integrationId) return;
  const [found] = await tx
    .select({ kind: integrations.kind })
    .from(integrations)
    .where(and(eq(integrations.id, integrationId), isNull(integrations.archivedAt)));
  if (!found) throw notFound('integration');
  if (found.kind === 'slack') return;
  throw new AuroraError({
    code: 'unprocessable',
    retryable: false,
    userMessage: 'A Slack channel needs an integration with Slack. This one is another kind.',
  });
}
