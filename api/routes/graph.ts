import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { inOrg } from '../../db/client.ts';
import { neighboursOf } from '../../db/graph.ts';
import { accountsOfGraph, expandGroup, expandResource } from '../../db/graph-groups.ts';
import { blastRadius, destroyPreview } from '../../db/graph-impact.ts';
import { shortestPath } from '../../db/graph-path.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { graphView, impactView, neighboursView, pathView } from '../present/estate.ts';
import {
  GraphPath,
  GraphQuery,
  GraphView,
  Impact,
  ImpactQuery,
  NeighbourQuery,
  Neighbours,
  PathQuery,
} from '../views/graph.ts';
import { ResourceParams } from '../views/params.ts';

export const graphRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/graph',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getGraph',
        summary: 'The graph a step at a time: accounts, or what is in a group, or what stands next to a resource',
        querystring: GraphQuery,
        response: { 200: GraphView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const { group, resource, shown, ...rest } = query;
      const request = { ...rest, shown: shown ? shown.split(',') : [] };
      const part = await inOrg(app.db, scopeOf(actor), (tx) => {
        if (resource) return expandResource(tx, resource, request);
        return group ? expandGroup(tx, group, request) : accountsOfGraph(tx, request);
      });
      return graphView(part);
    },
  );

  app.get(
    '/resources/:resourceId/neighbours',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getNeighbours',
        params: ResourceParams,
        querystring: NeighbourQuery,
        response: { 200: Neighbours, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) =>
      neighboursView(await inOrg(app.db, scopeOf(actor), (tx) => neighboursOf(tx, params.resourceId, query))),
  );

  app.get(
    '/resources/:resourceId/blast-radius',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getBlastRadius',
        summary: 'What breaks, directly or through others, when this resource goes',
        params: ResourceParams,
        querystring: ImpactQuery,
        response: { 200: Impact, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) =>
      impactView(await inOrg(app.db, scopeOf(actor), (tx) => blastRadius(tx, params.resourceId, query))),
  );

  app.get(
    '/resources/:resourceId/destroy-preview',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getDestroyPreview',
        summary: 'What a destroy of this resource takes with it: what it holds, what runs on it, what has to go first',
        params: ResourceParams,
        querystring: ImpactQuery,
        response: { 200: Impact, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) =>
      impactView(await inOrg(app.db, scopeOf(actor), (tx) => destroyPreview(tx, params.resourceId, query))),
  );

  app.get(
    '/resources/:resourceId/path',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getPath',
        summary: 'A shortest way from this resource to another',
        params: ResourceParams,
        querystring: PathQuery,
        response: { 200: GraphPath, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query: { to, ...request } }) =>
      pathView(await inOrg(app.db, scopeOf(actor), (tx) => shortestPath(tx, params.resourceId, to, request))),
  );
};
