import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { listAudit } from '../../db/audit-list.ts';
import { inOrg } from '../../db/client.ts';
import { auditExport } from '../actions/audit-export.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { auditAsCsv, auditAsJsonLines, auditView } from '../present/audit.ts';
import { AuditEntryView, AuditExportQuery, AuditQuery } from '../views/audit.ts';
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
        querystring: AuditExportQuery,
        response: {
          200: {
            description: 'Newest first, UTF-8',
            content: { 'text/csv': { schema: z.string() }, 'application/jsonl': { schema: z.string() } },
          },
          ...problems(400, 401, 403, 429, 503),
        },
      },
    },
    async ({ actor, query: { format, ...filter } }, reply) => {
      const scope = scopeOf(actor);
      await auditExport(app.db, actor, 'audit.export', { format, ...filter });
      const file = format === 'csv' ? auditAsCsv(app.db, scope, filter) : auditAsJsonLines(app.db, scope, filter);
      return reply
        .type(`${types[format]}; charset=utf-8`)
        .header('content-disposition', `attachment; filename="audit.${format}"`)
        .send(file as unknown as string);
    },
  );
};
