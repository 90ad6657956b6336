import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { projectObjects } from '../../db/kubernetes.ts';
import { requireProject } from '../../db/projects.ts';
import { connectCluster } from '../actions/connections/cluster.ts';
import { readPolicy, writePolicy } from '../actions/manifest-policy.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { connectionView } from '../present/projects.ts';
import { time } from '../present/times.ts';
import { AppliedObjectView, ConnectCluster, ManifestPolicyView } from '../views/kubernetes.ts';
import { ConnectionParams, ProjectParams } from '../views/params.ts';
import { ConnectionView } from '../views/projects.ts';

export const kubernetesRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/connections/kubernetes',
    {
      preHandler: app.require('admin', { sessionOnly: true }),
      schema: {
        tags: ['projects'],
        operationId: 'connectCluster',
        summary: 'Connect a Kubernetes cluster to a project',
        body: ConnectCluster,
        response: { 201: ConnectionView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => reply.code(201).send(connectionView(await connectCluster(app, actor, body))),
  );

  app.get(
    '/connections/:connectionId/manifest-policy',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['projects'],
        operationId: 'getManifestPolicy',
        summary: 'What proposals may do in this cluster beyond the ordinary',
        params: ConnectionParams,
        response: { 200: ManifestPolicyView, ...problems(400, 401, 404, 409, 429, 503) },
      },
    },
    ({ actor, params }) => readPolicy(app, actor, params.connectionId),
  );

  app.put(
    '/connections/:connectionId/manifest-policy',
    {
      preHandler: app.require('admin'),
      schema: {
        tags: ['projects'],
        operationId: 'setManifestPolicy',
        params: ConnectionParams,
        body: ManifestPolicyView,
        response: { 200: ManifestPolicyView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    ({ actor, params, body }) => writePolicy(app, actor, params.connectionId, body),
  );

  app.get(
    '/projects/:projectId/kubernetes-objects',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags: ['projects'],
        operationId: 'listKubernetesObjects',
        summary: 'What runs of this project applied to its cluster and have not taken away since',
        params: ProjectParams,
        response: { 200: z.object({ items: z.array(AppliedObjectView) }), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) => {
      const rows = await inOrg(app.db, scopeOf(actor), async (tx) => {
        await requireProject(tx, params.projectId);
        return projectObjects(tx, params.projectId);
      });
      return { items: rows.map(({ appliedAt, ...row }) => ({ ...row, appliedAt: time(appliedAt) })) };
    },
  );
};
