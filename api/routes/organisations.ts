/** Coming into an organisation by a link, and going from one to another. */
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { organisationsOf } from '../../db/organisations.ts';
import { accept, show } from '../actions/invitations.ts';
import { switchTo } from '../actions/organisations.ts';
import { addOrganisation } from '../actions/register.ts';
import { problems } from '../answers.ts';
import { authLimit, workLimit } from '../plugins/rate-limit.ts';
import { time } from '../present/times.ts';
import { hashOf } from '../tokens.ts';
import { SignedIn } from '../views/auth.ts';
import {
  AcceptInvitation,
  CreateOrganisation,
  OwnOrganisation,
  ShowInvitation,
  ShownInvitation,
  SwitchOrganisation,
} from '../views/members.ts';

/** By address alone: whoever guesses tokens presents another one each time. */
const byAddress = () => 'invitation';
const byToken = (body: unknown) => hashOf((body as { refreshToken: string }).refreshToken);

const fromOf = ({ id, ip, headers }: FastifyRequest) => ({
  requestId: id,
  address: ip,
  userAgent: headers['user-agent']?.slice(0, 400),
});

export const organisationRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/auth/invitation',
    {
      config: { public: true, ...authLimit(60, byAddress) },
      schema: {
        tags: ['auth'],
        operationId: 'showInvitation',
        summary: 'Who invites to what; for the holder of a link that opens something',
        body: ShowInvitation,
        response: { 200: ShownInvitation, ...problems(400, 401, 429, 503) },
      },
    },
    async ({ body }) => {
      const { invitation, organisation, invitedBy, hasAccount } = await show(app, body.token);
      const { role, email, expiresAt } = invitation;
      return { organisation: organisation.name, invitedBy, role, email, expiresAt: time(expiresAt), hasAccount };
    },
  );

  app.post(
    '/auth/invitation/accept',
    {
      config: { public: true, ...authLimit(60, byAddress) },
      schema: {
        tags: ['auth'],
        operationId: 'acceptInvitation',
        summary: 'Become a member, and sign in there',
        description:
          'With a name and a new password for somebody new, with the password of their account for who has one, or with an access token of the invited person.',
        body: AcceptInvitation,
        response: { 200: SignedIn, ...problems(400, 401, 403, 409, 429, 503) },
      },
    },
    async (request) => {
      const claims = request.claims?.via === 'session' ? request.claims : null;
      return accept(app, request.body, claims, fromOf(request));
    },
  );

  app.post(
    '/auth/switch',
    {
      config: { public: true, ...authLimit(60, byToken) },
      schema: {
        tags: ['auth'],
        operationId: 'switchOrganisation',
        summary: 'Sign in to another organisation of the same person; the sign-in here ends',
        body: SwitchOrganisation,
        response: { 200: SignedIn, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async (request) => switchTo(app, request.body, fromOf(request)),
  );

  app.get(
    '/me/organisations',
    {
      preHandler: app.require('viewer', { sessionOnly: true }),
      schema: {
        tags: ['people'],
        operationId: 'listMyOrganisations',
        response: { 200: z.object({ items: z.array(OwnOrganisation) }), ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }) => ({ items: await organisationsOf(app.db, actor.userId) }),
  );

  app.post(
    '/organisations',
    {
      preHandler: app.require('viewer', { sessionOnly: true }),
      config: workLimit(10),
      schema: {
        tags: ['people'],
        operationId: 'createOrganisation',
        summary: 'Another one, with you as its admin, where registration is open',
        body: CreateOrganisation,
        response: { 201: OwnOrganisation, ...problems(400, 401, 403, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => reply.code(201).send(await addOrganisation(app, actor, body.name)),
  );
};
