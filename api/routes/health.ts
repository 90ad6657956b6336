import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { type Health, probeHealth } from '../../platform/health.ts';
import { Alive, Readiness } from '../views/health.ts';

const limitMs = 2_000;

/** However the part's own check behaves: an answer is there within the limit. */
const bounded = (check: () => Promise<Health>): Promise<Health> => Promise.race([check(), late()]);

async function late(): Promise<Health> {
  await sleep(limitMs, undefined, { ref: false });
  return { ok: false, state: 'down', detail: `No answer within ${limitMs} ms.`, ms: limitMs };
}

export const healthRoutes: FastifyPluginAsyncZod = async (app) => {
  const postgres = () =>
    probeHealth(async () => {
      const result = await app.db.pool.query<{ server_version: string }>('show server_version');
      return `version ${result.rows[0]?.server_version ?? 'unknown'}`;
    }, limitMs);

  app.get(
    '/health',
    {
      config: { public: true, rateLimit: false },
      schema: {
        tags: ['health'],
        operationId: 'getHealth',
        summary: 'This process lives, whatever its parts do',
        response: { 200: Alive },
      },
    },
    async () => ({ ok: true as const }),
  );

  app.get(
    '/health/ready',
    {
      config: { public: true },
      schema: {
        tags: ['health'],
        operationId: 'getReadiness',
        summary: 'Whether the parts that requests need answer; Weaviate is not one of them',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const [db, temporal, vault, s3, weaviate] = (await Promise.all(
        [postgres, app.temporal.health, app.secrets.health, app.storage.health, app.vectors.health].map(bounded),
      )) as [Health, Health, Health, Health, Health];
      const ok = [db, temporal, vault, s3].every((part) => part.ok);
      return reply.code(ok ? 200 : 503).send({ ok, parts: { postgres: db, temporal, vault, s3, weaviate } });
    },
  );
};
