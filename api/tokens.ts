/**
 * Access tokens (JWT, HS256, 15 minutes) and opaque ones (refresh tokens, tickets), which are stored as hashes only.
 * An access token says who and where, never what one may do: the role is looked up at each request.
 */
import { createHash, randomBytes } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { Claims } from '../db/auth.ts';
import { AuroraError } from '../platform/errors.ts';

export const accessTokenMs = 15 * 60_000;
export const refreshTokenMs = 30 * 24 * 3_600_000;
export const liveTicketMs = 30_000;

const issuer = 'aurora';
const audience = 'aurora-api';
const algorithm = 'HS256';

type SessionIds = { userId: string; orgId: string; signInId: string };

const Payload = z.object({ sub: z.uuid(), org: z.uuid(), sid: z.uuid() });

export type AccessTokens = {
  issue(ids: SessionIds, now?: Date): Promise<{ accessToken: string; accessTokenExpiresAt: string }>;
  /** @throws AuroraError `unauthenticated` */
  verify(token: string): Promise<Extract<Claims, { via: 'session' }>>;
};

export function makeAccessTokens(secret: string): AccessTokens {
  const key = new TextEncoder().encode(secret);
  // Names the secret without giving it away, so that a rotated one is told from a forged token.
  const kid = createHash('sha256').update(`aurora-kid:${secret}`).digest('hex').slice(0, 16);

  return {
    async issue({ userId, orgId, signInId }, now = new Date()) {
      const expiresAt = new Date(now.getTime() + accessTokenMs);
      const accessToken = await new SignJWT({ org: orgId, sid: signInId })
        .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { accessToken, accessTokenExpiresAt: expiresAt.toISOString() };
    },
    async verify(token) {
      try {
        const { payload, protectedHeader } = await jwtVerify(token, key, {
          algorithms: [algorithm],
          issuer,
          audience,
          requiredClaims: ['exp', 'iat', 'sub'],
          maxTokenAge: accessTokenMs / 1_000,
        });
        if (protectedHeader.kid !== kid) throw unauthenticated();
        const { sub, org, sid } = Payload.parse(payload);
        return { via: 'session', userId: sub, orgId: org, signInId: sid };
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw unauthenticated('Your access token has expired. Get a new one.');
        throw unauthenticated();
      }
    },
  };
}

export const newOpaqueToken = (): string => randomBytes(32).toString('base64url');

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export const unauthenticated = (userMessage = 'Sign in first: this needs a valid access token.') =>
  new AuroraError({ code: 'unauthenticated', retryable: false, userMessage });
