/**
 * Invitations on their way by mail. Each is a notice for one place, so that its attempts, their end and a second sending
 * are those of every delivery. No link is kept: whoever makes an attempt makes one, and only its hash stays.
 */
import { and, eq, gt, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { DeliveryState } from './model/notices.ts';
import { tellNotice } from './notices.ts';
import { deliveries, invitations, notices } from './schema/index.ts';

/** How the newest mail of an invitation fares. @property reason in words, where the last attempt met something */
export type InvitationMail = {
  state: DeliveryState;
  reason: string | null;
  /** ISO 8601. */
  sentAt: string | null;
  nextAttemptAt: string | null;
};

const isOf = (invitationId: unknown): SQL =>
  sql`${notices.kind} = 'invitation' and ${notices.subject}->>'invitationId' = ${invitationId}::text`;

/** Null: none was asked for. What nobody has routed yet waits. */
export const newestMail: SQL<InvitationMail | null> = sql<InvitationMail | null>`(
  select jsonb_build_object('state', coalesce(${deliveries.state}, 'waiting'), 'reason', ${deliveries.reason},
    'sentAt', ${deliveries.sentAt}, 'nextAttemptAt', ${deliveries.nextAttemptAt})
  from ${notices} left join ${deliveries} on ${deliveries.noticeId} = ${notices.id}
  where ${isOf(invitations.id)} order by ${notices.createdAt} desc limit 1)`;

type Asked = { orgId: string; invitationId: string; key: string; by: string; organisation: string };

/** Puts it on its way, in the transaction of what it is for. The same key again sends nothing more. */
export const mailInvitation = (tx: Tx, { orgId, invitationId, key, by, organisation }: Asked): Promise<boolean> =>
  tellNotice(tx, orgId, {
    key: `invitation:${invitationId}:${key}`,
    kind: 'invitation',
    level: 'info',
    text: `${by} invites you to ${organisation}.`,
    href: null,
    subject: { invitationId },
  });

export async function isMailed(tx: Tx, { invitationId, key }: Pick<Asked, 'invitationId' | 'key'>): Promise<boolean> {
  const known = await tx
    .select({ id: notices.id })
    .from(notices)
    .where(eq(notices.key, `invitation:${invitationId}:${key}`));
  return known.length > 0;
}

/** @throws AuroraError `not_found`, `conflict` in words for one that has ended, or is being sent right now */
export async function requireMailable(tx: Tx, invitationId: string): Promise<void> {
  const [row] = await tx.select().from(invitations).where(isOpen(invitationId)).for('update');
  if (!row) throw notFound('invitation');
  if (row.expiresAt <= new Date()) throw conflict('This invitation has ended. Invite this address anew.');
  const [busy] = await tx
    .select({ id: notices.id })
    .from(notices)
    .leftJoin(deliveries, eq(deliveries.noticeId, notices.id))
    .where(and(isOf(invitationId), or(isNull(notices.routedAt), inArray(deliveries.state, ['waiting', 'sending']))))
    .limit(1);
  if (busy) throw conflict('This invitation is being sent already. Wait until it has arrived or was given up.');
}

const isOpen = (id: string) =>
  and(eq(invitations.id, id), isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

/** So many of the newest links hold: an attempt whose end nobody knows may have brought an older one. */
const mostLinks = 20;

/**
 * Lets one more link open an invitation, right before it is mailed.
 *
 * @returns where it goes; undefined for an invitation that nobody can take up any more
 */
export async function addMailedLink(tx: Tx, invitationId: string, tokenHash: string) {
  const kept = sql`array_append(${invitations.mailTokenHashes}, ${tokenHash})`;
  const [row] = await tx
    .update(invitations)
    .set({ mailTokenHashes: sql`(${kept})[greatest(cardinality(${kept}) - ${mostLinks - 1}, 1):]` })
    .where(and(isOpen(invitationId), gt(invitations.expiresAt, sql`now()`)))
    .returning({ email: invitations.email, expiresAt: invitations.expiresAt });
  return row;
}
