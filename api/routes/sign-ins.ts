import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Actor, SessionActor } from '../../db/auth.ts';
import { endMemberSignIns, endSignIns, listSignIns } from '../../db/sign-ins.ts';
import { notFound } from '../../platform/errors.ts';
import { problems } from '../answers.ts';
import { signInView } from '../present/sign-ins.ts';
import { unauthenticated } from '../tokens.ts';
import { Ended, MemberParams, SignInParams, SignInView } from '../views/sign-ins.ts';

export const signInRoutes: FastifyPluginAsyncZod = async (app) => {
  const bySession = { preHandler: app.require('viewer', { sessionOnly: true }) };

  app.get(
    '/me/sign-ins',
    {
      ...bySession,
      schema: {
        tags: ['people'],
        operationId: 'listMySignIns',
        summary: 'Where I am signed in, in all of my organisations, the last used first',
        response: { 200: z.object({ items: z.array(SignInView) }), ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }) => {
      const rows = await listSignIns(app.db, actor.userId);
      return { items: rows.map((row) => signInView(row, sessionOf(actor).signInId)) };
    },
  );

  app.delete(
    '/me/sign-ins/:signInId',
    {
      ...bySession,
      schema: {
        tags: ['people'],
        operationId: 'endMySignIn',
        summary: 'Signs me out there, and closes what is open there',
        params: SignInParams,
        response: { 204: z.null().describe('It has ended'), ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      const ended = await endSignIns(app.db, actor, { id: params.signInId }, 'Signed out from the list of sign-ins.');
      if (ended === 0) throw notFound('sign-in');
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/me/sign-ins/end-others',
    {
      ...bySession,
      schema: {
        tags: ['people'],
        operationId: 'endMyOtherSignIns',
        summary: 'Signs me out everywhere but here',
        response: { 200: Ended, ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }) => {
      const which = { othersThan: sessionOf(actor).signInId };
      return { ended: await endSignIns(app.db, actor, which, 'Signed out everywhere else.') };
    },
  );

  app.post(
    '/me/sign-ins/end-all',
    {
      ...bySession,
      schema: {
        tags: ['people'],
        operationId: 'endAllMySignIns',
        summary: 'Signs me out everywhere, here too',
        response: { 200: Ended, ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }) => ({ ended: await endSignIns(app.db, actor, 'all', 'Signed out everywhere.') }),
  );

  app.post(
    '/members/:userId/sign-out',
    {
      preHandler: app.require('admin', { sessionOnly: true }),
      schema: {
        tags: ['people'],
        operationId: 'signMemberOut',
        summary: 'Ends all sign-ins of a member in this organisation',
        params: MemberParams,
        response: { 200: Ended, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => ({ ended: await endMemberSignIns(app.db, actor, params.userId) }),
  );
};

/** Behind `sessionOnly`, so it never throws there. */
export function sessionOf(actor: Actor): SessionActor {
  if (actor.via !== 'session') throw unauthenticated();
  return actor;
}
