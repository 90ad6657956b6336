import { cookies } from 'next/headers';
import { encode, getToken, type JWT } from 'next-auth/jwt';
import type { SignedIn } from '../api-types.generated.ts';
import { isSecure, sessionCookieName, sessionSeconds } from './env.ts';

async function sessionOf(): Promise<JWT | null> {
  const jar = await cookies();
  return getToken({
    req: { headers: new Headers({ cookie: jar.toString() }) },
    secret: process.env.AUTH_SECRET,
    cookieName: sessionCookieName(),
    secureCookie: isSecure(),
  });
}

/** The API's refresh token out of the encrypted cookie; for server code only. */
export async function refreshTokenOf(): Promise<string | null> {
  const token = await sessionOf();
  return typeof token?.refreshToken === 'string' ? token.refreshToken : null;
}

/**
 * Puts the next refresh token into the cookie, as Auth.js would: the one that was there is used up.
 * The cookie stays below the 4 kB over which Auth.js splits one: names and an address are its largest parts.
 */
export async function keepRefreshToken(refreshToken: string): Promise<void> {
  const token = await sessionOf();
  if (token) await keep({ ...token, refreshToken });
}

/** Puts another sign-in into the cookie, such as one of another organisation, in the shape that `auth.ts` makes. */
export async function keepSignedIn({ user, organisation, role, refreshToken }: SignedIn): Promise<void> {
  await keep({ ...(await sessionOf()), sub: user.id, viewer: { user, organisation, role }, refreshToken });
}

async function keep(token: JWT): Promise<void> {
  const secret = process.env.AUTH_SECRET ?? '';
  const name = sessionCookieName();
  const value = await encode({ token, secret, salt: name, maxAge: sessionSeconds });
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(), maxAge: sessionSeconds } as const;
  (await cookies()).set(name, value, options);
}

/** Removes the cookie, and the numbered parts it is split into when it is long. */
export async function forgetSession(): Promise<void> {
  const jar = await cookies();
  for (const { name } of jar.getAll()) {
    if (name === sessionCookieName() || name.startsWith(`${sessionCookieName()}.`)) jar.delete(name);
  }
}
