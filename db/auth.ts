/** Who may come in: registration, sign-ins and tickets. Tokens are known here by their hash only. */
import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { type ActingToken, findActingToken } from './api-tokens.ts';
import { appendAudit, auditBy } from './audit.ts';
import { asPresented, type Database, enterOrg, type Tx } from './client.ts';
import { lesserRole, type ProjectRoles, type Role } from './model/states.ts';
import { forgetOldTokens } from './refresh-tokens.ts';
import { liveTickets, memberships, organisations, projects, refreshTokens, signIns, users } from './schema/index.ts';

export type User = typeof users.$inferSelect;
export type Organisation = Pick<typeof organisations.$inferSelect, 'id' | 'name' | 'slug'>;

export type Member = {
  orgId: string;
  userId: string;
  /** What they may do by this way: of a token, the lesser of its own role and its person's. */
  role: Role;
  /** Where their role is another than `role`; read it with `roleIn`. */
  projectRoles: ProjectRoles;
  name: string;
  email: string;
  organisation: Organisation;
  /** Of the request, for the audit log. */
  from?: { requestId: string; address: string };
};
export type SessionActor = Member & {
  via: 'session';
  signInId: string;
  /** When they last gave their password or a code again. */
  steppedUpAt: Date | null;
};
export type TokenActor = Member & { via: 'token'; token: { id: string; name: string; role: Role; expiresAt: Date } };

/** A person in one organisation, as of now: by a sign-in, or by a personal token of theirs. */
export type Actor = SessionActor | TokenActor;

/** Who somebody said to be, and was at that time. */
export type Claims =
  | { via: 'session'; orgId: string; userId: string; signInId: string }
  | { via: 'token'; orgId: string; userId: string; tokenId: string };

/** Whether what was claimed still holds. @returns undefined where it does not */
export function findActor(db: Database, claims: Claims): Promise<Actor | undefined> {
  return claims.via === 'session' ? findSessionActor(db, claims) : findTokenActor(db, claims);
}

async function findTokenActor(db: Database, key: { orgId: string; tokenId: string }): Promise<Actor | undefined> {
  const found = await findActingToken(db, key);
  return typeof found === 'object' ? tokenActor(found) : undefined;
}

export const tokenActor = (found: ActingToken): TokenActor => ({
  ...found,
  via: 'token',
  role: lesserRole(found.role, found.token.role),
  projectRoles: Object.fromEntries(
    Object.entries(found.projectRoles).map(([id, role]) => [id, role && lesserRole(role, found.token.role)]),
  ),
});

/**
 * One round trip, for every request.
 *
 * @returns undefined when the sign-in ended, the person was disabled or left the organisation
 */
export async function findSessionActor(
  db: Database,
  ids: Pick<SessionActor, 'orgId' | 'userId' | 'signInId'>,
): Promise<SessionActor | undefined> {
  const result = await db.pool.query<{
    role: Role;
    project_roles: ProjectRoles;
    stepped_up_at: Date | null;
    user_name: string;
    email: string;
    org_name: string;
    org_slug: string;
  }>({
    name: 'acting-member',
    text: 'select * from acting_member($1, $2, $3)',
    values: [ids.orgId, ids.userId, ids.signInId],
  });
  const [row] = result.rows;
  if (!row) return undefined;
  const organisation = { id: ids.orgId, name: row.org_name, slug: row.org_slug };
  const { orgId, userId, signInId } = ids;
  return {
    via: 'session',
    orgId,
    userId,
    signInId,
    steppedUpAt: row.stepped_up_at,
    role: row.role,
    projectRoles: row.project_roles,
    name: row.user_name,
    email: row.email,
    organisation,
  };
}

export type Registration = {
  org: { id: string; name: string; slug: string };
  /** With a password hash: somebody new. */
  user: { id: string; name: string } & ({ email: string; passwordHash: string } | { passwordHash?: undefined });
  projectId: string;
};

/** Makes an organisation with its first person as admin, a first project, and whatever `more` adds, or nothing. */
export function registerOrganisation(
  db: Database,
  { org, user, projectId }: Registration,
  more: (tx: Tx) => Promise<void>,
): Promise<void> {
  return asPresented(db, { userId: user.id }, async (tx) => {
    await enterOrg(tx, { orgId: org.id, userId: user.id });
    await tx.insert(organisations).values(org);
    if (user.passwordHash !== undefined) await tx.insert(users).values(user);
    await tx.insert(memberships).values({ orgId: org.id, userId: user.id, role: 'admin' });
    await tx.insert(projects).values({ id: projectId, orgId: org.id, name: 'Main', createdBy: user.id });
    await more(tx);
  });
}

