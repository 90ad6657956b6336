/** Coming in and leaving. Every refusal reads the same, whichever part of it was wrong. */
import { knowsAddress, setPassword } from '../../db/account.ts';
import {
  type Actor,
  auditRefusedSignIn,
  findSessionActor,
  findUserByEmail,
  type Into,
  openSignIn,
  type SignInMethod,
  type User,
} from '../../db/auth.ts';
import { asPresented, type Database } from '../../db/client.ts';
import { endByToken, renewSignIn } from '../../db/refresh-tokens.ts';
import { codeDoors, signInDoors } from '../guesses.ts';
import type { Parts } from '../parts.ts';
import { checkPassword, hashPassword, isOutdated } from '../passwords.ts';
import { hashOf, newOpaqueToken, refreshTokenMs, unauthenticated } from '../tokens.ts';
import { takeCode, totpRequired } from './codes.ts';

type Credentials = { email: string; password: string; code?: string | undefined };
/** Where a request comes from, for the audit log. */
export type From = NonNullable<Actor['from']> & { userAgent?: string | undefined };
type Needs = Pick<Parts, 'db' | 'tokens' | 'secrets' | 'guesses'>;

/** @throws AuroraError `unauthenticated`, `totp_required` (only after the right password), `rate_limited` */
export async function signIn(parts: Needs, { email, password, code }: Credentials, from: From) {
  const { db, guesses } = parts;
  const user = await findUserByEmail(db, email);
  const known = user !== undefined && (await knowsAddress(db, user.id, from.address));
  const clear = await guesses.enter(signInDoors(email, from.address, known));
  const right = await checkPassword(password, user?.passwordHash);
  if (user && (!right || user.disabledAt)) {
    const reason = right ? 'The account is disabled.' : 'The password was wrong.';
    await auditRefusedSignIn(db, user, reason, from);
  }
  if (!user || !right || user.disabledAt) throw wrong();
  await clear();
  const method = user.totpConfirmedAt ? await secondStep(parts, user, { code, known }, from) : 'password';
  if (isOutdated(user.passwordHash)) await renewHash(db, user.id, password);
  return openFor(parts, user.id, method, from);
}

type Second = { code: string | undefined; known: boolean };

async function secondStep(parts: Needs, user: User, { code, known }: Second, from: From): Promise<SignInMethod> {
  if (!code) throw totpRequired('Your account has two-step sign-in. Give the code that your device shows.');
  const clear = await parts.guesses.enter(codeDoors(user.id, from.address, known));
  const by = await takeCode(parts, user, code, from);
  if (!by) {
    await auditRefusedSignIn(parts.db, user, 'The password was right, and the code was not.', from);
    throw totpRequired('This code is not right, or was used already. Wait for the next one and try again.');
  }
  await clear();
  return `password and ${by}`;
}

async function renewHash(db: Database, userId: string, password: string): Promise<void> {
  const hash = await hashPassword(password);
  await asPresented(db, { userId }, (tx) => setPassword(tx, userId, hash));
}

/** @throws AuroraError `unauthenticated` for somebody without an organisation */
export async function openFor(
  { db, tokens }: Pick<Parts, 'db' | 'tokens'>,
  userId: string,
  method: SignInMethod,
  { userAgent, ...from }: From,
  into?: Into,
) {
  await tokens.ready();
  const refreshToken = newOpaqueToken();
  const expiresAt = new Date(Date.now() + refreshTokenMs);
  const tokenHash = hashOf(refreshToken);
  const actor = await openSignIn(db, { userId, tokenHash, expiresAt, method, userAgent, into }, from);
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
