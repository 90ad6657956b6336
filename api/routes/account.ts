import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { countRecoveryCodes, readPerson } from '../../db/account.ts';
import { inOrg } from '../../db/client.ts';
import { changePassword } from '../actions/password.ts';
import { proveAgain } from '../actions/proof.ts';
import { scopeOf } from '../actions/scope.ts';
import { beginTwoSteps, confirmTwoSteps, endTwoSteps, resetTwoSteps } from '../actions/totp.ts';
import { problems } from '../answers.ts';
import { timeOrNull } from '../present/times.ts';
import { Account, BegunTwoSteps, ChangePassword, Confirm, ProveAgain, RecoveryCodes } from '../views/account.ts';
import { Ended, MemberParams } from '../views/sign-ins.ts';
import { sessionOf } from './sign-ins.ts';

export const accountRoutes: FastifyPluginAsyncZod = async (app) => {
  const bySession = { preHandler: app.require('viewer', { sessionOnly: true }) };
  const done = (words: string) => z.null().describe(words);

  app.get(
    '/me/account',
    {
      ...bySession,
      schema: {
        tags: ['people'],
        operationId: 'getMyAccount',
        summary: 'How I prove who I am',
        response: { 200: Account, ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }) => {
      const { steppedUpAt, userId } = sessionOf(actor);
      return inOrg(app.db, scopeOf(actor), async (tx) => ({
        twoSteps: (await readPerson(tx, userId))?.totpConfirmedAt != null,
        recoveryCodesLeft: await countRecoveryCodes(tx, userId),
        provenAt: timeOrNull(steppedUpAt),
      }));
    },
  );

  app.post(
    '/me/password',
    {
      ...bySession,
      schema: {
        tags: ['people'],
        operationId: 'changeMyPassword',
        summary: 'A new password; it ends my other sign-ins',
        body: ChangePassword,
        response: { 200: Ended, ...problems(400, 401, 403, 429, 503) },
      },
    },
    async ({ actor, body }) => ({ ended: await changePassword(app, sessionOf(actor), body) }),
  );

  app.post(
    '/me/step-up',
    {
      ...bySession,
      schema: {
        tags: ['people'],
        operationId: 'proveItIsMe',
        summary: 'Proves that it is me, for what needs that (`step_up_required`)',
        body: ProveAgain,
        response: { 204: done('Good for ten minutes'), ...problems(400, 401, 403, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      await proveAgain(app, sessionOf(actor), body);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/me/totp',
    {
      ...bySession,
      schema: {
        tags: ['people'],
        operationId: 'beginTwoSteps',
        summary: 'A secret for a device that makes codes; nothing is on before a code confirms it',
        response: { 201: BegunTwoSteps, ...problems(401, 403, 409, 429, 503) },
      },
    },
    async ({ actor }, reply) => reply.code(201).send(await beginTwoSteps(app, sessionOf(actor))),
  );

  app.post(
    '/me/totp/confirm',
    {
      ...bySession,
      schema: {
        tags: ['people'],
        operationId: 'confirmTwoSteps',
        summary: 'Turns two-step sign-in on, with a first code',
        body: Confirm,
        response: { 200: RecoveryCodes, ...problems(400, 401, 403, 409, 429, 503) },
      },
    },
    async ({ actor, body }) => ({ recoveryCodes: await confirmTwoSteps(app, sessionOf(actor), body.code) }),
  );

  app.delete(
    '/me/totp',
    {
      ...bySession,
      schema: {
        tags: ['people'],
        operationId: 'endTwoSteps',
        summary: 'Turns two-step sign-in off, after a fresh proof',
        response: { 204: done('It is off'), ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }, reply) => {
      await endTwoSteps(app, sessionOf(actor));
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/members/:userId/totp',
    {
      preHandler: app.require('admin', { sessionOnly: true }),
      schema: {
        tags: ['people'],
        operationId: 'resetTwoSteps',
        summary: 'For a member who lost their device and their recovery codes',
        params: MemberParams,
        response: { 204: done('It is off'), ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await resetTwoSteps(app, actor, params.userId);
      return reply.code(204).send(null);
    },
  );
};
