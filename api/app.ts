/** The API without a port: plugins (one dependency each), then routes. */
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { embeddingsById } from '../platform/embeddings/by-id.ts';
import { makeAccessKeys } from './access-keys.ts';
import type { Deps } from './deps.ts';
import { liveRoutes } from './live/index.ts';
import type { WatchTimes } from './live/watch.ts';
import { authPlugin } from './plugins/auth.ts';
import { corsPlugin } from './plugins/cors.ts';
import { databasePlugin } from './plugins/database.ts';
import { findersPlugin } from './plugins/finders.ts';
import { guessesPlugin } from './plugins/guesses.ts';
import { type EdgeTimes, edgeTimes, limitsPlugin, serverLimits } from './plugins/limits.ts';
import { openapiPlugin } from './plugins/openapi.ts';
import { outboundPlugin } from './plugins/outbound.ts';
import { pathOf, problemsPlugin } from './plugins/problems.ts';
import { rateLimitPlugin } from './plugins/rate-limit.ts';
import { requestIdOf, requestIdPlugin } from './plugins/request-id.ts';
import { secretsPlugin } from './plugins/secrets.ts';
import { securityHeadersPlugin } from './plugins/security-headers.ts';
import { settingsPlugin } from './plugins/settings.ts';
import { storagePlugin } from './plugins/storage.ts';
import { temporalPlugin } from './plugins/temporal.ts';
import { vectorsPlugin } from './plugins/vectors.ts';
import { websocketPlugin } from './plugins/websocket.ts';
import { apiRoutes } from './routes/index.ts';

export type AppOptions = { liveTimes?: WatchTimes; edges?: EdgeTimes };

/** Closing the app closes every dependency it was given. */
export function buildApp(deps: Deps, { liveTimes, edges = edgeTimes }: AppOptions = {}): FastifyInstance {
  const { config } = deps;
  const app = Fastify({
    loggerInstance: deps.log.child({}, { serializers: { req: requestFields } }) as FastifyBaseLogger,
    genReqId: requestIdOf,
    trustProxy: config.TRUSTED_PROXIES.length > 0 ? config.TRUSTED_PROXIES : false,
    ...serverLimits(edges),
    exposeHeadRoutes: false,
    // A client that hangs must not hold a shutdown up.
    forceCloseConnections: 'idle',
  });
  // Many clients send the content type with every request: an empty body is then no body, not broken JSON.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parseJson(request, body, done),
  );
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  app.register(problemsPlugin);
  app.register(requestIdPlugin);
  app.register(settingsPlugin, { config });
  app.register(databasePlugin, { db: deps.db });
  app.register(guessesPlugin);
  app.register(temporalPlugin, { temporal: deps.temporal });
  app.register(secretsPlugin, { secrets: deps.secrets });
  app.register(storagePlugin, { storage: deps.storage });
  app.register(vectorsPlugin, { vectors: deps.vectors });
  app.register(findersPlugin, { finders: { index: deps.vectors.index, embeddingsOf: embeddingsById(config) } });
  app.register(outboundPlugin, { allowed: config.OUTBOUND_HOSTS });
  app.register(securityHeadersPlugin, { apiUrl: config.API_URL });
  app.register(corsPlugin, { webUrl: config.WEB_URL });
  app.register(authPlugin, { keys: makeAccessKeys(deps.secrets) });
  app.register(rateLimitPlugin, { config });
  app.register(limitsPlugin, { config, times: edges });
  app.register(openapiPlugin, { apiUrl: config.API_URL });
  app.register(websocketPlugin);
  app.register(apiRoutes, { prefix: '/api/v1' });
  app.register(liveRoutes, { events: deps.events, times: liveTimes });
  return app;
}

/** Without the query, which may hold a ticket. */
const requestFields = ({ method, url }: { method: string; url: string }) => ({ method, path: pathOf(url) });
