/** A person's open sign-ins, in all of their organisations, and how they end. */
import { and, asc, desc, eq, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import { appendAudit, auditBy } from './audit.ts';
import type { Actor, SessionActor } from './auth.ts';
import { asPresented, type Database, enterOrg, inOrg, type Tx } from './client.ts';
import { memberships, organisations, signIns } from './schema/index.ts';

export type OpenSignIn = Pick<
  typeof signIns.$inferSelect,
  'id' | 'createdAt' | 'expiresAt' | 'lastUsedAt' | 'userAgent' | 'address'
> & { organisation: string };

const open = and(isNull(signIns.revokedAt), sql`${signIns.expiresAt} > now()`);

/** The last used first. */
export function listSignIns(db: Database, userId: string): Promise<OpenSignIn[]> {
  return asPresented(db, { userId }, (tx) =>
    tx
      .select({
        id: signIns.id,
        createdAt: signIns.createdAt,
        expiresAt: signIns.expiresAt,
        lastUsedAt: signIns.lastUsedAt,
        userAgent: signIns.userAgent,
        address: signIns.address,
        organisation: organisations.name,
      })
      .from(signIns)
      .innerJoin(organisations, eq(organisations.id, signIns.orgId))
      .where(and(eq(signIns.userId, userId), open))
      .orderBy(desc(signIns.lastUsedAt), desc(signIns.id)),
  );
}

export type Which = { id: string } | { othersThan: string } | 'all';

/** Ends sign-ins of one's own, wherever they are. @returns how many */
export function endSignIns(db: Database, actor: Actor, which: Which, reason: string): Promise<number> {
  const { userId } = actor;
  return asPresented(db, { userId }, (tx) => endIn(tx, actor, and(eq(signIns.userId, userId), whereOf(which)), reason));
}

/** The same inside a transaction that already speaks for the person, such as that of a new password. */
export const endOthers = (tx: Tx, actor: SessionActor, reason: string): Promise<number> =>
  endIn(tx, actor, and(eq(signIns.userId, actor.userId), ne(signIns.id, actor.signInId)), reason);

const whereOf = (which: Which): SQL | undefined => {
  if (which === 'all') return undefined;
  return 'id' in which ? eq(signIns.id, which.id) : ne(signIns.id, which.othersThan);
};

/** By organisation, in one order for everybody: each entry holds that organisation's log until the end. */
async function endIn(tx: Tx, actor: Actor, where: SQL | undefined, reason: string): Promise<number> {
  const found = await tx
    .select({ id: signIns.id, orgId: signIns.orgId })
    .from(signIns)
    .where(and(where, open))
    .orderBy(asc(signIns.orgId), asc(signIns.id))
    .for('update');
  for (const { id } of found) {
    await tx.update(signIns).set({ revokedAt: sql`now()`, endedReason: reason }).where(eq(signIns.id, id));
  }
  for (const { id, orgId } of found) {
    await enterOrg(tx, { orgId, userId: actor.userId });
    const done = { action: 'session.sign_out', subject: { kind: 'session', id }, detail: { reason } };
    await appendAudit(tx, orgId, auditBy(actor, done));
  }
  if (found.length > 0) await enterOrg(tx, actor);
  return found.length;
}

/** Ends what a member has open in the admin's organisation. @throws AuroraError `not_found` */
export function endMemberSignIns(db: Database, admin: Actor, userId: string): Promise<number> {
  const { orgId } = admin;
  return inOrg(db, { orgId, userId: admin.userId }, async (tx) => {
    const [member] = await tx
      .select({ userId: memberships.userId })
      .from(memberships)
      .where(and(eq(memberships.orgId, orgId), eq(memberships.userId, userId)));
    if (!member) throw notFound('member');
    const ended = await tx
      .update(signIns)
      .set({ revokedAt: sql`now()`, endedReason: `${admin.name} signed them out.` })
      .where(and(eq(signIns.orgId, orgId), eq(signIns.userId, userId), open))
      .returning({ id: signIns.id });
    const subject = { kind: 'member', id: userId };
    await appendAudit(
      tx,
      orgId,
      auditBy(admin, { action: 'session.sign_out', subject, detail: { ended: ended.length } }),
    );
    return ended.length;
  });
}
