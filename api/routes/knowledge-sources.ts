import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg, type Tx } from '../../db/client.ts';
import { listIngests, newestIngests } from '../../db/knowledge-ingests.ts';
import { countsOf, findSource, type KnowledgeSource, listSources } from '../../db/knowledge-sources.ts';
import { archiveSource, cancelIngest, changeSource, createSource, syncSource } from '../actions/knowledge-sources.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { ingestView, sourceView } from '../present/knowledge.ts';
import { PageQuery, page } from '../views/common.ts';
import {
  ChangeKnowledgeSource,
  CreateKnowledgeSource,
  KnowledgeIngestView,
  KnowledgeSourceParams,
  KnowledgeSourceView,
  StartIngest,
} from '../views/knowledge.ts';

const tags = ['knowledge'];

export const knowledgeSourceRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/knowledge/sources',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listKnowledgeSources',
        summary: 'Where documents come from, what came, and how the newest look went; by name',
        response: { 200: z.object({ items: z.array(KnowledgeSourceView) }), ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => ({ items: await viewsOf(tx, await listSources(tx)) })),
  );

  app.post(
    '/knowledge/sources',
    {
      preHandler: app.require('operator'),
      config: workLimit(60),
      schema: {
        tags,
        operationId: 'createKnowledgeSource',
        body: CreateKnowledgeSource,
        response: { 201: KnowledgeSourceView, ...problems(400, 401, 403, 409, 422, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => reply.code(201).send(sourceView(await createSource(app, actor, body))),
  );

  app.get(
    '/knowledge/sources/:sourceId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getKnowledgeSource',
        params: KnowledgeSourceParams,
        response: { 200: KnowledgeSourceView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => inOrg(app.db, scopeOf(actor), (tx) => viewOf(tx, params.sourceId)),
  );

  app.patch(
    '/knowledge/sources/:sourceId',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'changeKnowledgeSource',
        summary: 'Name, interval, or what is read; one with credentials needs an admin',
        params: KnowledgeSourceParams,
        body: ChangeKnowledgeSource,
        response: { 200: KnowledgeSourceView, ...problems(400, 401, 403, 404, 409, 422, 429, 503) },
      },
    },
    async ({ actor, params: { sourceId }, body }) => {
      await changeSource(app, actor, sourceId, body);
      return inOrg(app.db, scopeOf(actor), (tx) => viewOf(tx, sourceId));
    },
  );

  app.delete(
    '/knowledge/sources/:sourceId',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'archiveKnowledgeSource',
        summary: 'Its documents are no longer found, and its credentials are removed',
        params: KnowledgeSourceParams,
        response: { 204: z.undefined().describe('Archived'), ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await archiveSource(app, actor, params.sourceId);
      return reply.code(204).send();
    },
  );

  app.post(
    '/knowledge/sources/:sourceId/sync',
    {
      preHandler: app.require('operator'),
      config: workLimit(60),
      schema: {
        tags,
        operationId: 'syncKnowledgeSource',
        summary: 'Look at the source now; one that waits to begin answers all who ask',
        params: KnowledgeSourceParams,
        body: StartIngest.optional(),
        response: { 202: KnowledgeIngestView, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(202).send(ingestView(await syncSource(app, actor, params.sourceId, body?.id))),
  );

  app.post(
    '/knowledge/sources/:sourceId/cancel',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'cancelKnowledgeIngest',
        summary: 'Stop reading; what was read stays',
        params: KnowledgeSourceParams,
        response: { 202: KnowledgeSourceView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params: { sourceId } }, reply) => {
      await cancelIngest(app, actor, sourceId);
      return reply.code(202).send(await inOrg(app.db, scopeOf(actor), (tx) => viewOf(tx, sourceId)));
    },
  );

  app.get(
    '/knowledge/sources/:sourceId/ingests',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listKnowledgeIngests',
        summary: 'Looks at this source, newest first',
        params: KnowledgeSourceParams,
        querystring: PageQuery,
        response: { 200: page(KnowledgeIngestView), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params: { sourceId }, query }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => {
        await findSource(tx, sourceId);
        const { rows, nextCursor } = await listIngests(tx, { sourceId }, query);
        return { items: rows.map(ingestView), nextCursor };
      }),
  );
};

async function viewOf(tx: Tx, sourceId: string) {
  const source = await findSource(tx, sourceId);
  const [view] = await viewsOf(tx, [source]);
  return view ?? sourceView(source);
}

async function viewsOf(tx: Tx, sources: KnowledgeSource[]) {
  const ids = sources.map(({ id }) => id);
  const counts = await countsOf(tx, ids);
  const ingests = await newestIngests(tx, ids);
  return sources.map((source) => sourceView(source, counts.get(source.id), ingests.get(source.id)));
}
