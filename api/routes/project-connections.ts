import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { stopUsingInProject, useInProject } from '../actions/connections/use.ts';
import { problems } from '../answers.ts';
import { connectionView } from '../present/projects.ts';
import { ProjectProviderParams, UseConnection } from '../views/connections.ts';
import { ConnectionView } from '../views/projects.ts';

const tags = ['connections'];

export const projectConnectionRoutes: FastifyPluginAsyncZod = async (app) => {
  app.put(
    '/projects/:projectId/connections/:provider',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'useConnection',
        summary: 'Which account of a provider a project plans and applies in',
        params: ProjectProviderParams,
        body: UseConnection,
        response: { 200: ConnectionView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }) => connectionView(await useInProject(app, actor, params, body.connectionId)),
  );

  app.delete(
    '/projects/:projectId/connections/:provider',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'stopUsingConnection',
        params: ProjectProviderParams,
        response: { 204: z.null(), ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await stopUsingInProject(app, actor, params);
      return reply.code(204).send(null);
    },
  );
};
