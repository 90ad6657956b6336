import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { listIdentityLinks } from '../../db/identity-links.ts';
import { makeLinkCode, unlink } from '../actions/identity.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { identityLinkView } from '../present/integrations.ts';
import { IdentityLinkParams, IdentityLinkView, LinkCode, MakeLinkCode } from '../views/integrations.ts';

const tags = ['people'];
const Links = z.object({ items: z.array(IdentityLinkView) });

export const identityRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/me/link-codes',
    {
      preHandler: app.require('viewer'),
      config: workLimit(30),
      schema: {
        tags,
        operationId: 'makeLinkCode',
        summary: 'A code for ten minutes that, written there, makes an account elsewhere mine',
        body: MakeLinkCode,
        response: { 201: LinkCode, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => reply.code(201).send(await makeLinkCode(app, actor, body.integrationId)),
  );

  app.get(
    '/me/identity-links',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listMyIdentityLinks',
        summary: 'My accounts elsewhere',
        response: { 200: Links, ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) => {
      const rows = await inOrg(app.db, scopeOf(actor), (tx) => listIdentityLinks(tx, actor.userId));
      return { items: rows.map(identityLinkView) };
    },
  );

  app.get(
    '/identity-links',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'listIdentityLinks',
        summary: "Everybody's accounts elsewhere",
        response: { 200: Links, ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }) => {
      const rows = await inOrg(app.db, scopeOf(actor), (tx) => listIdentityLinks(tx));
      return { items: rows.map(identityLinkView) };
    },
  );

  app.delete(
    '/identity-links/:identityLinkId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'removeIdentityLink',
        summary: 'My own; an admin anybody’s',
        params: IdentityLinkParams,
        response: { 204: z.undefined().describe('It is gone'), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async (request, reply) => {
      await unlink(app, request, request.params.identityLinkId);
      return reply.code(204).send();
    },
  );
};
