import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { inOrg } from '../../db/client.ts';
import { countIndexedChunks, countLiveChunks } from '../../db/knowledge-counts.ts';
import { type KnowledgeIndex, liveIndexes } from '../../db/knowledge-indexes.ts';
import { noEmbedding } from '../../platform/vectors/schema.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { indexView } from '../present/knowledge.ts';
import { KnowledgeIndexes } from '../views/knowledge.ts';

export const knowledgeIndexRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/knowledge/indexes',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['knowledge'],
        operationId: 'listKnowledgeIndexes',
        summary: 'Which search is on, and how far one that is being built is',
        response: { 200: KnowledgeIndexes, ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) => {
      const { orgId } = actor;
      const { indexes, total, indexed } = await inOrg(app.db, scopeOf(actor), async (tx) => ({
        indexes: await liveIndexes(tx),
        total: await countLiveChunks(tx),
        indexed: await countIndexedChunks(tx),
      }));
      /** One that is built is counted where it grows; a store that is away leaves the page without that number. */
      const doneOf = ({ state, collection }: KnowledgeIndex) =>
        state === 'serving' ? indexed : app.vectors.index.count({ collection, orgId }).catch(() => 0);
      const items = await Promise.all(
        indexes.map(async (index) => indexView(index, { done: await doneOf(index), total })),
      );
      const serving = indexes.find(({ state }) => state === 'serving')?.embedding ?? app.settings.EMBEDDINGS;
      const byWords = serving === noEmbedding ? ('words' as const) : ('meaning' as const);
      return {
        configured: app.settings.EMBEDDINGS,
        search: app.settings.WEAVIATE_URL ? byWords : ('off' as const),
        items,
      };
    },
  );
};
