import NextAuth, { CredentialsSignin } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import type { Organisation, Person, SignedIn } from './lib/api-types.generated.ts';
import { ApiProblem, type Problem } from './lib/problem.ts';
import { postAuth } from './lib/server/api.ts';
import { isSecure, sessionCookieName, sessionSeconds } from './lib/server/env.ts';
import type { Role } from './lib/types.ts';

/** Who is signed in, as pages may know it. The refresh token is not part of it. */
export type Viewer = { user: Person; organisation: Organisation; role: Role };

/** Carries the API's own words through Auth.js to the form. */
export class SignInRefused extends CredentialsSignin {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super();
    this.problem = problem;
  }
}

/**
 * Read when the server starts, not when Next builds: a module runs anew in each process.
 *
 * The session is an encrypted, HTTP-only cookie that holds the viewer and the API's refresh token.
 * `session` is what page scripts can read (`/api/auth/session`): the refresh token must never enter it.
 */
export const { handlers, auth, signIn, signOut } = NextAuth({
  session: { strategy: 'jwt', maxAge: sessionSeconds },
  pages: { signIn: '/sign-in' },
  trustHost: process.env.AUTH_TRUST_HOST === 'true' || undefined,
  useSecureCookies: isSecure(),
  cookies: {
    sessionToken: {
      name: sessionCookieName(),
      options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure() },
    },
  },
  logger: { error: logUnlessRefused },
  providers: [
    Credentials({
      credentials: { email: {}, password: { type: 'password' }, code: {} },
      authorize: async ({ email, password, code }) => {
        try {
          const signedIn = await postAuth<SignedIn>('sign-in', { email, password, ...(code ? { code } : {}) });
          return { ...signedIn.user, signedIn };
        } catch (error) {
          if (error instanceof ApiProblem) throw new SignInRefused(error.problem);
          throw error;
        }
      },
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => {
      const signedIn = (user as { signedIn?: SignedIn } | undefined)?.signedIn;
      if (!signedIn) return token;
      const viewer: Viewer = { user: signedIn.user, organisation: signedIn.organisation, role: signedIn.role };
      return { sub: signedIn.user.id, viewer, refreshToken: signedIn.refreshToken };
    },
    session: ({ session, token }) => ({ expires: session.expires, viewer: token.viewer as Viewer }),
  },
});

/** A wrong password is not an error of this server, and its stack would only fill the log. */
function logUnlessRefused(error: Error) {
  if (error instanceof CredentialsSignin) return;
  console.error(`[auth] ${error.name}: ${error.message}`);
}

/** The viewer of the request that is being answered, or null. */
export async function currentViewer(): Promise<Viewer | null> {
  const session = (await auth()) as { viewer?: Viewer } | null;
  return session?.viewer ?? null;
}
