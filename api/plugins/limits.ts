/**
 * How much one may ask of this process beside how often: sizes, slow clients, and the share of an organisation.
 *
 * All counts are of this process and in its memory. What they guard is the process itself, and each guards its own; a
 * count that all share would be a row that every request writes. Guessing of passwords is another matter and is slowed
 * for all processes together, in Postgres.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions, FastifyRequest, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Config } from '../../platform/config.ts';
import { AuroraError } from '../../platform/errors.ts';
import { networkOf, tooOften } from './rate-limit.ts';

/** Milliseconds for the headers, for the body of a request that is no upload, and of silence on a connection. */
export type EdgeTimes = { headersMs: number; bodyMs: number; silenceMs: number };
export const edgeTimes: EdgeTimes = { headersMs: 20_000, bodyMs: 30_000, silenceMs: 120_000 };

/** Bytes. Routes that take more say so themselves; those for everybody take a form and no more. */
const bodyLimit = 262_144;
const openBodyLimit = 16_384;
const headerLimit = 16_384;
const urlLimit = 8_192;

/** What has to be said when the server is made. */
export const serverLimits = ({ headersMs, silenceMs }: EdgeTimes) =>
  ({
    bodyLimit,
    connectionTimeout: silenceMs,
    http: {
      maxHeaderSize: headerLimit,
      headersTimeout: headersMs,
      connectionsCheckingInterval: Math.min(headersMs, 5_000),
    },
    clientErrorHandler: answerUnread,
  }) satisfies FastifyHttpOptions<Server>;

type Shares = Pick<Config, 'RATE_PER_ORG' | 'RATE_PER_PERSON' | 'RATE_PER_ADDRESS'>;

export const limitsPlugin = fp<{ config: Shares; times: EdgeTimes }>(
  async (app, { config, times }) => {
    const shares = new RateLimiterMemory({ points: config.RATE_PER_ORG, duration: 60 });
    const strangers = new RateLimiterMemory({ points: config.RATE_PER_ADDRESS, duration: 60 });

    app.addHook('onRoute', (route: RouteOptions) => {
      if (route.url.includes('/auth/')) route.bodyLimit ??= openBodyLimit;
    });

    app.addHook('onRequest', async (request) => {
      if (request.raw.url && request.raw.url.length > urlLimit) throw longUrl();
      if (request.claims) return take(shares, request.claims.orgId, costOf(request), tooMuchOfOrg);
      // A route with a limit of its own counts by what was presented, which a stranger can make up anew each time.
      if (limitOf(request) !== undefined) await take(strangers, networkOf(request.ip), 1);
    });

    app.addHook('preParsing', async (request, reply, payload) => {
      if (!hasBody(request) || isUpload(request)) return payload;
      const late = setTimeout(() => request.raw.socket.destroy(), times.bodyMs);
      const stop = () => clearTimeout(late);
      payload.once('end', stop);
      reply.raw.once('close', stop);
      return payload;
    });

    /** A route that a person may ask n times a minute takes a person's n-th part of the organisation's share. */
    const costOf = (request: FastifyRequest) =>
      Math.min(Math.ceil(config.RATE_PER_PERSON / (limitOf(request) ?? config.RATE_PER_PERSON)), config.RATE_PER_ORG);
  },
  { name: 'limits', dependencies: ['auth', 'rate-limit'] },
);

const tooMuchOfOrg = 'Your organisation asks more than its share.';

async function take(limiter: RateLimiterMemory, key: string, cost: number, why?: string): Promise<void> {
  try {
    await limiter.consume(key, cost);
  } catch (refused) {
    throw tooOften((refused as RateLimiterRes).msBeforeNext, why);
  }
}

/** Times a minute, where the route names a limit of its own. */
function limitOf({ routeOptions }: FastifyRequest): number | undefined {
  const limit = routeOptions.config.rateLimit;
  return typeof limit === 'object' && typeof limit.max === 'number' && limit.max > 0 ? limit.max : undefined;
}

const hasBody = ({ headers }: FastifyRequest) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** A stream that the route reads itself, within a limit of its own. */
const isUpload = ({ routeOptions }: FastifyRequest) => routeOptions.bodyLimit === Number.MAX_SAFE_INTEGER;

const longUrl = () =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: `The address of a request may have ${urlLimit} characters. Ask with fewer filters.`,
  });

const unread: Record<string, [status: string, detail: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', `Headers may have ${headerLimit} bytes together.`],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request came too slowly, so it was not waited for.'],
};

/** What Node refuses before there is a request to answer. */
function answerUnread({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, detail] = unread[code ?? ''] ?? ['400 Bad Request', 'This is not a request that HTTP knows.'];
  const problem = {
    type: 'urn:aurora:problem:bad_request',
    title: 'Bad request',
    status: Number(status.slice(0, 3)),
    detail,
    code: 'bad_request',
    retryable: false,
  };
  const body = JSON.stringify(problem);
  const headers = ['content-type: application/problem+json', `content-length: ${Buffer.byteLength(body)}`];
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`);
}
