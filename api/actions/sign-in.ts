/** Coming in and leaving. Every refusal reads the same, whichever part of it was wrong. */
import {
  type Actor,
  auditRefusedSignIn,
  endSignIn,
  findSessionActor,
  findSignIn,
  findUserByEmail,
  openSignIn,
} from '../../db/auth.ts';
import type { Parts } from '../parts.ts';
import { checkPassword } from '../passwords.ts';
import { hashOf, newOpaqueToken, refreshTokenMs, unauthenticated } from '../tokens.ts';

type Credentials = { email: string; password: string };
/** Where a request comes from, for the audit log. */
export type From = NonNullable<Actor['from']>;

export async function signIn(
  { db, tokens }: Pick<Parts, 'db' | 'tokens'>,
  { email, password }: Credentials,
  from: From,
) {
  const user = await findUserByEmail(db, email);
  const right = await checkPassword(password, user?.passwordHash);
  if (user && (!right || user.disabledAt)) {
    const reason = right ? 'The account is disabled.' : 'The password was wrong.';
    await auditRefusedSignIn(db, user, reason, from);
  }
  if (!user || !right || user.disabledAt) throw wrong();
  return openFor({ db, tokens }, user.id, from);
}

/** @throws AuroraError `unauthenticated` for somebody without an organisation */
export async function openFor({ db, tokens }: Pick<Parts, 'db' | 'tokens'>, userId: string, from: From) {
  const refreshToken = newOpaqueToken();
  const expiresAt = new Date(Date.now() + refreshTokenMs);
  const actor = await openSignIn(db, { userId, tokenHash: hashOf(refreshToken), expiresAt }, from);
  if (!actor) throw wrong();
  return { ...signedIn(actor), refreshToken, ...(await tokens.issue(actor)) };
}

const signedIn = ({ userId, name, email, organisation, role }: Actor) => ({
  user: { id: userId, name, email },
  organisation,
  role,
});

/** A new access token, for as long as the sign-in holds and its person belongs to the organisation. */
export async function renewAccess({ db, tokens }: Pick<Parts, 'db' | 'tokens'>, refreshToken: string) {
  const row = await findSignIn(db, hashOf(refreshToken));
  const actor = row && (await findSessionActor(db, { orgId: row.orgId, userId: row.userId, signInId: row.id }));
  if (!actor) throw unauthenticated('This sign-in has ended. Sign in again.');
  return tokens.issue(actor);
}

export const signOut = ({ db }: Pick<Parts, 'db'>, refreshToken: string) => endSignIn(db, hashOf(refreshToken));

const wrong = () => unauthenticated('The e-mail or the password is not right.');
