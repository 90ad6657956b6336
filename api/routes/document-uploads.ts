import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { takeDocument } from '../actions/documents.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { DocumentKeyQuery, DocumentTaken, KnowledgeSourceParams, UploadDocumentQuery } from '../views/knowledge.ts';

const tags = ['knowledge'];

export const documentUploadRoutes: FastifyPluginAsyncZod = async (app) => {
  // A document is never held in memory, and whatever it says it is: its bytes are looked at afterwards.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  const limits = {
    config: workLimit(600),
    // Of what is read into memory; the stream has a limit of its own.
    bodyLimit: Number.MAX_SAFE_INTEGER,
  };

  app.post(
    '/knowledge/sources/:sourceId/documents',
    {
      ...limits,
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'uploadDocument',
        summary: 'Markdown, text, HTML, PDF or DOCX of up to 50 MB as the raw body',
        params: KnowledgeSourceParams,
        querystring: UploadDocumentQuery,
        response: { 202: DocumentTaken, ...problems(400, 401, 403, 404, 409, 413, 429, 503) },
      },
    },
    async ({ actor, params: { sourceId }, query, body }, reply) =>
      reply.code(202).send(await takeDocument(app, actor, { sourceId, key: query.name, kind: 'upload' }, body)),
  );

  app.put(
    '/knowledge/sources/:sourceId/documents',
    {
      ...limits,
      preHandler: app.require('operator'),
      schema: {
        tags,
        operationId: 'writeDocument',
        summary: 'For scripts: the document of that key is these bytes now (raw body, up to 50 MB)',
        params: KnowledgeSourceParams,
        querystring: DocumentKeyQuery,
        response: { 202: DocumentTaken, ...problems(400, 401, 403, 404, 409, 413, 429, 503) },
      },
    },
    async ({ actor, params: { sourceId }, query, body }, reply) =>
      reply.code(202).send(await takeDocument(app, actor, { sourceId, ...query, kind: 'api' }, body)),
  );
};
