import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { roleIn } from '../../db/model/states.ts';
import { hasOtherApprover, listRuns, type RunDetails, readRun } from '../../db/run-views.ts';
import { cancel } from '../actions/cancel-run.ts';
import { releaseLock } from '../actions/release-lock.ts';
import { scopeOf } from '../actions/scope.ts';
import { startRun } from '../actions/start-run.ts';
import { problems } from '../answers.ts';
import { runListItem, runView } from '../present/runs.ts';
import { PageQuery, page } from '../views/common.ts';
import { Accepted, ProjectParams, RunParams } from '../views/params.ts';
import { CancelRun, ReleaseLock, RunListItem, RunQuery, RunView, StartRun } from '../views/runs.ts';

export const runRoutes: FastifyPluginAsyncZod = async (app) => {
  const show = async (actor: Actor, details: RunDetails) => {
    const { projectId } = details.run;
    const otherApprover = await inOrg(app.db, scopeOf(actor), (tx) => hasOtherApprover(tx, projectId, actor.userId));
    const onlooker = { actor: { userId: actor.userId, role: roleIn(actor, projectId), via: actor.via }, otherApprover };
    return runView(details, onlooker, app.temporal);
  };

  app.post(
    '/projects/:projectId/runs',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['runs'],
        operationId: 'startRun',
        summary: 'Plan a revision and, once people approve the plan, apply it',
        params: ProjectParams,
        body: StartRun,
        response: { 202: RunView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(202).send(await show(actor, await startRun(app, actor, params.projectId, body))),
  );

  app.get(
    '/runs',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['runs'],
        operationId: 'listRuns',
        querystring: PageQuery.extend(RunQuery.shape),
        response: { 200: page(RunListItem), ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), (tx) => listRuns(tx, query, query));
      return { items: rows.map(runListItem), nextCursor };
    },
  );

  app.get(
    '/runs/:runId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['runs'],
        operationId: 'getRun',
        params: RunParams,
        response: { 200: RunView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => show(actor, await inOrg(app.db, scopeOf(actor), (tx) => readRun(tx, params.runId))),
  );

  app.post(
    '/runs/:runId/cancel',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['runs'],
        operationId: 'cancelRun',
        params: RunParams,
        body: CancelRun,
        response: { 202: Accepted, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) => reply.code(202).send(await cancel(app, actor, params.runId, body)),
  );

  app.post(
    '/runs/:runId/release-lock',
    {
      preHandler: app.require('approver'),
      schema: {
        tags: ['runs'],
        operationId: 'releaseLock',
        summary: 'Take away the state lock that an interrupted apply left behind',
        params: RunParams,
        body: ReleaseLock,
        response: { 200: RunView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }) => {
      await releaseLock(app, actor, params.runId, body.lockId);
      return show(actor, await inOrg(app.db, scopeOf(actor), (tx) => readRun(tx, params.runId)));
    },
  );
};
