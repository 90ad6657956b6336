/** Coming in and leaving. Every refusal reads the same, whichever part of it was wrong. */
import {
  type Actor,
  auditRefusedSignIn,
  findSessionActor,
  findUserByEmail,
  openSignIn,
  type SignInMethod,
} from '../../db/auth.ts';
import { endByToken, renewSignIn } from '../../db/refresh-tokens.ts';
import type { Parts } from '../parts.ts';
import { checkPassword } from '../passwords.ts';
import { hashOf, newOpaqueToken, refreshTokenMs, unauthenticated } from '../tokens.ts';

type Credentials = { email: string; password: string };
/** Where a request comes from, for the audit log. */
export type From = NonNullable<Actor['from']> & { userAgent?: string | undefined };

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
  return openFor({ db, tokens }, user.id, 'password', from);
}

/** @throws AuroraError `unauthenticated` for somebody without an organisation */
export async function openFor(
  { db, tokens }: Pick<Parts, 'db' | 'tokens'>,
  userId: string,
  method: SignInMethod,
  { userAgent, ...from }: From,
) {
  await tokens.ready();
  const refreshToken = newOpaqueToken();
  const expiresAt = new Date(Date.now() + refreshTokenMs);
  const actor = await openSignIn(db, { userId, tokenHash: hashOf(refreshToken), expiresAt, method, userAgent }, from);
  if (!actor) throw wrong();
  return { ...signedIn(actor), refreshToken, ...(await tokens.issue(actor)) };
}

const signedIn = ({ userId, name, email, organisation, role }: Actor) => ({
  user: { id: userId, name, email },
  organisation,
  role,
});

/** A new access token and the next refresh token, for as long as the sign-in holds and its person belongs here. */
export async function renewAccess({ db, tokens }: Pick<Parts, 'db' | 'tokens'>, refreshToken: string, from: From) {
  // Before the token is used up: without keys there is no answer to give for it.
  await tokens.ready();
  const next = newOpaqueToken();
  const renewal = await renewSignIn(db, { tokenHash: hashOf(refreshToken), nextHash: hashOf(next) }, from);
  if (renewal.kind === 'reused') throw unauthenticated(reused);
  const actor = renewal.kind === 'renewed' ? await findSessionActor(db, renewal) : undefined;
  if (!actor) throw unauthenticated('This sign-in has ended. Sign in again.');
  return { ...(await tokens.issue(actor)), refreshToken: next };
}

export const signOut = ({ db }: Pick<Parts, 'db'>, refreshToken: string, from: From) =>
  endByToken(db, hashOf(refreshToken), from);

const reused =
  'This sign-in has ended, because a token of it came twice: somebody may have copied it. Sign in again, and change your password if that was not you.';

const wrong = () => unauthenticated('The e-mail or the password is not right.');
