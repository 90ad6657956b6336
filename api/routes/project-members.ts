import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { findProject } from '../../db/projects.ts';
import { changeAccess, giveRole, readMembers, takeRole } from '../actions/project-members.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { projectView } from '../present/projects.ts';
import { ProjectParams } from '../views/params.ts';
import { ProjectMemberParams, ProjectMembers, PutProjectMember, UpdateProject } from '../views/project-members.ts';
import { ProjectView } from '../views/projects.ts';

export const projectMemberRoutes: FastifyPluginAsyncZod = async (app) => {
  const tags = ['people'];
  const admin = app.require('admin', { sessionOnly: true });

  app.patch(
    '/projects/:projectId',
    {
      preHandler: admin,
      schema: {
        tags: ['projects'],
        operationId: 'updateProject',
        summary: 'Who sees it: everybody of the organisation, or its members alone',
        params: ProjectParams,
        body: UpdateProject,
        response: { 200: ProjectView, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params: { projectId }, body }) => {
      await changeAccess(app, actor, projectId, body.access);
      return projectView(await inOrg(app.db, scopeOf(actor), (tx) => findProject(tx, projectId)), actor);
    },
  );

  app.get(
    '/projects/:projectId/members',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listProjectMembers',
        summary: 'Everybody who sees a project, and what they may do there',
        params: ProjectParams,
        response: { 200: ProjectMembers, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => readMembers(app, actor, params.projectId),
  );

  app.put(
    '/projects/:projectId/members/:userId',
    {
      preHandler: admin,
      schema: {
        tags,
        operationId: 'putProjectMember',
        summary: 'Give somebody of the organisation a role in the project',
        params: ProjectMemberParams,
        body: PutProjectMember,
        response: { 200: ProjectMembers, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }) => {
      await giveRole(app, actor, params, body.role);
      return readMembers(app, actor, params.projectId);
    },
  );

  app.delete(
    '/projects/:projectId/members/:userId',
    {
      preHandler: admin,
      schema: {
        tags,
        operationId: 'removeProjectMember',
        summary: 'Take the role away that somebody was given in the project',
        params: ProjectMemberParams,
        response: { 204: z.null().describe('It is gone'), ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await takeRole(app, actor, params);
      return reply.code(204).send(null);
    },
  );
};
