import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg, type Tx } from '../../db/client.ts';
import { findDocument, listDocuments, versionsOf } from '../../db/documents.ts';
import { sourceOrArchived } from '../../db/knowledge-sources.ts';
import { peopleByIds } from '../../db/people.ts';
import { originalOf, removeDocument, removeDocumentByKey, tryDocumentAgain } from '../actions/documents.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { documentView, versionView } from '../present/knowledge.ts';
import { Id, page } from '../views/common.ts';
import {
  DocumentDetails,
  DocumentKeyQuery,
  DocumentParams,
  DocumentQuery,
  DocumentView,
  KnowledgeSourceParams,
} from '../views/knowledge.ts';

const tags = ['knowledge'];

export const documentRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/knowledge/documents',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listDocuments',
        summary: 'The newest change first',
        querystring: DocumentQuery,
        response: { 200: page(DocumentView), ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => {
        const { rows, nextCursor } = await listDocuments(tx, query, query);
        return { items: rows.map(documentView), nextCursor };
      }),
  );

  app.get(
    '/knowledge/documents/:documentId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getDocument',
        params: DocumentParams,
        response: { 200: DocumentDetails, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => inOrg(app.db, scopeOf(actor), (tx) => detailsOf(tx, params.documentId)),
  );

  app.get(
    '/knowledge/documents/:documentId/original',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'downloadDocument',
        summary: 'The bytes as they came; of the newest version where none is named',
        params: DocumentParams,
        querystring: z.object({ versionId: Id.optional() }),
        response: {
          200: { description: 'A file', content: { 'application/octet-stream': { schema: z.string() } } },
          ...problems(400, 401, 404, 429, 503),
        },
      },
    },
    async ({ actor, params, query }, reply) => {
      const { name, bytes } = await originalOf(app, actor, params.documentId, query.versionId);
      // Never shown by the browser as what it claims to be: it may be a page with scripts.
      return reply
        .type('application/octet-stream')
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
        .send(bytes as unknown as string);
    },
  );

  app.delete(
    '/knowledge/documents/:documentId',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'removeDocument',
        summary: 'One that was uploaded or written by a script: it is no longer found',
        params: DocumentParams,
        response: { 204: z.undefined().describe('Removed'), ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await removeDocument(app, actor, params.documentId);
      return reply.code(204).send();
    },
  );

  app.delete(
    '/knowledge/sources/:sourceId/documents',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'removeDocumentByKey',
        summary: 'For scripts: the document of that key is no longer found',
        params: KnowledgeSourceParams,
        querystring: DocumentKeyQuery.pick({ key: true }),
        response: { 204: z.undefined().describe('Removed'), ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, query }, reply) => {
      await removeDocumentByKey(app, actor, params.sourceId, query.key);
      return reply.code(204).send();
    },
  );

  app.post(
    '/knowledge/documents/:documentId/retry',
    {
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'retryDocument',
        summary: 'Read one again that failed',
        params: DocumentParams,
        response: { 202: DocumentDetails, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params: { documentId } }, reply) => {
      await tryDocumentAgain(app, actor, documentId);
      return reply.code(202).send(await inOrg(app.db, scopeOf(actor), (tx) => detailsOf(tx, documentId)));
    },
  );
};

async function detailsOf(tx: Tx, documentId: string): Promise<z.output<typeof DocumentDetails>> {
  const document = await findDocument(tx, documentId);
  const source = await sourceOrArchived(tx, document.sourceId);
  const versions = await versionsOf(tx, documentId);
  const people = await peopleByIds(
    tx,
    versions.flatMap(({ createdBy }) => createdBy ?? []),
  );
  const current = versions.find(({ id }) => id === document.currentVersionId);
  const view = documentView({
    ...document,
    chunkCount: current?.chunkCount ?? null,
    bytes: versions[0]?.bytes ?? null,
  });
  return {
    ...view,
    source: { id: source.id, name: source.name, kind: source.kind },
    versions: versions.map((version) => versionView(version, people)),
  };
}
