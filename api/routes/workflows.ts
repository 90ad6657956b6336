/** One trigger for each workflow that a script may start. They do what the routes of the resources do, no more. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { workflowIds } from '../../workflows/messages.ts';
import { syncBillingAccount } from '../actions/billing.ts';
import { postMessage } from '../actions/post-message.ts';
import { startRun } from '../actions/start-run.ts';
import { startSyncOf } from '../actions/syncs.ts';
import { problems } from '../answers.ts';
import { BillingSyncStarted } from '../views/billing.ts';
import {
  ChatSessionStarted,
  ProvisioningRunStarted,
  ResourceSyncStarted,
  TriggerBillingSync,
  TriggerChatSession,
  TriggerProvisioningRun,
  TriggerResourceSync,
} from '../views/workflows.ts';

export const workflowRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/workflows/chat-session',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['workflows'],
        operationId: 'triggerChatSession',
        body: TriggerChatSession,
        response: { 202: ChatSessionStarted, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      const { sessionId } = body;
      const message = await postMessage(app, actor, sessionId, { ...body.message, delivery: 'queue' });
      const workflowId = workflowIds.chatSession(sessionId);
      return reply
        .code(202)
        .send({ workflowId, temporalUrl: app.temporal.uiUrl(workflowId), sessionId, messageId: message.id });
    },
  );

  app.post(
    '/workflows/provisioning-run',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['workflows'],
        operationId: 'triggerProvisioningRun',
        body: TriggerProvisioningRun,
        response: { 202: ProvisioningRunStarted, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      const { projectId, ...given } = body;
      const { run } = await startRun(app, actor, projectId, given);
      const workflowId = workflowIds.provisioningRun(run.id);
      return reply.code(202).send({ workflowId, temporalUrl: app.temporal.uiUrl(workflowId), runId: run.id });
    },
  );

  app.post(
    '/workflows/resource-sync',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['workflows'],
        operationId: 'triggerResourceSync',
        summary: 'Answers with the sync that runs, where one runs already',
        body: TriggerResourceSync,
        response: { 202: ResourceSyncStarted, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      const { run } = await startSyncOf(app, actor, body.connectionId, body.id);
      const workflowId = workflowIds.resourceSync(body.connectionId);
      return reply.code(202).send({ workflowId, temporalUrl: app.temporal.uiUrl(workflowId), syncRunId: run.id });
    },
  );

  app.post(
    '/workflows/billing-sync',
    {
      preHandler: app.require('operator'),
      schema: {
        tags: ['workflows'],
        operationId: 'triggerBillingSync',
        body: TriggerBillingSync,
        response: { 202: BillingSyncStarted, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, body: { billingAccountId, id } }, reply) => {
      const syncId = await syncBillingAccount(app, actor, billingAccountId, id);
      const workflowId = workflowIds.billingSync(billingAccountId);
      return reply.code(202).send({ workflowId, temporalUrl: app.temporal.uiUrl(workflowId), syncId });
    },
  );
};
