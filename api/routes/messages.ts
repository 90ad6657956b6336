import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { readTranscript } from '../../db/sessions.ts';
import { postMessage } from '../actions/post-message.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { messageView } from '../present/sessions.ts';
import { SessionParams } from '../views/params.ts';
import { MessageView, PostMessage } from '../views/sessions.ts';

const transcriptLimit = 500;

export const messageRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/sessions/:sessionId/messages',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['sessions'],
        operationId: 'listMessages',
        summary: `The transcript, oldest first: the newest ${transcriptLimit}`,
        params: SessionParams,
        response: { 200: z.object({ items: z.array(MessageView) }), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const entries = await inOrg(app.db, scopeOf(actor), (tx) =>
        readTranscript(tx, params.sessionId, transcriptLimit),
      );
      return { items: entries.map(messageView) };
    },
  );

  app.post(
    '/sessions/:sessionId/messages',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['sessions'],
        operationId: 'postMessage',
        summary: 'Say something; the answer comes as events of the session',
        params: SessionParams,
        body: PostMessage,
        response: { 202: MessageView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) => {
      const message = await postMessage(app, actor, params.sessionId, body);
      return reply.code(202).send(messageView({ message, runId: null }));
    },
  );
};
