import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { scopesOfRun } from '../../db/sync-scopes.ts';
import { listSyncRuns, readSync, readSyncRun, requireConnection } from '../../db/sync-views.ts';
import { nextSyncAt } from '../../platform/sync-schedules.ts';
import { scopeOf } from '../actions/scope.ts';
import { changeSync, startSyncOf, stopSyncOf } from '../actions/syncs.ts';
import { problems } from '../answers.ts';
import { syncRunView, syncRunWithScopes, syncView } from '../present/syncs.ts';
import { PageQuery, page } from '../views/common.ts';
import { ConnectionParams } from '../views/params.ts';
import { StartSync, SyncRunParams, SyncRunView, SyncRunWithScopes, SyncView, UpdateSync } from '../views/syncs.ts';

export const syncRoutes: FastifyPluginAsyncZod = async (app) => {
  async function show(actor: Actor, connectionId: string) {
    const overview = await inOrg(app.db, scopeOf(actor), (tx) => readSync(tx, connectionId));
    // The page is worth showing also while Temporal is away.
    return syncView(connectionId, overview, await nextSyncAt(app.temporal, connectionId).catch(() => null));
  }

  app.get(
    '/connections/:connectionId/sync',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getSync',
        summary: 'How the inventory of an account is kept current: settings, last and next sync',
        params: ConnectionParams,
        response: { 200: SyncView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    ({ actor, params }) => show(actor, params.connectionId),
  );

  app.patch(
    '/connections/:connectionId/sync',
    {
      preHandler: app.require('admin'),
      schema: {
        tags: ['estate'],
        operationId: 'updateSync',
        params: ConnectionParams,
        body: UpdateSync,
        response: { 200: SyncView, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }) => {
      await changeSync(app, actor, params.connectionId, body);
      return show(actor, params.connectionId);
    },
  );

  app.post(
    '/connections/:connectionId/sync',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['estate'],
        operationId: 'startSync',
        summary: 'Looks at the account now; answers with the sync that runs, where one runs already',
        params: ConnectionParams,
        body: StartSync.default({}),
        response: { 202: SyncRunView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(202).send(syncRunView(await startSyncOf(app, actor, params.connectionId, body.id))),
  );

  app.post(
    '/connections/:connectionId/sync/cancel',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['estate'],
        operationId: 'cancelSync',
        summary: 'Stops the sync that runs; what it has found stays, and nothing is taken as deleted by it',
        params: ConnectionParams,
        response: { 202: SyncRunView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params }, reply) =>
      reply.code(202).send(syncRunView(await stopSyncOf(app, actor, params.connectionId))),
  );

  app.get(
    '/connections/:connectionId/sync-runs',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'listSyncRuns',
        params: ConnectionParams,
        querystring: PageQuery,
        response: { 200: page(SyncRunView), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await requireConnection(tx, params.connectionId);
        return listSyncRuns(tx, params.connectionId, query);
      });
      return { items: rows.map(syncRunView), nextCursor };
    },
  );

  app.get(
    '/sync-runs/:syncRunId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getSyncRun',
        params: SyncRunParams,
        response: { 200: SyncRunWithScopes, ...problems(400, 401, 404, 429, 503) },
      },
    },
    ({ actor, params }) =>
      inOrg(app.db, scopeOf(actor), async (tx) =>
        syncRunWithScopes(await readSyncRun(tx, params.syncRunId), await scopesOfRun(tx, params.syncRunId)),
      ),
  );
};
