import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { listConnections } from '../../db/projects.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { connectionView } from '../present/projects.ts';
import { ConnectionView } from '../views/projects.ts';

export const connectionRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/connections',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['projects'],
        operationId: 'listConnections',
        summary: 'Cloud accounts of the organisation; never their credentials',
        response: { 200: z.object({ items: z.array(ConnectionView) }), ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) => {
      const rows = await inOrg(app.db, scopeOf(actor), listConnections);
      return { items: rows.map(connectionView) };
    },
  );
};
