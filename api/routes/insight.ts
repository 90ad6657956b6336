import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg, type Tx } from '../../db/client.ts';
import { decideAnomaly, type ListedAnomaly, listAnomalies } from '../../db/costs/anomalies.ts';
import {
  archiveBudget,
  type Budget,
  changeBudget,
  findBudget,
  insertBudget,
  listBudgets,
  stateOf,
} from '../../db/costs/budgets.ts';
import { costFreshness } from '../../db/costs/freshness.ts';
import { requireProject } from '../../db/projects.ts';
import { todayUtc } from '../actions/costs.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { keepAudit, keepAuditOnce } from '../audit.ts';
import { time } from '../present/times.ts';
import { page } from '../views/common.ts';
import {
  AnomalyParams,
  AnomalyQuery,
  AnomalyView,
  BudgetParams,
  BudgetView,
  ChangeBudget,
  CreateBudget,
  DecideAnomaly,
} from '../views/insight.ts';

const tags = ['costs'];

export const insightRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/anomalies',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listAnomalies',
        summary: 'Days that did not cost what they usually do, newest found first',
        querystring: AnomalyQuery,
        response: { 200: page(AnomalyView), ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), (tx) => listAnomalies(tx, query, query));
      return { items: rows.map(anomalyView), nextCursor };
    },
  );

  app.post(
    '/anomalies/:anomalyId/decision',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'decideAnomaly',
        summary: 'Say what it is: seen, expected, or solved. A restated bill leaves that as it is',
        params: AnomalyParams,
        body: DecideAnomaly,
        response: { 200: AnomalyView, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => {
        const { anomalyId: id } = params;
        const decided = await decideAnomaly(tx, id, actor.userId, body);
        const { day, state } = decided;
        await keepAudit(tx, actor, {
          action: 'anomaly.decide',
          subject: { kind: 'anomaly', id },
          detail: { day, state, about: decided.subject },
        });
        return anomalyView(decided);
      }),
  );

  app.get(
    '/budgets',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listBudgets',
        summary: 'What may be spent, with what was and will be',
        response: { 200: z.object({ items: z.array(BudgetView) }), ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => ({ items: await budgetViews(tx, await listBudgets(tx)) })),
  );

  app.post(
    '/budgets',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'createBudget',
        body: CreateBudget,
        response: { 201: BudgetView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      const view = await inOrg(app.db, scopeOf(actor), async (tx) => {
        if (body.projectId) await requireProject(tx, body.projectId);
        const budget = await insertBudget(tx, { ...body, orgId: actor.orgId, createdBy: actor.userId });
        const view = await budgetView(tx, budget);
        const { id, name, amount, projectId } = budget;
        const detail = { name, amount, projectId };
        await keepAuditOnce(tx, actor, { action: 'budget.create', subject: budgetOf(id), detail });
        return view;
      });
      return reply.code(201).send(view);
    },
  );

  app.get(
    '/budgets/:budgetId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getBudget',
        params: BudgetParams,
        response: { 200: BudgetView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => budgetView(tx, await findBudget(tx, params.budgetId))),
  );

  app.patch(
    '/budgets/:budgetId',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'changeBudget',
        summary: 'What was told about other amounts and thresholds is forgotten with them',
        params: BudgetParams,
        body: ChangeBudget,
        response: { 200: BudgetView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => {
        if (body.projectId) await requireProject(tx, body.projectId);
        const view = await budgetView(tx, await changeBudget(tx, params.budgetId, body));
        await keepAudit(tx, actor, { action: 'budget.change', subject: budgetOf(params.budgetId), detail: body });
        return view;
      }),
  );

  app.delete(
    '/budgets/:budgetId',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'archiveBudget',
        params: BudgetParams,
        response: { 204: z.undefined().describe('Archived'), ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await inOrg(app.db, scopeOf(actor), async (tx) => {
        await archiveBudget(tx, params.budgetId);
        await keepAudit(tx, actor, { action: 'budget.archive', subject: budgetOf(params.budgetId) });
      });
      return reply.code(204).send();
    },
  );
};

const budgetOf = (id: string) => ({ kind: 'budget', id });

function anomalyView(row: ListedAnomaly) {
  const { billingAccountRef, drivers, createdAt, updatedAt } = row;
  return {
    ...row,
    billingAccountId: billingAccountRef,
    drivers: drivers ?? [],
    createdAt: time(createdAt),
    updatedAt: time(updatedAt),
  };
}

async function budgetViews(tx: Tx, budgets: Budget[]) {
  const { completeThrough } = await costFreshness(tx);
  const today = todayUtc();
  const views: z.input<typeof BudgetView>[] = [];
  for (const budget of budgets) {
    const state = await stateOf(tx, budget, today, completeThrough);
    views.push({ ...budget, createdAt: time(budget.createdAt), state });
  }
  return views;
}

async function budgetView(tx: Tx, budget: Budget) {
  const [view] = await budgetViews(tx, [budget]);
  return view as z.input<typeof BudgetView>;
}
