import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { inOrg } from '../../db/client.ts';
import { findRevision, listRevisions, requireProject } from '../../db/projects.ts';
import { getRevision, revisionLimits } from '../../platform/revision-files.ts';
import { saveRevision } from '../actions/save-revision.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { revisionView } from '../present/projects.ts';
import { PageQuery, page } from '../views/common.ts';
import { ProjectParams, RevisionParams } from '../views/params.ts';
import { CreateRevision, RevisionView, RevisionWithFiles } from '../views/projects.ts';

export const revisionRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/projects/:projectId/revisions',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['projects'],
        operationId: 'listRevisions',
        params: ProjectParams,
        querystring: PageQuery,
        response: { 200: page(RevisionView), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, query }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await requireProject(tx, params.projectId);
        return listRevisions(tx, params.projectId, query);
      });
      return { items: rows.map(revisionView), nextCursor };
    },
  );

  app.post(
    '/projects/:projectId/revisions',
    {
      preHandler: app.require('operator'),
      // Escaped in JSON, text may grow; a body beyond this cannot hold an allowed revision.
      bodyLimit: revisionLimits.totalBytes * 2,
      schema: {
        tags: ['projects'],
        operationId: 'createRevision',
        params: ProjectParams,
        body: CreateRevision,
        response: { 201: RevisionView, ...problems(400, 401, 403, 404, 409, 413, 422, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) => {
      const row = await saveRevision(app, actor, params.projectId, body);
      return reply.code(201).send(revisionView(row));
    },
  );

  app.get(
    '/projects/:projectId/revisions/:number',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['projects'],
        operationId: 'getRevision',
        summary: 'One revision with the text of its files',
        params: RevisionParams,
        response: { 200: RevisionWithFiles, ...problems(400, 401, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const row = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await requireProject(tx, params.projectId);
        return findRevision(tx, params.projectId, params.number);
      });
      const { storageKey, filesSha256 } = row.revision;
      return { ...revisionView(row), contents: await getRevision(app.storage, storageKey, filesSha256) };
    },
  );
};
