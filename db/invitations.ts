/** Links that let one person in. Known here by the hash of their token only. */
import { and, arrayContains, desc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { type AuroraError, conflict, notFound } from '../platform/errors.ts';
import { appendAudit } from './audit.ts';
import type { Actor } from './auth.ts';
import { asPresented, type Database, enterOrg, type Tx } from './client.ts';
import { appendEvent } from './events.ts';
import { type InvitationMail, newestMail } from './invitation-mails.ts';
import { formerMember, type Person, personOf } from './people.ts';
import { invitations, memberships, organisations, users } from './schema/index.ts';

export type Invitation = Omit<typeof invitations.$inferSelect, 'tokenHash' | 'mailTokenHashes'>;
export type InvitationRow = { invitation: Invitation; invitedBy: Person; mail: InvitationMail | null };

const open = and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

/** The open ones, newest first, with those that have expired. */
export async function listInvitations(tx: Tx): Promise<InvitationRow[]> {
  const rows = await tx
    .select({ invitation: invitations, user: personOf(users), mail: newestMail })
    .from(invitations)
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .where(open)
    .orderBy(desc(invitations.createdAt), desc(invitations.id));
  return rows.map(({ invitation, user, mail }) => ({
    invitation,
    invitedBy: user ?? formerMember(invitation.invitedBy),
    mail,
  }));
}

/** Takes the place of earlier ones to the same address. @throws AuroraError `conflict` for who is here already */
export async function insertInvitation(tx: Tx, row: typeof invitations.$inferInsert): Promise<Invitation> {
  const [member] = await tx
    .select({ disabledAt: memberships.disabledAt })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.orgId, row.orgId), eq(users.email, row.email)));
  if (member) throw conflict(member.disabledAt ? deactivated : already);
  const same = and(eq(invitations.orgId, row.orgId), eq(invitations.email, row.email), open);
  await tx.update(invitations).set({ revokedAt: sql`now()` }).where(same);
  const [made] = await tx.insert(invitations).values(row).returning();
  if (!made) throw notFound('invitation');
  return made;
}

/** @throws AuroraError `not_found` for one that was taken up or revoked */
export async function revokeInvitation(tx: Tx, id: string): Promise<Invitation> {
  const [gone] = await tx
    .update(invitations)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(invitations.id, id), open))
    .returning();
  if (!gone) throw notFound('invitation');
  return gone;
}

export type Invited = { invitation: Invitation; organisation: { id: string; name: string }; invitedBy: string };

const holds = (tokenHash: string) =>
  and(
    or(eq(invitations.tokenHash, tokenHash), arrayContains(invitations.mailTokenHashes, [tokenHash])),
    open,
    gt(invitations.expiresAt, sql`now()`),
  );

/** What the holder of a token may know. @returns undefined for one that opens nothing, for whatever reason */
export function findInvitation(db: Database, tokenHash: string): Promise<Invited | undefined> {
  return asPresented(db, { tokenHash }, async (tx) => {
    const [invitation] = await tx.select().from(invitations).where(holds(tokenHash));
    if (!invitation) return undefined;
    const { orgId } = invitation;
    await enterOrg(tx, { orgId });
    const [organisation] = await tx
      .select({ id: organisations.id, name: organisations.name })
      .from(organisations)
      .where(eq(organisations.id, orgId));
    const [by] = await tx.select({ name: users.name }).from(users).where(eq(users.id, invitation.invitedBy));
    return organisation && { invitation, organisation, invitedBy: by?.name ?? 'A former member' };
  });
}

/** Who takes it up: somebody with an account, or somebody new with a password of theirs, hashed. */
export type Joining = { id: string; name: string } & ({ passwordHash: string } | { known: true });

/**
 * Makes the person a member, once: of two who present the token at the same time, one gets in.
 *
 * @throws AuroraError `unauthenticated` (the `refusal`) for a token that opens nothing, `conflict` for an account or a
 *   membership that is there already
 */
export function acceptInvitation(
  db: Database,
  tokenHash: string,
  who: Joining,
  { refusal, from }: { refusal: AuroraError; from: NonNullable<Actor['from']> },
): Promise<{ orgId: string }> {
  return asPresented(db, { tokenHash, userId: who.id }, async (tx) => {
    const [invitation] = await tx.select().from(invitations).where(holds(tokenHash)).for('update');
    if (!invitation) throw refusal;
    const { id, orgId, email, role } = invitation;
    await enterOrg(tx, { orgId, userId: who.id });
    if ('passwordHash' in who) {
      const person = { id: who.id, name: who.name, email, passwordHash: who.passwordHash };
      const [made] = await tx.insert(users).values(person).onConflictDoNothing().returning({ id: users.id });
      if (!made) throw conflict('There is an account with this e-mail already. Accept with its password.');
    }
    const member = { orgId, userId: who.id, role };
    const [joined] = await tx.insert(memberships).values(member).onConflictDoNothing().returning();
    if (!joined) throw conflict('You belong to this organisation already. If you cannot get in, ask an admin.');
    await tx.update(invitations).set({ acceptedAt: sql`now()`, acceptedBy: who.id }).where(eq(invitations.id, id));
    await appendEvent(tx, orgId, `org:${orgId}`, { type: 'members.changed', payload: { userId: who.id } });
    await appendAudit(tx, orgId, {
      action: 'member.join',
      actor: { kind: 'person', id: who.id, name: who.name },
      subject: { kind: 'user', id: who.id },
      detail: { invitationId: id, role, email, newAccount: 'passwordHash' in who },
      ...from,
    });
    return { orgId };
  });
}

const already = 'Somebody with this e-mail address is a member already. Change their role in the list of members.';
const deactivated = 'Somebody with this e-mail address was deactivated here. Reactivate them in the list of members.';
