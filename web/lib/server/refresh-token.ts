import { cookies } from 'next/headers';
import { getToken } from 'next-auth/jwt';
import { isSecure, sessionCookieName } from './env.ts';

/** The API's refresh token out of the encrypted cookie; for server code only. */
export async function refreshTokenOf(): Promise<string | null> {
  const jar = await cookies();
  const token = await getToken({
    req: { headers: new Headers({ cookie: jar.toString() }) },
    secret: process.env.AUTH_SECRET,
    cookieName: sessionCookieName(),
    secureCookie: isSecure(),
  });
  return typeof token?.refreshToken === 'string' ? token.refreshToken : null;
}

/** Removes the cookie, and the numbered parts it is split into when it is long. */
export async function forgetSession(): Promise<void> {
  const jar = await cookies();
  for (const { name } of jar.getAll()) {
    if (name === sessionCookieName() || name.startsWith(`${sessionCookieName()}.`)) jar.delete(name);
  }
}
