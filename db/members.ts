/** The people of an organisation: what they may do there, and whether they may come in. */
import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { AuroraError, conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { Role } from './model/states.ts';
import { type Person, personOf } from './people.ts';
import { memberships, organisations, signIns, users } from './schema/index.ts';

export type MemberRow = {
  user: Person;
  role: Role;
  joinedAt: Date;
  disabledAt: Date | null;
  /** When a sign-in of theirs here was used last. */
  lastSeenAt: Date | null;
};

/** One's own rows of other organisations are visible too (see the policies `own`): they have to be left out by hand. */
const here = sql`app_org_id()`;

/** By name, with those who were deactivated. */
export async function listMembers(tx: Tx): Promise<MemberRow[]> {
  const seen = tx
    .select({
      userId: signIns.userId,
      at: sql<Date>`max(coalesce(${signIns.lastUsedAt}, ${signIns.createdAt}))`.mapWith(signIns.createdAt).as('at'),
    })
    .from(signIns)
    .where(eq(signIns.orgId, here))
    .groupBy(signIns.userId)
    .as('seen');
  return tx
    .select({
      user: personOf(users),
      role: memberships.role,
      joinedAt: memberships.createdAt,
      disabledAt: sql<Date | null>`coalesce(${memberships.disabledAt}, ${users.disabledAt})`.mapWith(users.disabledAt),
      lastSeenAt: seen.at,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .leftJoin(seen, eq(seen.userId, memberships.userId))
    .where(eq(memberships.orgId, here))
    .orderBy(asc(users.name), asc(users.id));
}

export async function findMember(tx: Tx, userId: string): Promise<MemberRow> {
  const found = (await listMembers(tx)).find(({ user }) => user.id === userId);
  if (!found) throw notFound('member');
  return found;
}

export type MemberChange = { role?: Role | undefined; active?: boolean | undefined };
export type Changed = { before: { role: Role; active: boolean }; after: { role: Role; active: boolean } };

/**
 * Changes what a member may do. Changes of one organisation's members wait for each other, so that of two admins who
 * deactivate each other at once the second is asked again whether they still may.
 *
 * @param by who asks: an active admin when their turn comes, and not the member
 * @throws AuroraError `not_found`, `forbidden`, or `conflict` where nobody would be left to administer
 */
export async function changeMember(
  tx: Tx,
  { orgId, userId, by }: { orgId: string; userId: string; by: string },
  change: MemberChange,
): Promise<Changed> {
  if (userId === by) throw notOwn();
  await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.id, orgId)).for('no key update');
  const admins = await activeAdmins(tx);
  if (!admins.includes(by)) throw noLonger();
  const whose = and(eq(memberships.orgId, orgId), eq(memberships.userId, userId));
  const [row] = await tx.select().from(memberships).where(whose).for('update');
  if (!row) throw notFound('member');
  const before = { role: row.role, active: row.disabledAt === null };
  const after = { role: change.role ?? before.role, active: change.active ?? before.active };
  if (after.active && after.role === 'admin') await put(tx, whose, before, after);
  else if (admins.some((admin) => admin !== userId)) await put(tx, whose, before, after);
  else throw lastAdmin();
  if (before.active && !after.active) await endSignInsHere(tx, orgId, userId);
  return { before, after };
}

async function put(tx: Tx, whose: ReturnType<typeof and>, before: Changed['before'], after: Changed['after']) {
  const disabledAt = after.active ? null : sql`now()`;
  await tx
    .update(memberships)
    .set({ role: after.role, ...(before.active === after.active ? {} : { disabledAt }) })
    .where(whose);
}

async function activeAdmins(tx: Tx): Promise<string[]> {
  const rows = await tx
    .select({ userId: memberships.userId })
    .from(memberships)
    .innerJoin(users, and(eq(users.id, memberships.userId), isNull(users.disabledAt)))
    .where(and(eq(memberships.orgId, here), eq(memberships.role, 'admin'), isNull(memberships.disabledAt)));
  return rows.map(({ userId }) => userId);
}

/** They hold no more in any case; ended ones do not come back when the person is let in again. */
async function endSignInsHere(tx: Tx, orgId: string, userId: string): Promise<void> {
  await tx
    .update(signIns)
    .set({ revokedAt: sql`now()`, endedReason: 'Deactivated by an admin.' })
    .where(and(eq(signIns.orgId, orgId), eq(signIns.userId, userId), isNull(signIns.revokedAt)));
}

const notOwn = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'Nobody changes their own role or deactivates themselves. Another admin can.',
  });

const noLonger = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'You are no longer an admin of this organisation, so nothing was changed.',
  });

const lastAdmin = () =>
  conflict('This is the last active admin: nobody could let people in afterwards. Make somebody else an admin first.');
