import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { inOrg } from '../../db/client.ts';
import { requireProject } from '../../db/projects.ts';
import { listPullRequests, pullRequestOfRun, readPullRequest } from '../../db/pull-requests.ts';
import { findRun } from '../../db/runs.ts';
import { openPullRequest } from '../actions/open-pull-request.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { pullRequestView } from '../present/repositories.ts';
import { PageQuery, page } from '../views/common.ts';
import { ProjectParams, RunParams } from '../views/params.ts';
import { OpenPullRequest, PullRequestParams, PullRequestView, RunPullRequest } from '../views/repositories.ts';

const tags = ['integrations'];

export const pullRequestRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/projects/:projectId/pull-requests',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listPullRequests',
        params: ProjectParams,
        querystring: PageQuery,
        response: { 200: page(PullRequestView), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await requireProject(tx, params.projectId);
        return listPullRequests(tx, params.projectId, query);
      });
      return { items: rows.map(pullRequestView), nextCursor };
    },
  );

  app.get(
    '/pull-requests/:pullRequestId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getPullRequest',
        params: PullRequestParams,
        response: { 200: PullRequestView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) =>
      pullRequestView(await inOrg(app.db, scopeOf(actor), (tx) => readPullRequest(tx, params.pullRequestId))),
  );

  app.get(
    '/runs/:runId/pull-request',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getPullRequestOfRun',
        params: RunParams,
        response: { 200: RunPullRequest, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const row = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await findRun(tx, params.runId);
        const found = await pullRequestOfRun(tx, params.runId);
        return found && readPullRequest(tx, found.id);
      });
      return { pullRequest: row ? pullRequestView(row) : null };
    },
  );

  app.post(
    '/runs/:runId/pull-request',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'openPullRequest',
        summary: "Propose a run's files as a pull request; one that is open for it is the answer",
        params: RunParams,
        body: OpenPullRequest,
        response: { 202: PullRequestView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(202).send(pullRequestView(await openPullRequest(app, actor, params.runId, body))),
  );
};
