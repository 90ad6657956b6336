/** Personal tokens: what scripts present instead of a sign-in. Known here by their hash alone. */
import { and, count, desc, eq, getTableColumns, gt, isNull, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Database, Tx } from './client.ts';
import type { ProjectRoles, Role } from './model/states.ts';
import { formerMember, type Person, personOf } from './people.ts';
import { apiTokens, users } from './schema/index.ts';

export type ApiToken = Omit<typeof apiTokens.$inferSelect, 'tokenHash'>;
export type ApiTokenRow = { token: ApiToken; owner: Person };

/** More than this is a script that forgets what it made. */
const mostActive = 50;
const mostListed = 500;

/** The hash leaves the database in no list. */
const { tokenHash: _, ...columns } = getTableColumns(apiTokens);

export type NewApiToken = typeof apiTokens.$inferInsert & { id: string };

/** @throws AuroraError `conflict` for an id that was used, or for one token too many */
export async function insertApiToken(tx: Tx, token: NewApiToken): Promise<ApiToken> {
  const active = and(
    eq(apiTokens.userId, token.userId),
    isNull(apiTokens.revokedAt),
    gt(apiTokens.expiresAt, sql`now()`),
  );
  const [held] = await tx.select({ count: count() }).from(apiTokens).where(active);
  if ((held?.count ?? 0) >= mostActive) {
    throw conflict(`You have ${mostActive} personal tokens that hold. Revoke those that nothing uses any more first.`);
  }
  const [created] = await tx.insert(apiTokens).values(token).onConflictDoNothing().returning(columns);
  if (created) return created;
  const [known] = await tx.select({ id: apiTokens.id }).from(apiTokens).where(eq(apiTokens.id, token.id));
  // An id of another organisation's is answered as everywhere: it is not there.
  if (!known) throw notFound('token');
  throw conflict('This token was made already, and a token is shown once only. Revoke it and make a new one.');
}

/** Newest first, with those that ended. @param userId whose; everybody's of the organisation without */
export async function listApiTokens(tx: Tx, userId?: string): Promise<ApiTokenRow[]> {
  const rows = await tx
    .select({ token: columns, owner: personOf(users) })
    .from(apiTokens)
    .leftJoin(users, eq(users.id, apiTokens.userId))
    .where(userId ? eq(apiTokens.userId, userId) : undefined)
    .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id))
    .limit(mostListed);
  return rows.map(({ token, owner }) => ({ token, owner: owner ?? formerMember(token.userId) }));
}

/**
 * Ends a token at once. Again changes nothing.
 *
 * @param userId only this person's
 * @returns the token, and whether it was this call that ended it
 * @throws AuroraError `not_found`
 */
export async function revokeApiToken(
  tx: Tx,
  id: string,
  userId?: string,
): Promise<{ token: ApiToken; ended: boolean }> {
  const theirs = and(eq(apiTokens.id, id), userId ? eq(apiTokens.userId, userId) : undefined);
  const [revoked] = await tx
    .update(apiTokens)
    .set({ revokedAt: sql`now()` })
    .where(and(theirs, isNull(apiTokens.revokedAt)))
    .returning(columns);
  if (revoked) return { token: revoked, ended: true };
  const [known] = await tx.select(columns).from(apiTokens).where(theirs);
  if (!known) throw notFound('token');
  return { token: known, ended: false };
}

/** Why a token that is known may not act. */
export type TokenRefusal = 'revoked' | 'expired' | 'disabled' | 'left';

export type ActingToken = {
  token: { id: string; name: string; role: Role; expiresAt: Date };
  orgId: string;
  userId: string;
  /** Of the person, as of now. */
  role: Role;
  projectRoles: ProjectRoles;
  name: string;
  email: string;
  organisation: { id: string; name: string; slug: string };
};

type Row = {
  token_id: string;
  token_name: string;
  token_role: Role;
  expires_at: Date;
  org_id: string;
  user_id: string;
  refusal: TokenRefusal | null;
  role: Role;
  project_roles: ProjectRoles;
  user_name: string;
  email: string;
  org_name: string;
  org_slug: string;
};

/** By what a request presents, or, for an open socket, by what it presented before. */
export type TokenKey = { hash: string } | { orgId: string; tokenId: string };

/**
 * One round trip, for every request. Notes that the token was used, at most once a minute.
 *
 * @returns undefined for a token that is not known
 */
export async function findActingToken(db: Database, key: TokenKey): Promise<ActingToken | TokenRefusal | undefined> {
  const { rows } = await db.pool.query<Row>({
    name: 'acting-token',
    text: 'select * from acting_token($1, $2, $3)',
    values: 'hash' in key ? [key.hash, null, null] : [null, key.orgId, key.tokenId],
  });
  const [row] = rows;
  if (!row) return undefined;
  if (row.refusal) return row.refusal;
  return {
    token: { id: row.token_id, name: row.token_name, role: row.token_role, expiresAt: row.expires_at },
    orgId: row.org_id,
    userId: row.user_id,
    role: row.role,
    projectRoles: row.project_roles,
    name: row.user_name,
    email: row.email,
    organisation: { id: row.org_id, name: row.org_name, slug: row.org_slug },
  };
}
