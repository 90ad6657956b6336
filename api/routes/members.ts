import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { listInvitations } from '../../db/invitations.ts';
import { listMembers } from '../../db/members.ts';
import { mayAct } from '../../db/model/states.ts';
import { invite, mailAgain, revoke } from '../actions/invitations.ts';
import { change } from '../actions/members.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { invitationView, memberView } from '../present/members.ts';
import {
  CreatedInvitation,
  CreateInvitation,
  InvitationList,
  InvitationParams,
  MailInvitation,
  MemberParams,
  MemberView,
  UpdateMember,
} from '../views/members.ts';

const onItsWay = { state: 'waiting', reason: null, sentAt: null, nextAttemptAt: null } as const;

export const memberRoutes: FastifyPluginAsyncZod = async (app) => {
  const tags = ['people'];
  const bySession = app.require('admin', { sessionOnly: true });

  app.get(
    '/members',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listMembers',
        summary: 'By name; admins also see addresses, and who was deactivated',
        response: { 200: z.object({ items: z.array(MemberView) }), ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) => {
      const rows = await inOrg(app.db, scopeOf(actor), (tx) => listMembers(tx));
      const shown = mayAct(actor.role, 'admin') ? rows : rows.filter(({ disabledAt }) => disabledAt === null);
      return { items: shown.map((row) => memberView(row, actor.role)) };
    },
  );

  app.patch(
    '/members/:userId',
    {
      preHandler: bySession,
      schema: {
        tags,
        operationId: 'updateMember',
        summary: 'Another role, deactivate, or let in again; never oneself, never the last active admin',
        params: MemberParams,
        body: UpdateMember,
        response: { 200: MemberView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }) => memberView(await change(app, actor, params.userId, body), actor.role),
  );

  app.get(
    '/invitations',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'listInvitations',
        summary: 'Those that nobody has taken up, newest first',
        response: { 200: InvitationList, ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }) => {
      const rows = await inOrg(app.db, scopeOf(actor), (tx) => listInvitations(tx));
      return { items: rows.map(invitationView), sendsMail: app.settings.SMTP_URL !== undefined };
    },
  );

  app.post(
    '/invitations',
    {
      preHandler: bySession,
      config: workLimit(60),
      schema: {
        tags,
        operationId: 'createInvitation',
        summary: 'A link that lets one address in, once, within 7 days',
        body: CreateInvitation,
        response: { 201: CreatedInvitation, ...problems(400, 401, 403, 409, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      const { token, invitation, mailed } = await invite(app, actor, body);
      const link = `${app.settings.WEB_URL.replace(/\/$/, '')}/invite/${token}`;
      const invitedBy = { id: actor.userId, name: actor.name, email: actor.email };
      return reply
        .code(201)
        .send({ link, mailed, invitation: invitationView({ invitation, invitedBy, mail: mailed ? onItsWay : null }) });
    },
  );

  app.post(
    '/invitations/:invitationId/mail',
    {
      preHandler: bySession,
      config: workLimit(60),
      schema: {
        tags,
        operationId: 'mailInvitation',
        summary: 'Mail it once more, with a new link; earlier ones hold as well',
        params: InvitationParams,
        body: MailInvitation,
        response: { 202: z.null().describe('It is on its way'), ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) => {
      await mailAgain(app, actor, params.invitationId, body.id);
      return reply.code(202).send(null);
    },
  );

  app.delete(
    '/invitations/:invitationId',
    {
      preHandler: bySession,
      schema: {
        tags,
        operationId: 'revokeInvitation',
        params: InvitationParams,
        response: { 204: z.null().describe('It opens nothing any more'), ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await revoke(app, actor, params.invitationId);
      return reply.code(204).send(null);
    },
  );
};
