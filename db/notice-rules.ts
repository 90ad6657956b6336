/** Which notices go where: rules of channels, which admins keep, and rules of people, each their own. */
import { and, asc, desc, eq, inArray, isNull, not, or, type SQLWrapper, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { ChannelKind, NoticeKind, NoticeSubject } from './model/notices.ts';
import { requireProject } from './projects.ts';
import { identityLinks, integrations, memberships, noticeChannels, noticeRules, users } from './schema/index.ts';

export type NoticeRule = typeof noticeRules.$inferSelect;
export type NewNoticeRule = typeof noticeRules.$inferInsert & { id: string };
export type RuleChange = { kinds?: NoticeKind[]; projectId?: string | null; enabled?: boolean };

/** Whose rules a caller may touch: those of channels, or their own. */
export type RuleOwner = { channels: true } | { userId: string };

const ownedBy = (owner: RuleOwner) =>
  'userId' in owner ? eq(noticeRules.userId, owner.userId) : sql`${noticeRules.channelId} is not null`;

export const rulesOfChannels = (tx: Tx, channelIds: string[]): Promise<NoticeRule[]> =>
  tx
    .select()
    .from(noticeRules)
    .where(inArray(noticeRules.channelId, channelIds))
    .orderBy(asc(noticeRules.createdAt), asc(noticeRules.id));

export const rulesOfPerson = (tx: Tx, userId: string): Promise<NoticeRule[]> =>
  tx
    .select()
    .from(noticeRules)
    .where(eq(noticeRules.userId, userId))
    .orderBy(asc(noticeRules.createdAt), asc(noticeRules.id));

/** The same id again answers the rule that is there. */
export async function insertRule(tx: Tx, rule: NewNoticeRule): Promise<NoticeRule> {
  if (rule.projectId) await requireProject(tx, rule.projectId);
  const [created] = await tx.insert(noticeRules).values(rule).onConflictDoNothing().returning();
  if (created) return created;
  return findRule(tx, rule.id, rule.userId ? { userId: rule.userId } : { channels: true });
}

/** @throws AuroraError `not_found`, also for somebody else's */
async function findRule(tx: Tx, id: string, owner: RuleOwner): Promise<NoticeRule> {
  const [row] = await tx
    .select()
    .from(noticeRules)
    .where(and(eq(noticeRules.id, id), ownedBy(owner)));
  if (!row) throw notFound('rule');
  return row;
}

export async function changeRule(tx: Tx, id: string, owner: RuleOwner, change: RuleChange): Promise<NoticeRule> {
  const before = await findRule(tx, id, owner);
  if (change.projectId) await requireProject(tx, change.projectId);
  if (Object.keys(change).length === 0) return before;
  const [row] = await tx.update(noticeRules).set(change).where(eq(noticeRules.id, id)).returning();
  return row ?? before;
}

export async function deleteRule(tx: Tx, id: string, owner: RuleOwner): Promise<void> {
  await findRule(tx, id, owner);
  await tx.delete(noticeRules).where(eq(noticeRules.id, id));
}

/** One place that a notice goes to. */
export type Target = { target: string; kind: ChannelKind; channelId: string | null; userId: string | null };

/** Where the rules send a notice now: enabled channels, and people who are members. Each place once. */
export async function targetsOf(
  tx: Tx,
  { kind, subject }: { kind: NoticeKind; subject: NoticeSubject },
): Promise<Target[]> {
  if (kind === 'test') return channelTarget(tx, subject.channelId ?? null);
  if (kind === 'invitation') {
    return [{ target: `invitation:${subject.invitationId}`, kind: 'email', channelId: null, userId: null }];
  }
  const fits = and(
    eq(noticeRules.enabled, true),
    sql`${kind} = any(${noticeRules.kinds})`,
    or(isNull(noticeRules.projectId), sql`${noticeRules.projectId}::text = ${subject.projectId ?? null}`),
  );
  const toChannels = await tx
    .selectDistinct({ id: noticeChannels.id, kind: noticeChannels.kind })
    .from(noticeRules)
    .innerJoin(noticeChannels, eq(noticeChannels.id, noticeRules.channelId))
    .where(and(fits, eq(noticeChannels.enabled, true), isNull(noticeChannels.archivedAt)));
  const toPeople = await tx
    .selectDistinct({ userId: users.id, way: noticeRules.way })
    .from(noticeRules)
    .innerJoin(memberships, eq(memberships.userId, noticeRules.userId))
    .innerJoin(users, and(eq(users.id, memberships.userId), isNull(users.disabledAt)))
    .where(and(fits, isNull(memberships.disabledAt), not(hiddenFrom(noticeRules.orgId, users.id, subject.projectId))));
  return [
    ...toChannels.map((channel) => targetOfChannel(channel)),
    ...toPeople.flatMap(({ userId, way }) =>
      way ? [{ target: `person:${userId}:${way}`, kind: way, channelId: null, userId }] : [],
    ),
  ];
}

/** Whether this person does not see the project. Nothing is hidden of what belongs to none. */
const hiddenFrom = (orgId: SQLWrapper, userId: SQLWrapper, projectId: string | undefined) =>
  sql<boolean>`coalesce(${projectId ?? null}::uuid = any(hidden_projects(${orgId}, ${userId})), false)`;

/** The same for one person, at the moment at which something is about to be sent to them. */
export async function isHiddenFrom(
  tx: Tx,
  { orgId, userId, projectId }: { orgId: string; userId: string; projectId?: string },
): Promise<boolean> {
  if (!projectId) return false;
  const { rows } = await tx.execute<{ hidden: boolean }>(
    sql`select ${hiddenFrom(sql`${orgId}::uuid`, sql`${userId}::uuid`, projectId)} as hidden`,
  );
  return rows[0]?.hidden ?? true;
}

/** A person asked for exactly this one, so it goes there also while it is disabled. */
async function channelTarget(tx: Tx, channelId: string | null): Promise<Target[]> {
  const rows = await tx
    .select({ id: noticeChannels.id, kind: noticeChannels.kind })
    .from(noticeChannels)
    .where(and(sql`${noticeChannels.id}::text = ${channelId}`, isNull(noticeChannels.archivedAt)));
  return rows.map(targetOfChannel);
}

const targetOfChannel = ({ id, kind }: { id: string; kind: ChannelKind }): Target => ({
  target: `channel:${id}`,
  kind,
  channelId: id,
  userId: null,
});

/** The account by which a person can be reached in Slack: the one that was linked last. */
export async function slackAccountOf(tx: Tx, userId: string) {
  const [account] = await tx
    .select({
      integrationId: integrations.id,
      settings: integrations.settings,
      secretRef: integrations.secretRef,
      externalId: identityLinks.externalId,
      name: identityLinks.externalName,
    })
    .from(identityLinks)
    .innerJoin(integrations, eq(integrations.id, identityLinks.integrationId))
    .where(and(eq(identityLinks.userId, userId), eq(identityLinks.provider, 'slack'), isNull(integrations.archivedAt)))
    .orderBy(desc(identityLinks.createdAt))
    .limit(1);
  return account;
}
