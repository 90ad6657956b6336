import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { resourceFacets } from '../../db/resource-facets.ts';
import { countResources, listResources } from '../../db/resource-list.ts';
import { readResource, resourceHistory } from '../../db/resources.ts';
import { auditExport } from '../actions/audit-export.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { resourceChange, resourceListItem, resourceView } from '../present/estate.ts';
import { resourcesAsCsv } from '../present/resources-csv.ts';
import { PageQuery, page } from '../views/common.ts';
import {
  ResourceChange,
  ResourceFacets,
  ResourceFilters,
  ResourcePage,
  ResourceQuery,
  ResourceView,
} from '../views/estate.ts';
import { ResourceParams } from '../views/params.ts';

export const resourceRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/resources',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'listResources',
        summary: 'What exists in the connected accounts, filtered and sorted',
        querystring: ResourceQuery,
        response: { 200: ResourcePage, ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const { sort, order, cursor, limit, ...filter } = query;
      return inOrg(app.db, scopeOf(actor), async (tx) => {
        const { rows, nextCursor } = await listResources(tx, filter, { sort, order, cursor, limit });
        return { items: rows.map(resourceListItem), nextCursor, total: await countResources(tx, filter) };
      });
    },
  );

  app.get(
    '/resources/facets',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'countResources',
        summary: 'How many resources each value of each filter would show',
        querystring: ResourceFilters,
        response: { 200: ResourceFacets, ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => inOrg(app.db, scopeOf(actor), (tx) => resourceFacets(tx, query)),
  );

  app.get(
    '/resources.csv',
    {
      preHandler: app.require('viewer'),
      config: workLimit(20),
      schema: {
        tags: ['estate'],
        operationId: 'exportResources',
        summary: 'All resources that the filters choose, as CSV',
        querystring: ResourceFilters,
        response: {
          200: { description: 'Comma-separated values, UTF-8', content: { 'text/csv': { schema: z.string() } } },
          ...problems(400, 401, 429, 503),
        },
      },
    },
    async ({ actor, query }, reply) => {
      await auditExport(app.db, actor, 'inventory.export', query);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="inventory.csv"')
        .send(resourcesAsCsv(app.db, scopeOf(actor), query) as unknown as string);
    },
  );

  app.get(
    '/resources/:resourceId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getResource',
        params: ResourceParams,
        response: { 200: ResourceView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) =>
      resourceView(await inOrg(app.db, scopeOf(actor), (tx) => readResource(tx, params.resourceId))),
  );

  app.get(
    '/resources/:resourceId/history',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getResourceHistory',
        summary: 'What changed, newest first; kept when the resource is gone',
        params: ResourceParams,
        querystring: PageQuery,
        response: { 200: page(ResourceChange), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), (tx) =>
        resourceHistory(tx, params.resourceId, query),
      );
      return { items: rows.map(resourceChange), nextCursor };
    },
  );
};
