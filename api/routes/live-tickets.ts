import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { problems } from '../answers.ts';
import { issueTicket } from '../live/tickets.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { LiveTicket } from '../views/auth.ts';

export const liveTicketRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/live/tickets',
    {
      preHandler: app.require('viewer'),
      config: workLimit(240),
      schema: {
        tags: ['events'],
        operationId: 'createLiveTicket',
        summary: 'Opens one WebSocket at /live?ticket=..., once, within 30 s',
        description:
          'Over the socket a client sends `resume {stream, afterSeq}`, `leave {stream}` and `ping`, and gets LiveAnswer.',
        response: { 201: LiveTicket, ...problems(401, 429, 503) },
      },
    },
    async ({ actor }, reply) => reply.code(201).send(await issueTicket(app.db, actor)),
  );
};
