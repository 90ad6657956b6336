import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { defaultModel, listModels } from '../../platform/models.ts';
import { problems } from '../answers.ts';
import { time } from '../present/times.ts';
import { Me, Model } from '../views/auth.ts';

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
