import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { findIntegration, listIntegrations } from '../../db/integrations.ts';
import {
  archiveIntegration,
  changeIntegration,
  connectIntegration,
  replaceSecrets,
  verifyIntegration,
} from '../actions/integrations.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { integrationView } from '../present/integrations.ts';
import {
  ChangeIntegration,
  ConnectIntegration,
  IntegrationParams,
  IntegrationView,
  ReplaceSecrets,
} from '../views/integrations.ts';

const tags = ['integrations'];

export const integrationRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/integrations',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listIntegrations',
        summary: 'The places where people work that Aurora is connected to, oldest first',
        response: { 200: z.object({ items: z.array(IntegrationView) }), ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) => {
      const rows = await inOrg(app.db, scopeOf(actor), (tx) => listIntegrations(tx));
      return { items: rows.map((row) => integrationView(row, app.settings)) };
    },
  );

  app.post(
    '/integrations',
    {
      preHandler: app.require('admin'),
      config: workLimit(60),
      schema: {
        tags,
        operationId: 'connectIntegration',
        summary: 'Connect, and ask the other side who the token is; `state` and `reason` tell what it said',
        body: ConnectIntegration,
        response: { 201: IntegrationView, ...problems(400, 401, 403, 409, 422, 429, 503) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(integrationView(await connectIntegration(app, request, request.body), app.settings)),
  );

  app.get(
    '/integrations/:integrationId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getIntegration',
        params: IntegrationParams,
        response: { 200: IntegrationView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const row = await inOrg(app.db, scopeOf(actor), (tx) => findIntegration(tx, params.integrationId));
      return integrationView(row, app.settings);
    },
  );

  app.patch(
    '/integrations/:integrationId',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'changeIntegration',
        summary: 'Another name, or other settings, which are verified again',
        params: IntegrationParams,
        body: ChangeIntegration,
        response: { 200: IntegrationView, ...problems(400, 401, 403, 404, 409, 422, 429, 503) },
      },
    },
    async (request) =>
      integrationView(await changeIntegration(app, request, request.params.integrationId, request.body), app.settings),
  );

  app.post(
    '/integrations/:integrationId/secrets',
    {
      preHandler: app.require('admin'),
      config: workLimit(60),
      schema: {
        tags,
        operationId: 'replaceIntegrationSecrets',
        summary: 'New tokens or keys, which are verified; those that are not named stay',
        params: IntegrationParams,
        body: ReplaceSecrets,
        response: { 200: IntegrationView, ...problems(400, 401, 403, 404, 422, 429, 503) },
      },
    },
    async (request) =>
      integrationView(
        await replaceSecrets(app, request, request.params.integrationId, request.body.secrets),
        app.settings,
      ),
  );

  app.post(
    '/integrations/:integrationId/verify',
    {
      preHandler: app.require('admin'),
      config: workLimit(60),
      schema: {
        tags,
        operationId: 'verifyIntegration',
        summary: 'Ask the other side again who the token is and what is missing',
        params: IntegrationParams,
        response: { 200: IntegrationView, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async (request) =>
      integrationView(await verifyIntegration(app, request, request.params.integrationId), app.settings),
  );

  app.delete(
    '/integrations/:integrationId',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'archiveIntegration',
        summary: 'Disconnect: its secrets and linked accounts are removed, what came of it stays',
        params: IntegrationParams,
        response: { 204: z.undefined().describe('Disconnected'), ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async (request, reply) => {
      await archiveIntegration(app, request, request.params.integrationId);
      return reply.code(204).send();
    },
  );
};
