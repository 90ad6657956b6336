import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { inOrg } from '../../db/client.ts';
import { createProject, findProject, listProjects, requireProject } from '../../db/projects.ts';
import { resourceIdsByAddress } from '../../db/resources.ts';
import { AuroraError } from '../../platform/errors.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { keepAuditDaily, keepAuditOnce } from '../audit.ts';
import { projectView } from '../present/projects.ts';
import { readState, stateKey } from '../state-file.ts';
import { PageQuery, page } from '../views/common.ts';
import { ProjectParams } from '../views/params.ts';
import { CreateProject, ProjectView, StateView } from '../views/projects.ts';

export const projectRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/projects',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['projects'],
        operationId: 'listProjects',
        querystring: PageQuery,
        response: { 200: page(ProjectView), ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), (tx) => listProjects(tx, query));
      return { items: rows.map((row) => projectView(row, actor)), nextCursor };
    },
  );

  app.post(
    '/projects',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['projects'],
        operationId: 'createProject',
        body: CreateProject,
        response: { 201: ProjectView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      const { id, name, description, connectionIds } = body;
      const given = { id, orgId: actor.orgId, name, description, connectionIds, createdBy: actor.userId };
      const project = await inOrg(app.db, scopeOf(actor), async (tx) => {
        const made = await createProject(tx, given);
        const subject = { kind: 'project', id: made.id };
        await keepAuditOnce(tx, actor, { action: 'project.create', subject, detail: { name: made.name } });
        return made;
      });
      return reply.code(201).send(projectView(project, actor));
    },
  );

  app.get(
    '/projects/:projectId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['projects'],
        operationId: 'getProject',
        params: ProjectParams,
        response: { 200: ProjectView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) =>
      projectView(await inOrg(app.db, scopeOf(actor), (tx) => findProject(tx, params.projectId)), actor),
  );

  app.get(
    '/projects/:projectId/state',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['projects'],
        operationId: 'getProjectState',
        summary: 'What Terraform manages now: addresses and ids, no attributes',
        params: ProjectParams,
        response: { 200: StateView, ...problems(400, 401, 404, 422, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const known = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await requireProject(tx, params.projectId);
        const found = await resourceIdsByAddress(tx, params.projectId);
        const subject = { kind: 'project', id: params.projectId };
        await keepAuditDaily(tx, actor, { action: 'project.state_view', subject });
        return found;
      });
      try {
        const state = readState(await app.storage.stateBucket.getText(stateKey(params.projectId)));
        const resources = state.resources.map((one) => ({ ...one, resourceId: known.get(one.address) ?? null }));
        return { ...state, resources };
      } catch (error) {
        if (error instanceof AuroraError && error.code === 'not_found') return { serial: null, resources: [] };
        throw error;
      }
    },
  );
};
