import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { checksOf, connectionOverview } from '../../db/connection-views.ts';
import { liveConnection } from '../../db/connections.ts';
import { roleIn } from '../../db/model/states.ts';
import { listConnections } from '../../db/projects.ts';
import { nextCheckAt } from '../../platform/connection-schedules.ts';
import { roleSetup } from '../actions/connections/aws/role-setup.ts';
import { checkConnection, rotateCredentials, updateConnection } from '../actions/connections/change.ts';
import { connectAccount } from '../actions/connections/connect.ts';
import { disconnect } from '../actions/connections/disconnect.ts';
import { addSandbox } from '../actions/sandbox-account.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { checkView, connectionDetails } from '../present/connections.ts';
import { connectionView } from '../present/projects.ts';
import { PageQuery, page } from '../views/common.ts';
import { ConnectAccount, RotateCredentials } from '../views/connect/index.ts';
import {
  AddSandbox,
  AwsRoleSetup,
  AwsRoleSetupQuery,
  CheckView,
  ConnectionDetails,
  StartCheck,
  UpdateConnection,
} from '../views/connections.ts';
import { Accepted, ConnectionParams } from '../views/params.ts';
import { ConnectionView } from '../views/projects.ts';

const tags = ['connections'];

export const connectionRoutes: FastifyPluginAsyncZod = async (app) => {
  const adminHere = app.require('admin', { sessionOnly: true });

  async function show(actor: Actor, connectionId: string) {
    const overview = await inOrg(app.db, scopeOf(actor), (tx) => connectionOverview(tx, connectionId));
    const projects = overview.projects.filter(({ id }) => roleIn(actor, id) !== null);
    // The page is worth showing also while Temporal is away.
    return connectionDetails(
      { ...overview, projects },
      await nextCheckAt(app.temporal, connectionId).catch(() => null),
    );
  }

  app.get(
    '/connections',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listConnections',
        summary: 'Accounts that the organisation is connected to; never their credentials',
        response: { 200: z.object({ items: z.array(ConnectionView) }), ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) => {
      const rows = await inOrg(app.db, scopeOf(actor), listConnections);
      return { items: rows.map(connectionView) };
    },
  );

  app.post(
    '/connections',
    {
      preHandler: adminHere,
      schema: {
        tags,
        operationId: 'connectAccount',
        summary: 'Connect an account; its credentials are kept in the secret store and checked at once',
        body: ConnectAccount,
        response: { 201: ConnectionView, ...problems(400, 401, 403, 404, 409, 422, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => reply.code(201).send(connectionView(await connectAccount(app, actor, body))),
  );

  app.post(
    '/connections/sandbox',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'addSandbox',
        summary: 'Connect the emulated AWS account; answers with the one that is there, where one is',
        body: AddSandbox.default({}),
        response: { 201: ConnectionView, ...problems(400, 401, 403, 404, 409, 422, 429, 503) },
      },
    },
    async ({ actor, body }, reply) =>
      reply.code(201).send(connectionView(await addSandbox(app, actor, body.projectId))),
  );

  app.get(
    '/connections/aws/template',
    {
      preHandler: adminHere,
      schema: {
        tags,
        operationId: 'awsRoleSetup',
        summary: 'What makes the roles that Aurora assumes: ExternalId, CloudFormation template, link to the console',
        querystring: AwsRoleSetupQuery,
        response: { 200: AwsRoleSetup, ...problems(400, 401, 403, 422, 429, 503) },
      },
    },
    ({ actor, query }) => roleSetup(app, actor, query),
  );

  app.get(
    '/connections/:connectionId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getConnection',
        summary: 'State, newest check with its steps, and which projects use it; never a secret',
        params: ConnectionParams,
        response: { 200: ConnectionDetails, ...problems(400, 401, 404, 429, 503) },
      },
    },
    ({ actor, params }) => show(actor, params.connectionId),
  );

  app.patch(
    '/connections/:connectionId',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'updateConnection',
        params: ConnectionParams,
        body: UpdateConnection,
        response: { 200: ConnectionDetails, ...problems(400, 401, 403, 404, 409, 422, 429, 503) },
      },
    },
    async ({ actor, params, body }) => {
      await updateConnection(app, actor, params.connectionId, body);
      return show(actor, params.connectionId);
    },
  );

  app.delete(
    '/connections/:connectionId',
    {
      preHandler: adminHere,
      schema: {
        tags,
        operationId: 'disconnect',
        summary: 'Destroys the credentials and stops looking at the account; what is known of it stays',
        params: ConnectionParams,
        response: { 204: z.null(), ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await disconnect(app, actor, params.connectionId);
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/connections/:connectionId/credentials',
    {
      preHandler: adminHere,
      schema: {
        tags,
        operationId: 'rotateCredentials',
        summary: 'Give it new credentials: used from now on without a restart, and checked at once',
        params: ConnectionParams,
        body: RotateCredentials,
        response: { 202: Accepted, ...problems(400, 401, 403, 404, 409, 422, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) => {
      const { id } = await rotateCredentials(app, actor, params.connectionId, body);
      return reply.code(202).send({ id });
    },
  );

  app.get(
    '/connections/:connectionId/checks',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listConnectionChecks',
        params: ConnectionParams,
        querystring: PageQuery,
        response: { 200: page(CheckView), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) => {
      const found = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await liveConnection(tx, params.connectionId);
        return checksOf(tx, params.connectionId, query);
      });
      return { items: found.rows.map(checkView), nextCursor: found.nextCursor };
    },
  );

  app.post(
    '/connections/:connectionId/check',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'checkConnection',
        summary: 'Looks now; answers with the check that waits, where one waits already',
        params: ConnectionParams,
        body: StartCheck.default({}),
        response: { 202: Accepted, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) => {
      const { id } = await checkConnection(app, actor, params.connectionId, body.id);
      return reply.code(202).send({ id });
    },
  );
};
