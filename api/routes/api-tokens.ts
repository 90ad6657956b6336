import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { insertApiToken, listApiTokens, revokeApiToken } from '../../db/api-tokens.ts';
import { appendAudit } from '../../db/audit.ts';
import { inOrg } from '../../db/client.ts';
import { mayAct, type Role } from '../../db/model/states.ts';
import { AuroraError } from '../../platform/errors.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { auditOf } from '../audit.ts';
import { newPersonalToken } from '../personal-tokens.ts';
import { apiTokenView } from '../present/api-tokens.ts';
import { ApiToken, ApiTokenParams, CreateApiToken, CreatedApiToken } from '../views/api-tokens.ts';

const dayMs = 86_400_000;

export const apiTokenRoutes: FastifyPluginAsyncZod = async (app) => {
  const bySession = (role: Role) => app.require(role, { sessionOnly: true });
  const items = z.object({ items: z.array(ApiToken) });
  const gone = z.null().describe('It no longer holds');

  app.get(
    '/me/api-tokens',
    {
      preHandler: bySession('viewer'),
      schema: {
        tags: ['people'],
        operationId: 'listMyApiTokens',
        summary: 'My personal tokens, newest first, with those that ended',
        response: { 200: items, ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }) => {
      const rows = await inOrg(app.db, scopeOf(actor), (tx) => listApiTokens(tx, actor.userId));
      return { items: rows.map(apiTokenView) };
    },
  );

  app.post(
    '/me/api-tokens',
    {
      preHandler: bySession('viewer'),
      schema: {
        tags: ['people'],
        operationId: 'createApiToken',
        summary: 'A key for scripts: `Authorization: Bearer aurora_pat_…`',
        body: CreateApiToken,
        response: { 201: CreatedApiToken, ...problems(400, 401, 403, 409, 429, 503) },
      },
    },
    async (request, reply) => {
      const { actor, body } = request;
      if (!mayAct(actor.role, body.role)) throw aboveOwn(actor.role, body.role);
      const { token, ...kept } = newPersonalToken();
      const { orgId, userId, name, email } = actor;
      const expiresAt = new Date(Date.now() + body.expiresInDays * dayMs);
      const row = {
        ...kept,
        orgId,
        userId,
        expiresAt,
        id: body.id ?? crypto.randomUUID(),
        name: body.name,
        role: body.role,
      };
      const made = await inOrg(app.db, scopeOf(actor), async (tx) => {
        const created = await insertApiToken(tx, row);
        const detail = { name: row.name, role: row.role, expiresAt: expiresAt.toISOString() };
        const subject = { kind: 'token', id: row.id };
        await appendAudit(tx, orgId, auditOf(request, { action: 'token.create', subject, detail }));
        return created;
      });
      const owner = { id: userId, name, email };
      return reply.code(201).send({ token, apiToken: apiTokenView({ token: made, owner }) });
    },
  );

  app.delete(
    '/me/api-tokens/:tokenId',
    {
      preHandler: bySession('viewer'),
      schema: {
        tags: ['people'],
        operationId: 'revokeMyApiToken',
        summary: 'Ends a token of mine at once',
        params: ApiTokenParams,
        response: { 204: gone, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async (request, reply) => {
      await revoke(request, request.params.tokenId, request.actor.userId);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api-tokens',
    {
      preHandler: bySession('admin'),
      schema: {
        tags: ['people'],
        operationId: 'listApiTokens',
        summary: "Everybody's personal tokens for this organisation",
        response: { 200: items, ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }) => {
      const rows = await inOrg(app.db, scopeOf(actor), (tx) => listApiTokens(tx));
      return { items: rows.map(apiTokenView) };
    },
  );

  app.delete(
    '/api-tokens/:tokenId',
    {
      preHandler: bySession('admin'),
      schema: {
        tags: ['people'],
        operationId: 'revokeApiToken',
        summary: "Ends anybody's token at once",
        params: ApiTokenParams,
        response: { 204: gone, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async (request, reply) => {
      await revoke(request, request.params.tokenId);
      return reply.code(204).send(null);
    },
  );

  async function revoke(request: FastifyRequest, id: string, ownerId?: string): Promise<void> {
    const { actor } = request;
    await inOrg(app.db, scopeOf(actor), async (tx) => {
      const { token, ended } = await revokeApiToken(tx, id, ownerId);
      if (!ended) return;
      const entry = {
        action: 'token.revoke',
        subject: { kind: 'token', id },
        detail: { name: token.name, ownerId: token.userId },
      };
      await appendAudit(tx, actor.orgId, auditOf(request, entry));
    });
  }
};

const aboveOwn = (role: Role, asked: Role) =>
  new AuroraError({
    code: 'forbidden',
    retryable: false,
    userMessage: `Your role is ${role}, so a token of yours cannot act as ${asked}. Choose ${role} or less.`,
    details: { role, needed: asked },
  });
