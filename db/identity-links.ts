/** Who people are elsewhere: codes that prove it, and the links that they make. */
import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Member } from './auth.ts';
import type { Tx } from './client.ts';
import type { IdentityProvider, IntegrationKind } from './model/integrations.ts';
import type { ProjectRoles } from './model/states.ts';
import { formerMember, type Person, personOf } from './people.ts';
import { identityLinks, integrations, linkCodes, memberships, organisations, users } from './schema/index.ts';

export type IdentityLink = typeof identityLinks.$inferSelect;

export type NewLinkCode = {
  orgId: string;
  userId: string;
  integrationId: string;
  codeHash: string;
  expiresAt: Date;
};

/** A new code takes the place of those that the person has not used. */
export async function insertLinkCode(tx: Tx, code: NewLinkCode): Promise<void> {
  const mine = and(eq(linkCodes.userId, code.userId), eq(linkCodes.integrationId, code.integrationId));
  await tx.delete(linkCodes).where(and(mine, isNull(linkCodes.usedAt)));
  await tx.insert(linkCodes).values(code);
}

/** Uses a code up: of two who show it at once, one is linked. @returns whose it is; undefined for one that opens nothing */
export async function takeLinkCode(tx: Tx, integrationId: string, codeHash: string): Promise<string | undefined> {
  const [row] = await tx
    .update(linkCodes)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(linkCodes.integrationId, integrationId),
        eq(linkCodes.codeHash, codeHash),
        isNull(linkCodes.usedAt),
        gt(linkCodes.expiresAt, sql`now()`),
      ),
    )
    .returning({ userId: linkCodes.userId });
  return row?.userId;
}

export type NewIdentityLink = {
  orgId: string;
  userId: string;
  integrationId: string;
  provider: IdentityProvider;
  externalId: string;
  externalName: string;
};

/** One account is one member, and one member one account: who proved both last is right. */
export async function putIdentityLink(tx: Tx, link: NewIdentityLink): Promise<void> {
  const { integrationId, externalId, userId } = link;
  const before = or(eq(identityLinks.externalId, externalId), eq(identityLinks.userId, userId));
  await tx.delete(identityLinks).where(and(eq(identityLinks.integrationId, integrationId), before));
  await tx.insert(identityLinks).values(link);
}

/** The member's own name there, for direct messages. */
export async function externalIdOf(tx: Tx, integrationId: string, userId: string): Promise<string | undefined> {
  const [row] = await tx
    .select({ externalId: identityLinks.externalId })
    .from(identityLinks)
    .where(and(eq(identityLinks.integrationId, integrationId), eq(identityLinks.userId, userId)));
  return row?.externalId;
}

/**
 * Who an account elsewhere is here, as of now.
 *
 * @returns `unlinked`, or `gone` for a person who was disabled or left the organisation
 */
export async function memberBehind(
  tx: Tx,
  integrationId: string,
  externalId: string,
): Promise<Member | 'unlinked' | 'gone'> {
  const [row] = await tx
    .select({
      orgId: identityLinks.orgId,
      userId: identityLinks.userId,
      role: memberships.role,
      projectRoles: sql<ProjectRoles>`project_roles(${identityLinks.orgId}, ${identityLinks.userId}, ${memberships.role})`,
      name: users.name,
      email: users.email,
      organisation: { id: organisations.id, name: organisations.name, slug: organisations.slug },
    })
    .from(identityLinks)
    .leftJoin(
      memberships,
      and(
        eq(memberships.userId, identityLinks.userId),
        eq(memberships.orgId, identityLinks.orgId),
        isNull(memberships.disabledAt),
      ),
    )
    .leftJoin(users, and(eq(users.id, identityLinks.userId), isNull(users.disabledAt)))
    .leftJoin(organisations, eq(organisations.id, identityLinks.orgId))
    .where(and(eq(identityLinks.integrationId, integrationId), eq(identityLinks.externalId, externalId)));
  if (!row) return 'unlinked';
  const { role, projectRoles, name, email, organisation } = row;
  if (!role || name === null || email === null || !organisation) return 'gone';
  return { orgId: row.orgId, userId: row.userId, role, projectRoles, name, email, organisation };
}

export type IdentityLinkRow = {
  link: IdentityLink;
  user: Person;
  integration: { id: string; name: string; kind: IntegrationKind };
};

/** Oldest first; of one person, or of all. */
export async function listIdentityLinks(tx: Tx, userId?: string): Promise<IdentityLinkRow[]> {
  const rows = await tx
    .select({
      link: identityLinks,
      user: personOf(users),
      integration: { id: integrations.id, name: integrations.name, kind: integrations.kind },
    })
    .from(identityLinks)
    .innerJoin(integrations, eq(integrations.id, identityLinks.integrationId))
    .leftJoin(users, eq(users.id, identityLinks.userId))
    .where(userId ? eq(identityLinks.userId, userId) : undefined)
    .orderBy(asc(identityLinks.createdAt), asc(identityLinks.id));
  return rows.map((row) => ({ ...row, user: row.user ?? formerMember(row.link.userId) }));
}

/** @param userId whose alone it may be; undefined: anybody's. @throws AuroraError `not_found` */
export async function removeIdentityLink(tx: Tx, id: string, userId?: string): Promise<IdentityLink> {
  const [gone] = await tx
    .delete(identityLinks)
    .where(and(eq(identityLinks.id, id), userId ? eq(identityLinks.userId, userId) : undefined))
    .returning();
  if (!gone) throw notFound('linked account');
  return gone;
}

/** What the account is called over there, for lists. */
export async function nameIdentityLink(tx: Tx, integrationId: string, externalId: string, name: string): Promise<void> {
  await tx
    .update(identityLinks)
    .set({ externalName: name })
    .where(and(eq(identityLinks.integrationId, integrationId), eq(identityLinks.externalId, externalId)));
}
