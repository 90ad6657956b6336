import { cookies } from 'next/headers';
import { encode } from 'next-auth/jwt';
import type { Viewer } from '@/auth.ts';
import type { SignedIn } from '../api-types.generated.ts';
import { isSecure, sessionCookieName, sessionSeconds } from './env.ts';
import { forgetSession } from './refresh-token.ts';

/**
 * Makes this browser's session that of a sign-in which the API has opened: after an invitation, or in another
 * organisation. The cookie is the one that Auth.js would write; see `web/auth.ts`.
 */
export async function startSession({ user, organisation, role, refreshToken }: SignedIn): Promise<void> {
  const viewer: Viewer = { user, organisation, role };
  const name = sessionCookieName();
  const secret = process.env.AUTH_SECRET ?? '';
  const token = { sub: user.id, viewer, refreshToken };
  const value = await encode({ token, secret, salt: name, maxAge: sessionSeconds });
  await forgetSession();
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(), maxAge: sessionSeconds } as const;
  (await cookies()).set(name, value, options);
}
