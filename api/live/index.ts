/** `GET /live?ticket=...`: the WebSocket. It is a viewer: whatever it misses is in Postgres. */
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Claims } from '../../db/auth.ts';
import { readStream } from '../../db/event-reader.ts';
import { AuroraError } from '../../platform/errors.ts';
import type { LazyListener } from '../deps.ts';
import { unauthenticated } from '../tokens.ts';
import { makeAccessWatch } from './access.ts';
import { makeHub } from './hub.ts';
import { makePlaces } from './places.ts';
import { serveSocket } from './socket.ts';
import { redeemTicket } from './tickets.ts';
import { type WatchTimes, watchSocket } from './watch.ts';

export type LiveOptions = { events: LazyListener; times?: WatchTimes };

export const liveRoutes: FastifyPluginAsyncZod<LiveOptions> = async (app, { events, times }) => {
  const hub = makeHub((...page) => readStream(app.db, ...page), events.listener);
  const access = makeAccessWatch(events.listener);
  const places = makePlaces(app.settings);
  const visitors = new WeakMap<FastifyRequest, Claims>();
  const webOrigin = new URL(app.settings.WEB_URL).origin;

  app.addHook('onClose', () => events.close());

  app.route({
    method: 'GET',
    url: '/live',
    config: { public: true },
    schema: { hide: true, querystring: z.object({ ticket: z.string().min(20).max(200) }) },
    // Before the upgrade, so that a refusal is an HTTP answer and the handler below has nothing to wait for.
    preHandler: async (request) => {
      if (!request.ws) throw notASocket();
      const { origin } = request.headers;
      if (origin !== undefined && origin !== webOrigin) throw foreign();
      const claims = await redeemTicket(app.db, request.query.ticket);
      places.check({ claims, address: request.ip });
      visitors.set(request, claims);
    },
    handler: async () => {
      throw notASocket();
    },
    wsHandler: (socket, request) => {
      const claims = visitors.get(request);
      if (!claims) throw unauthenticated();
      places.take(socket, { claims, address: request.ip });
      const { again } = serveSocket(socket, { hub, db: app.db, log: request.log, whose: claims });
      watchSocket(socket, { db: app.db, access, claims, again }, times);
    },
  });
};

const notASocket = () =>
  new AuroraError({ code: 'bad_request', retryable: false, userMessage: 'This address speaks WebSocket only.' });

const foreign = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'This page may not open a connection here: it is not the one Aurora is set up with (WEB_URL).',
  });
