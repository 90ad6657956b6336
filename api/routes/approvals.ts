import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { listApprovals } from '../../db/run-views.ts';
import { findRun } from '../../db/runs.ts';
import { decide } from '../actions/decide.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { approvalView } from '../present/runs.ts';
import { RunParams } from '../views/params.ts';
import { ApprovalView, Decide } from '../views/runs.ts';

export const approvalRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/runs/:runId/approvals',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['runs'],
        operationId: 'listApprovals',
        summary: 'Who decided what, oldest first, with what did not count and why',
        params: RunParams,
        response: { 200: z.object({ items: z.array(ApprovalView) }), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const rows = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await findRun(tx, params.runId);
        return listApprovals(tx, params.runId);
      });
      return { items: rows.map(approvalView) };
    },
  );

  app.post(
    '/runs/:runId/approvals',
    {
      preHandler: app.require('approver'),
      schema: {
        tags: ['runs'],
        operationId: 'decide',
        summary: 'Approve or reject the exact plan that was looked at',
        description: 'Refused decisions are kept as well: they show in the list with the reason.',
        params: RunParams,
        body: Decide,
        response: { 202: ApprovalView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(202).send(approvalView(await decide(app, actor, params.runId, body))),
  );
};
