import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readAuditState } from '../../db/audit-checkpoints.ts';
import { countActions, listAudit } from '../../db/audit-list.ts';
import { inOrg } from '../../db/client.ts';
import { publicKeys } from '../../platform/audit/keys.ts';
import { auditExport } from '../actions/audit-export.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { auditAsCsv, auditAsJsonLines, auditStateView, auditView } from '../present/audit.ts';
import {
  AuditActionsView,
  AuditEntryView,
  AuditExportQuery,
  AuditFilters,
  AuditKeysView,
  AuditQuery,
  AuditStateView,
} from '../views/audit.ts';
import { page } from '../views/common.ts';

const types = { csv: 'text/csv', jsonl: 'application/jsonl' } as const;

export const auditRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/audit',
    {
      preHandler: app.require('admin'),
      schema: {
        tags: ['people'],
        operationId: 'listAudit',
        summary: 'Who did what, newest first',
        querystring: AuditQuery,
        response: { 200: page(AuditEntryView), ...problems(400, 401, 403, 429, 503) },
      },
    },
    async ({ actor, query: { cursor, limit, ...filter } }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), (tx) =>
        listAudit(tx, filter, { cursor, limit }),
      );
      return { items: rows.map(auditView), nextCursor };
    },
  );

  app.get(
    '/audit/export',
    {
      preHandler: app.require('admin'),
      config: workLimit(20),
      schema: {
        tags: ['people'],
        operationId: 'exportAudit',
        summary: 'All entries that the filters choose, as CSV or JSON Lines; itself an entry',
        description:
          'JSON Lines can be checked without Aurora: `npm run audit:verify -- --file export.jsonl --keys keys.json`, where nothing but the time narrows the export.',
        querystring: AuditExportQuery,
        response: {
          200: {
            description: 'UTF-8; CSV newest first, JSON Lines oldest first and with the checkpoints',
            content: { 'text/csv': { schema: z.string() }, 'application/jsonl': { schema: z.string() } },
          },
          ...problems(400, 401, 403, 429, 503),
        },
      },
    },
    async ({ actor, query: { format, ...filter } }, reply) => {
      const scope = scopeOf(actor);
      await auditExport(app.db, actor, 'audit.export', { format, ...filter });
      const file =
        format === 'csv'
          ? auditAsCsv(app.db, scope, filter)
          : auditAsJsonLines({ db: app.db, storage: app.storage }, scope, filter);
      return reply
        .type(`${types[format]}; charset=utf-8`)
        .header('content-disposition', `attachment; filename="audit.${format}"`)
        .send(file as unknown as string);
    },
  );

  app.get(
    '/audit/actions',
    {
      preHandler: app.require('admin'),
      schema: {
        tags: ['people'],
        operationId: 'countAuditActions',
        summary: 'How often each action was done, with the same filters',
        querystring: AuditFilters,
        response: { 200: AuditActionsView, ...problems(400, 401, 403, 429, 503) },
      },
    },
    async ({ actor, query }) => ({ items: await inOrg(app.db, scopeOf(actor), (tx) => countActions(tx, query)) }),
  );

  app.get(
    '/audit/state',
    {
      preHandler: app.require('admin'),
      schema: {
        tags: ['people'],
        operationId: 'getAuditState',
        summary: 'How far the log is verified and signed',
        response: { 200: AuditStateView, ...problems(401, 403, 429, 503) },
      },
    },
    async ({ actor }) =>
      auditStateView(await inOrg(app.db, scopeOf(actor), readAuditState), app.settings.AUDIT_CHECKPOINT_MINUTES),
  );

  app.get(
    '/audit/keys',
    {
      preHandler: app.require('admin'),
      schema: {
        tags: ['people'],
        operationId: 'listAuditKeys',
        summary: 'The public keys that checkpoints are signed with; keep them where the log is checked',
        response: { 200: AuditKeysView, ...problems(401, 403, 429, 503) },
      },
    },
    async () => ({ items: await publicKeys(app.storage) }),
  );
};
