import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { mayAct } from '../../db/model/states.ts';
import { deleteSavedView, listSavedViews, saveView, type SavedView as View } from '../../db/saved-views.ts';
import { AuroraError } from '../../platform/errors.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { keepAudit, keepAuditOnce } from '../audit.ts';
import { savedView } from '../present/estate.ts';
import { CreateSavedView, SavedView, SavedViewQuery } from '../views/estate.ts';
import { SavedViewParams } from '../views/params.ts';

export const savedViewRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/saved-views',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'listSavedViews',
        summary: 'My own and the shared ones',
        querystring: SavedViewQuery,
        response: { 200: z.object({ items: z.array(SavedView) }), ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const rows = await inOrg(app.db, scopeOf(actor), (tx) => listSavedViews(tx, actor.userId, query.page));
      return { items: rows.map((row) => savedView(row, actor.userId)) };
    },
  );

  app.post(
    '/saved-views',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'saveView',
        summary: 'Give filters a name; sharing them takes an operator',
        body: CreateSavedView,
        response: { 201: SavedView, ...problems(400, 401, 403, 409, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      if (body.shared && !mayAct(actor.role, 'operator')) throw mayNotShare();
      const { orgId, userId, name, email } = actor;
      const view = await inOrg(app.db, scopeOf(actor), async (tx) => {
        const saved = await saveView(tx, { ...body, orgId, userId });
        if (saved.shared) await keepAuditOnce(tx, actor, { action: 'saved_view.share', ...shared(saved) });
        return saved;
      });
      return reply.code(201).send(savedView({ view, owner: { id: userId, name, email } }, userId));
    },
  );

  app.delete(
    '/saved-views/:savedViewId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'deleteSavedView',
        summary: 'Only my own',
        params: SavedViewParams,
        response: { 204: z.null().describe('It is gone'), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await inOrg(app.db, scopeOf(actor), async (tx) => {
        const gone = await deleteSavedView(tx, actor.userId, params.savedViewId);
        if (gone.shared) await keepAudit(tx, actor, { action: 'saved_view.delete', ...shared(gone) });
      });
      return reply.code(204).send(null);
    },
  );
};

/** On record where everybody has it: what somebody keeps for themselves is like a bookmark. */
const shared = ({ id, page, name }: View) => ({ subject: { kind: 'saved_view', id }, detail: { page, name } });

const mayNotShare = () =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: 'Your role lets you keep views for yourself. Sharing one with everybody takes an operator.',
  });
