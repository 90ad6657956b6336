import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { inOrg } from '../../db/client.ts';
import { findReadable, pieceOf } from '../../db/knowledge/document-text.ts';
import { searchDocuments } from '../../db/knowledge/search.ts';
import { documentHref } from '../../db/model/knowledge-search.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { time } from '../present/times.ts';
import {
  DocumentTextParams,
  DocumentTextQuery,
  DocumentTextView,
  SearchAnswerView,
  SearchQuery,
} from '../views/knowledge-search.ts';

const tags = ['knowledge'];

export const knowledgeSearchRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/knowledge/search',
    {
      preHandler: app.require('viewer'),
      config: workLimit(300),
      schema: {
        tags,
        operationId: 'searchDocuments',
        summary: 'Places in documents that answer a question, with the sentence that matched',
        querystring: SearchQuery,
        response: { 200: SearchAnswerView, ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const { q, source, document, limit, weight } = query;
      const request = { query: q, limit, weight, sourceIds: source, documentIds: document };
      const { hits, ...answer } = await searchDocuments(app.db, scopeOf(actor), app.finders, request);
      return {
        ...answer,
        hits: hits.map((hit) => ({ ...hit, href: documentHref(hit.document.id, hit.chunkId) })),
      };
    },
  );

  app.get(
    '/knowledge/documents/:documentId/text',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'readDocumentText',
        summary: 'The text of one version, at a chunk or from a place on; 200,000 characters at a time',
        params: DocumentTextParams,
        querystring: DocumentTextQuery,
        response: { 200: DocumentTextView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) => {
      const wanted = { version: query.version, chunkId: query.chunk };
      const { document, version, chunk, sections } = await inOrg(app.db, scopeOf(actor), (tx) =>
        findReadable(tx, params.documentId, wanted),
      );
      const text = await app.storage.getText(version.textKey);
      const range = pieceOf(text.length, query, chunk);
      return {
        document,
        version: {
          id: version.id,
          number: version.number,
          createdAt: time(version.createdAt),
          current: version.current,
        },
        length: text.length,
        range,
        text: text.slice(range.start, range.end),
        chunk,
        outline: sections,
      };
    },
  );
};
