import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ProjectRoles, Role } from '../../db/model/states.ts';
import { defaultModel, listModels } from '../../platform/models.ts';
import { problems } from '../answers.ts';
import { time } from '../present/times.ts';
import { Me, Model } from '../views/auth.ts';

/** Without the projects that the person does not see: not even their ids are told. */
const rolesShown = (given: ProjectRoles): Record<string, Role> =>
  Object.fromEntries(Object.entries(given).filter((one): one is [string, Role] => one[1] !== null));

export const meRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/me',
    {
      preHandler: app.require('viewer'),
      schema: { tags: ['people'], operationId: 'getMe', response: { 200: Me, ...problems(401, 429, 503) } },
    },
    async ({ actor }) => ({
      user: { id: actor.userId, name: actor.name, email: actor.email },
      organisation: actor.organisation,
      role: actor.role,
      projectRoles: rolesShown(actor.projectRoles),
      model: defaultModel(app.settings),
      temporalUiUrl: app.settings.TEMPORAL_UI_URL,
      token: actor.via === 'token' ? { ...actor.token, expiresAt: time(actor.token.expiresAt) } : null,
    }),
  );

  app.get(
    '/models',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['people'],
        operationId: 'listModels',
        summary: 'What can answer in a conversation, the default first',
        response: { 200: z.object({ items: z.array(Model) }), ...problems(401, 429, 503) },
      },
    },
    async () => ({ items: listModels(app.settings) }),
  );
};
