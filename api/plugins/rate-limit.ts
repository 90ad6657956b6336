/**
 * How often one may ask. A person counts by themselves wherever they come from, and so does each personal token;
 * without a token that holds, the address counts.
 * Each API process counts its own (`limits.ts` says why). Guessing of passwords is also slowed per e-mail (`authLimit`), because behind
 * the web server all people have one address.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import ipaddr from 'ipaddr.js';
import type { Config } from '../../platform/config.ts';
import { AuroraError } from '../../platform/errors.ts';

const minute = 60_000;

/** One household has a /64 of IPv6, so that is what counts as one. */
export function networkOf(ip: string): string {
  const address = ipaddr.process(ip);
  return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, 8).join('.');
}

function keyOf({ claims, ip }: FastifyRequest): string {
  if (!claims) return networkOf(ip);
  return claims.via === 'token' ? claims.tokenId : claims.userId;
}

type Rates = Pick<Config, 'RATE_PER_PERSON' | 'RATE_PER_TOKEN' | 'RATE_PER_ADDRESS'>;

function maxOf({ RATE_PER_PERSON, RATE_PER_TOKEN, RATE_PER_ADDRESS }: Rates, { claims }: FastifyRequest): number {
  if (!claims) return RATE_PER_ADDRESS;
  return claims.via === 'token' ? RATE_PER_TOKEN : RATE_PER_PERSON;
}

export const rateLimitPlugin = fp<{ config: Rates }>(
  async (app, { config }) => {
    await app.register(rateLimit, {
      max: (request) => maxOf(config, request),
      timeWindow: minute,
      keyGenerator: keyOf,
      errorResponseBuilder: (_request, { ttl }) => tooOften(ttl),
      // Of people, tokens and addresses that are remembered; the default of 5,000 would be pushed out by strangers.
      cache: 50_000,
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
    keyGenerator: (request: FastifyRequest) => `${networkOf(request.ip)} ${presented(request.body)}`,
  },
});

/** For routes that cost a process or much work. */
export const workLimit = (max: number) => ({ rateLimit: { max, timeWindow: minute, keyGenerator: keyOf } });

export const tooOften = (waitMs: number, why = 'That was too often.') =>
  new AuroraError({
    code: 'rate_limited',
    retryable: true,
    userMessage: `${why} Try again in ${Math.ceil(waitMs / 1_000)} s.`,
    retryAfterMs: waitMs,
  });
