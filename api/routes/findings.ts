import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { findFinding, listFindings } from '../../db/costs/findings.ts';
import { createSession } from '../../db/sessions.ts';
import { firstProjectOf } from '../actions/first-project.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { keepAuditOnce } from '../audit.ts';
import { FindingProposal, FindingView, ProposeFinding } from '../views/findings.ts';
import { ResourceParams } from '../views/params.ts';

const tags = ['costs'];

export const findingRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/findings',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listFindings',
        summary: 'What costs money for nothing, as far as it can be proven, largest saving first',
        response: { 200: z.object({ items: z.array(FindingView) }), ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) => ({ items: await inOrg(app.db, scopeOf(actor), listFindings) }),
  );

  app.post(
    '/findings/:resourceId/propose',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'proposeFinding',
        summary: 'Open a conversation whose first request is ready to be sent',
        params: ResourceParams,
        body: ProposeFinding,
        response: { 201: FindingProposal, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) => {
      const opened = await inOrg(app.db, scopeOf(actor), async (tx) => {
        const { request, title } = await findFinding(tx, params.resourceId, body.rule);
        const projectId = body.projectId ?? (await firstProjectOf(tx, actor));
        const given = { id: body.id ?? randomUUID(), orgId: actor.orgId, projectId, title, createdBy: actor.userId };
        const { id } = await createSession(tx, { ...given, model: null });
        await keepAuditOnce(tx, actor, {
          action: 'finding.propose',
          subject: { kind: 'conversation', id },
          detail: { resourceId: params.resourceId, rule: body.rule, projectId },
        });
        return { sessionId: id, text: request };
      });
      return reply.code(201).send(opened);
    },
  );
};
