import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { inOrg } from '../../db/client.ts';
import { changeSession, createSession, findSession, listSessions } from '../../db/sessions.ts';
import { requireModel } from '../../platform/models.ts';
import { firstProjectOf } from '../actions/first-project.ts';
import { requestStop } from '../actions/post-message.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { sessionView } from '../present/sessions.ts';
import { PageQuery, page } from '../views/common.ts';
import { Accepted, SessionParams } from '../views/params.ts';
import { CreateSession, SessionView, StopSession, UpdateSession } from '../views/sessions.ts';

export const sessionRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/sessions',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['sessions'],
        operationId: 'listSessions',
        summary: 'Last used first',
        querystring: PageQuery,
        response: { 200: page(SessionView), ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), (tx) => listSessions(tx, query));
      return { items: rows.map((row) => sessionView(row, app.temporal)), nextCursor };
    },
  );

  app.post(
    '/sessions',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['sessions'],
        operationId: 'createSession',
        body: CreateSession,
        response: { 201: SessionView, ...problems(400, 401, 403, 404, 422, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      const { id, title, model = null } = body;
      if (model !== null) requireModel(model, app.settings);
      const session = await inOrg(app.db, scopeOf(actor), async (tx) => {
        const projectId = body.projectId ?? (await firstProjectOf(tx, actor));
        return createSession(tx, { id, orgId: actor.orgId, projectId, title, model, createdBy: actor.userId });
      });
      return reply.code(201).send(sessionView(session, app.temporal));
    },
  );

  app.get(
    '/sessions/:sessionId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['sessions'],
        operationId: 'getSession',
        params: SessionParams,
        response: { 200: SessionView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const session = await inOrg(app.db, scopeOf(actor), (tx) => findSession(tx, params.sessionId));
      return sessionView(session, app.temporal);
    },
  );

  app.patch(
    '/sessions/:sessionId',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['sessions'],
        operationId: 'updateSession',
        params: SessionParams,
        body: UpdateSession,
        response: { 200: SessionView, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }) => {
      const session = await inOrg(app.db, scopeOf(actor), (tx) =>
        changeSession(tx, actor.orgId, params.sessionId, body),
      );
      return sessionView(session, app.temporal);
    },
  );

  app.post(
    '/sessions/:sessionId/stop',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['sessions'],
        operationId: 'stopSession',
        summary: 'Stop the turn that runs',
        params: SessionParams,
        body: StopSession,
        response: { 202: Accepted, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(202).send(await requestStop(app, actor, params.sessionId, body.id)),
  );
};
