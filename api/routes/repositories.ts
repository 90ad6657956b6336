import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { requireProject } from '../../db/projects.ts';
import { readRepoLink } from '../../db/repo-links.ts';
import {
  changeRepository,
  type Imported,
  importAgain,
  linkRepository,
  unlinkRepository,
} from '../actions/repositories.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { repoLinkView } from '../present/repositories.ts';
import { ProjectParams } from '../views/params.ts';
import {
  ChangeRepoLink,
  ImportAnswer,
  LinkRepository,
  ProjectRepository,
  RepoLinkView,
} from '../views/repositories.ts';

const tags = ['integrations'];

const importView = ({ row, revision, changed }: Imported): z.output<typeof ImportAnswer> => ({
  link: repoLinkView(row),
  revision,
  changed,
});

/** The folder of a repository that a project's files live in. */
export const repositoryRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/projects/:projectId/repository',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getProjectRepository',
        params: ProjectParams,
        response: { 200: ProjectRepository, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const row = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await requireProject(tx, params.projectId);
        return readRepoLink(tx, params.projectId);
      });
      return { link: row ? repoLinkView(row) : null };
    },
  );

  app.put(
    '/projects/:projectId/repository',
    {
      preHandler: app.require('admin'),
      config: workLimit(60),
      schema: {
        tags,
        operationId: 'linkRepository',
        summary: 'Keep the files of a project in a folder of a repository, and import what is there',
        params: ProjectParams,
        body: LinkRepository,
        response: { 200: ImportAnswer, ...problems(400, 401, 403, 404, 409, 422, 429, 502, 503) },
      },
    },
    async ({ actor, params, body }) => importView(await linkRepository(app, actor, params.projectId, body)),
  );

  app.patch(
    '/projects/:projectId/repository',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'changeRepository',
        summary: 'Choose where a change is decided: by merging it, or in Aurora',
        params: ProjectParams,
        body: ChangeRepoLink,
        response: { 200: RepoLinkView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params, body }) => repoLinkView(await changeRepository(app, actor, params.projectId, body)),
  );

  app.delete(
    '/projects/:projectId/repository',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'unlinkRepository',
        summary: 'Keep the files in Aurora alone; revisions and pull requests stay',
        params: ProjectParams,
        response: { 204: z.undefined().describe('Unlinked'), ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await unlinkRepository(app, actor, params.projectId);
      return reply.code(204).send();
    },
  );

  app.post(
    '/projects/:projectId/repository/import',
    {
      preHandler: app.require('operator'),
      config: workLimit(60),
      schema: {
        tags,
        operationId: 'importRepository',
        summary: "Make what is at the end of the branch the project's newest revision",
        params: ProjectParams,
        response: { 200: ImportAnswer, ...problems(400, 401, 403, 404, 409, 422, 429, 502, 503) },
      },
    },
    async ({ actor, params }) => importView(await importAgain(app, actor, params.projectId)),
  );
};
