/**
 * How often one may ask. A person counts by themselves wherever they come from, and so does each personal token;
 * without a token that holds, the address counts.
 * Each API process counts its own. Guessing of passwords is also slowed per e-mail (`authLimit`), because behind
 * the web server all people have one address.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { AuroraError } from '../../platform/errors.ts';

const minute = 60_000;

function keyOf({ claims, ip }: FastifyRequest): string {
  if (!claims) return ip;
  return claims.via === 'token' ? claims.tokenId : claims.userId;
}

export const rateLimitPlugin = fp(
  async (app) => {
    await app.register(rateLimit, {
      max: 6_000,
      timeWindow: minute,
      keyGenerator: keyOf,
      errorResponseBuilder: (_request, { ttl }) => tooOften(ttl),
    });
  },
  { name: 'rate-limit', dependencies: ['auth'] },
);

/** For routes that take a password or a token: by address and by what was presented. Runs once the body is read. */
export const authLimit = (max: number, presented: (body: unknown) => string) => ({
  rateLimit: {
    max,
    timeWindow: minute,
    hook: 'preHandler' as const,
    keyGenerator: (request: FastifyRequest) => `${request.ip} ${presented(request.body)}`,
  },
});

/** For routes that cost a process or much work. */
export const workLimit = (max: number) => ({ rateLimit: { max, timeWindow: minute, keyGenerator: keyOf } });

const tooOften = (waitMs: number) =>
  new AuroraError({
    code: 'rate_limited',
    retryable: true,
    userMessage: `That was too often. Try again in ${Math.ceil(waitMs / 1_000)} s.`,
    retryAfterMs: waitMs,
  });
