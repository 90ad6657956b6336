import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { connectionCoverage } from '../../db/coverage.ts';
import { projectDrift } from '../../db/drift-checks.ts';
import { requireProject } from '../../db/projects.ts';
import { importsOf } from '../../db/resource-imports.ts';
import { whyOfResource } from '../../db/why.ts';
import { checkDrift } from '../actions/check-drift.ts';
import { importResource } from '../actions/import-resource.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { driftCheckView, importView, projectDriftView, whyView } from '../present/codified.ts';
import {
  Coverage,
  DriftCheck,
  ImportResource,
  ProjectDrift,
  ResourceImport,
  StartDriftCheck,
  Why,
} from '../views/codified.ts';
import { ConnectionParams, ProjectParams, ResourceParams } from '../views/params.ts';

/** What is under code, and what differs from it. */
export const codifiedRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/projects/:projectId/drift-checks',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['estate'],
        operationId: 'startDriftCheck',
        summary: 'Compare what a project manages with what is there; one that is under way is the answer',
        params: ProjectParams,
        body: StartDriftCheck,
        response: { 202: DriftCheck, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(202).send(driftCheckView(await checkDrift(app, actor, params.projectId, body.id))),
  );

  app.get(
    '/projects/:projectId/drift',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getProjectDrift',
        summary: 'What differs in a project, as the last comparison found it',
        params: ProjectParams,
        response: { 200: ProjectDrift, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const found = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await requireProject(tx, params.projectId);
        return projectDrift(tx, params.projectId);
      });
      return projectDriftView(found);
    },
  );

  app.get(
    '/connections/:connectionId/coverage',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getCoverage',
        summary: 'How much of an account is under code',
        params: ConnectionParams,
        response: { 200: Coverage, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => inOrg(app.db, scopeOf(actor), (tx) => connectionCoverage(tx, params.connectionId)),
  );

  app.get(
    '/resources/:resourceId/why',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'getWhy',
        summary: 'Why it exists: runs, approvals, revisions, the message and its person, or what the provider tells',
        params: ResourceParams,
        response: { 200: Why, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) =>
      whyView(await inOrg(app.db, scopeOf(actor), (tx) => whyOfResource(tx, params.resourceId))),
  );

  app.post(
    '/resources/:resourceId/import',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['estate'],
        operationId: 'importResource',
        summary: 'Draft the configuration of a resource that is in no project, and propose its import',
        params: ResourceParams,
        body: ImportResource,
        response: { 202: ResourceImport, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(202).send(importView(await importResource(app, actor, params.resourceId, body))),
  );

  app.get(
    '/resources/:resourceId/imports',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['estate'],
        operationId: 'listImports',
        summary: 'What was asked for and what came of it, newest first',
        params: ResourceParams,
        response: { 200: z.object({ items: z.array(ResourceImport) }), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const rows = await inOrg(app.db, scopeOf(actor), (tx) => importsOf(tx, params.resourceId));
      return { items: rows.map(importView) };
    },
  );
};