export function findUserByEmail(db: Database, email: string): Promise<User | undefined> {
  return asPresented(db, { loginEmail: email }, async (tx) => {
    const [row] = await tx.select().from(users).where(eq(users.email, email));
    return row;
  });
}

/** How somebody proved who they are, for the audit log. */
export type SignInMethod =
  | 'password'
  | 'password and code'
  | 'password and recovery code'
  | 'registration'
  | 'invitation'
  /** From another organisation of theirs: no new proof. */
  | 'switch';

export type NewSignIn = {
  userId: string;
  /** Of its first refresh token. */
  tokenHash: string;
  expiresAt: Date;
  method: SignInMethod;
  userAgent?: string | undefined;
  into?: Into | undefined;
};

/** The organisation that is meant; and when they last proved who they are, where they did not do so just now. */
export type Into = { orgId: string; steppedUpAt?: Date | null };

/**
 * Opens a sign-in in the organisation that is named, or else in the one the person has belonged to for longest.
 *
 * @returns undefined when they do not belong there, or to none
 */
export function openSignIn(
  db: Database,
  { userId, tokenHash, expiresAt, method, userAgent, into }: NewSignIn,
  from: NonNullable<Actor['from']>,
): Promise<SessionActor | undefined> {
  return asPresented(db, { userId }, async (tx) => {
    const [member] = await tx
      .select({ role: memberships.role, organisation: organisations, user: users })
      .from(memberships)
      .innerJoin(organisations, eq(organisations.id, memberships.orgId))
      .innerJoin(users, eq(users.id, memberships.userId))
      .where(
        and(
          eq(memberships.userId, userId),
          into && eq(memberships.orgId, into.orgId),
          isNull(memberships.disabledAt),
          isNull(users.disabledAt),
        ),
      )
      .orderBy(asc(memberships.createdAt))
      .limit(1);
    if (!member) return undefined;
    const { role, user, organisation } = member;
    await enterOrg(tx, { orgId: organisation.id, userId });
    const now = new Date();
    // Whoever signs in has just proved who they are; whoever changes over has not.
    const steppedUpAt = into?.steppedUpAt === undefined ? now : into.steppedUpAt;
    const [opened] = await tx
      .insert(signIns)
      .values({
        orgId: organisation.id,
        userId,
        expiresAt,
        steppedUpAt,
        lastUsedAt: now,
        userAgent,
        address: from.address,
      })
      .returning({ id: signIns.id });
    if (!opened) return undefined;
    await tx.insert(refreshTokens).values({ orgId: organisation.id, signInId: opened.id, tokenHash });
    await forgetOldTokens(tx, userId);
    const actor: SessionActor = {
      via: 'session',
      orgId: organisation.id,
      userId,
      signInId: opened.id,
      steppedUpAt,
      role,
      projectRoles: {},
      name: user.name,
      email: user.email,
      organisation,
      from,
    };
    const subject = { kind: 'session', id: opened.id };
    await appendAudit(tx, actor.orgId, auditBy(actor, { action: 'session.sign_in', subject, detail: { method } }));
    return actor;
  });
}

/** In the log of each organisation that the person belongs to: it is theirs that somebody tried to enter. */
export function auditRefusedSignIn(
  db: Database,
  { id: userId, name }: Pick<User, 'id' | 'name'>,
  reason: string,
  from: NonNullable<Actor['from']>,
): Promise<void> {
  return asPresented(db, { userId }, async (tx) => {
    const belongs = await tx.select({ orgId: memberships.orgId }).from(memberships).orderBy(asc(memberships.orgId));
    for (const { orgId } of belongs) {
      await enterOrg(tx, { orgId, userId });
      const actor = { kind: 'person', id: userId, name } as const;
      const entry = { action: 'session.sign_in', outcome: 'refused', actor, detail: { reason }, ...from } as const;
      await appendAudit(tx, orgId, entry);
    }
  });
}

export type NewTicket = { orgId: string; userId: string; tokenHash: string; expiresAt: Date };

export function keepTicket(db: Database, ticket: NewTicket): Promise<void> {
  return asPresented(db, { tokenHash: ticket.tokenHash }, async (tx) => {
    await tx.insert(liveTickets).values(ticket);
  });
}

/** Uses a ticket up: of two who present it at once, one gets in. */
export function takeTicket(db: Database, tokenHash: string): Promise<{ orgId: string; userId: string } | undefined> {
  return asPresented(db, { tokenHash }, async (tx) => {
    const [row] = await tx
      .update(liveTickets)
      .set({ usedAt: new Date() })
      .where(
        and(eq(liveTickets.tokenHash, tokenHash), isNull(liveTickets.usedAt), gt(liveTickets.expiresAt, new Date())),
      )
      .returning({ orgId: liveTickets.orgId, userId: liveTickets.userId });
    return row;
  });
}
