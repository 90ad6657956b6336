/**
 * Access tokens (JWT, HS256, 15 minutes) and opaque ones (refresh tokens, tickets), which are stored as hashes only.
 * An access token says who and where, never what one may do: the role is looked up at each request.
 */
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Claims } from '../db/auth.ts';
import { AuroraError } from '../platform/errors.ts';
import { type AccessKeys, accessTokenMs } from './access-keys.ts';

export const refreshTokenMs = 30 * 24 * 3_600_000;
export const liveTicketMs = 30_000;

const issuer = 'aurora';
const audience = 'aurora-api';
const algorithm = 'HS256';
/** RFC 9068: no other kind of JWT passes for one of these. */
const typ = 'at+jwt';

type SessionIds = { userId: string; orgId: string; signInId: string };

const Payload = z.object({ sub: z.uuid(), org: z.uuid(), sid: z.uuid() });

export type AccessTokens = {
  /** Whether `issue` can: @throws as it does */
  ready(): Promise<void>;
  /** @throws AuroraError `dependency_unavailable` where the keys are not known yet */
  issue(ids: SessionIds, now?: Date): Promise<{ accessToken: string; accessTokenExpiresAt: string }>;
  /** @throws AuroraError `unauthenticated`, or as `issue` */
  verify(token: string): Promise<Extract<Claims, { via: 'session' }>>;
};

export function makeAccessTokens(keys: Pick<AccessKeys, 'signing' | 'verifying'>): AccessTokens {
  return {
    async ready() {
      await keys.signing();
    },
    async issue({ userId, orgId, signInId }, now = new Date()) {
      const { key, kid } = await keys.signing(now);
      const expiresAt = new Date(now.getTime() + accessTokenMs);
      const accessToken = await new SignJWT({ org: orgId, sid: signInId })
        .setProtectedHeader({ alg: algorithm, typ, kid })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { accessToken, accessTokenExpiresAt: expiresAt.toISOString() };
    },
    async verify(token) {
      const kid = kidOf(token);
      const held = kid === undefined ? undefined : await keys.verifying(kid);
      if (!held) throw unauthenticated();
      try {
        const { payload } = await jwtVerify(token, held.key, {
          algorithms: [algorithm],
          typ,
          issuer,
          audience,
          requiredClaims: ['exp', 'iat', 'sub'],
          maxTokenAge: accessTokenMs / 1_000,
        });
        const { sub, org, sid } = Payload.parse(payload);
        return { via: 'session', userId: sub, orgId: org, signInId: sid };
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw unauthenticated('Your access token has expired. Get a new one.');
        throw unauthenticated();
      }
    },
  };
}

function kidOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

export { hashOf, newOpaqueToken } from '../platform/opaque-tokens.ts';

export const unauthenticated = (userMessage = 'Sign in first: this needs a valid access token.') =>
  new AuroraError({ code: 'unauthenticated', retryable: false, userMessage });
