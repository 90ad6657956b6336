import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { costOverview } from '../../db/costs/overview.ts';
import { auditExport } from '../actions/audit-export.ts';
import { drivers, explore, filterOf, projectCosts, resourceCosts, runCosts, todayUtc } from '../actions/costs.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { withFreshness } from '../present/costs.ts';
import { costsAsCsv } from '../present/costs-csv.ts';
import {
  CostDrivers,
  CostExploration,
  CostOverview,
  DriversQuery,
  ExploreQuery,
  OverviewQuery,
  PeriodQuery,
  ProjectCosts,
  ResourceCosts,
  RunCosts,
} from '../views/costs.ts';
import { ProjectParams, ResourceParams, RunParams } from '../views/params.ts';

const tags = ['costs'];

export const costRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/costs/overview',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getCostOverview',
        summary: 'One month: so far, beside the month before, forecast, by day and by what people ask for first',
        querystring: OverviewQuery,
        response: { 200: CostOverview, ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const { metric, month, tagKey, limit } = query;
      const request = { metric, month, tagKey, limit, filter: filterOf(query) };
      return withFreshness(await inOrg(app.db, scopeOf(actor), (tx) => costOverview(tx, request, todayUtc())));
    },
  );

  app.get(
    '/costs/explore',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'exploreCosts',
        summary: 'Costs by up to two of time, dimension and tag, beside another period',
        querystring: ExploreQuery,
        response: { 200: CostExploration, ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => withFreshness(await inOrg(app.db, scopeOf(actor), (tx) => explore(tx, query))),
  );

  app.get(
    '/costs.csv',
    {
      preHandler: app.require('viewer'),
      config: workLimit(20),
      schema: {
        tags,
        operationId: 'exportCosts',
        summary: 'The same as CSV, with every group',
        querystring: ExploreQuery,
        response: {
          200: { description: 'Comma-separated values, UTF-8', content: { 'text/csv': { schema: z.string() } } },
          ...problems(400, 401, 429, 503),
        },
      },
    },
    async ({ actor, query }, reply) => {
      await auditExport(app.db, actor, 'costs.export', query);
      const { metric, groupBy, limit, from, to, compareFrom, compareTo } = query;
      const compare = compareFrom && compareTo ? { from: compareFrom, to: compareTo } : null;
      const request = { metric, groupBy, limit, filter: filterOf(query), period: { from, to }, compare };
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="costs.csv"')
        .send(costsAsCsv(app.db, scopeOf(actor), request) as unknown as string);
    },
  );

  app.get(
    '/costs/drivers',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'explainCosts',
        summary: 'What moved most between two periods: by service, region, resource or anything else',
        querystring: DriversQuery,
        response: { 200: CostDrivers, ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => withFreshness(await inOrg(app.db, scopeOf(actor), (tx) => drivers(tx, query))),
  );

  app.get(
    '/resources/:resourceId/costs',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getResourceCosts',
        summary: 'What one resource costs by day; the last 90 days where no period is given',
        params: ResourceParams,
        querystring: PeriodQuery,
        response: { 200: ResourceCosts, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) =>
      withFreshness(await inOrg(app.db, scopeOf(actor), (tx) => resourceCosts(tx, params.resourceId, query))),
  );

  app.get(
    '/projects/:projectId/costs',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getProjectCosts',
        summary: 'What a project costs by day, service and resource; the last 90 days where no period is given',
        params: ProjectParams,
        querystring: PeriodQuery,
        response: { 200: ProjectCosts, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) =>
      withFreshness(await inOrg(app.db, scopeOf(actor), (tx) => projectCosts(tx, params.projectId, query))),
  );

  app.get(
    '/runs/:runId/costs',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getRunCosts',
        summary: 'The estimate of a run beside what its resources have cost since',
        params: RunParams,
        querystring: PeriodQuery,
        response: { 200: RunCosts, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) =>
      withFreshness(await inOrg(app.db, scopeOf(actor), (tx) => runCosts(tx, params.runId, query))),
  );
};
