import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { findBillingAccount, listBillingAccounts, listBillingSyncs } from '../../db/billing-accounts.ts';
import { freshnessOf, listImports } from '../../db/billing-imports.ts';
import { inOrg } from '../../db/client.ts';
import { workflowIds } from '../../workflows/messages.ts';
import {
  archiveBillingAccount,
  changeBillingAccount,
  createBillingAccount,
  syncBillingAccount,
  uploadCosts,
} from '../actions/billing.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { billingAccountView, billingImportView, billingSyncView } from '../present/billing.ts';
import {
  BillingAccountParams,
  BillingAccountView,
  BillingImportView,
  BillingSyncStarted,
  BillingSyncView,
  ChangeBillingAccount,
  CreateBillingAccount,
  StartBillingSync,
  UploadQuery,
} from '../views/billing.ts';
import { Id, PageQuery, page } from '../views/common.ts';

const tags = ['costs'];
const fileTypes = [
  'text/csv',
  'application/gzip',
  'application/x-gzip',
  'application/vnd.apache.parquet',
  'application/octet-stream',
];

export const billingRoutes: FastifyPluginAsyncZod = async (app) => {
  // A file is never held in memory: the handler streams it on.
  app.addContentTypeParser(fileTypes, (_request, payload, done) => done(null, payload));

  app.get(
    '/billing-accounts',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listBillingAccounts',
        summary: 'Where costs come from, and how fresh they are',
        response: { 200: z.object({ items: z.array(BillingAccountView) }), ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => {
        const rows = await listBillingAccounts(tx);
        const ids = rows.map(({ id }) => id);
        const freshness = await freshnessOf(tx, ids);
        return { items: rows.map((row) => billingAccountView(row, freshness.get(row.id))) };
      }),
  );

  app.post(
    '/billing-accounts',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'createBillingAccount',
        body: CreateBillingAccount,
        response: { 201: BillingAccountView, ...problems(400, 401, 403, 404, 409, 422, 429, 503) },
      },
    },
    async ({ actor, body }, reply) =>
      reply.code(201).send(billingAccountView(await createBillingAccount(app, actor, body), undefined)),
  );

  app.get(
    '/billing-accounts/:billingAccountId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getBillingAccount',
        params: BillingAccountParams,
        response: { 200: BillingAccountView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params: { billingAccountId: id } }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => {
        const account = await findBillingAccount(tx, id);
        return billingAccountView(account, (await freshnessOf(tx, [id])).get(id));
      }),
  );

  app.patch(
    '/billing-accounts/:billingAccountId',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'changeBillingAccount',
        params: BillingAccountParams,
        body: ChangeBillingAccount,
        response: { 200: BillingAccountView, ...problems(400, 401, 403, 404, 409, 422, 429, 503) },
      },
    },
    async ({ actor, params, body }) =>
      billingAccountView(await changeBillingAccount(app, actor, params.billingAccountId, body), undefined),
  );

  app.delete(
    '/billing-accounts/:billingAccountId',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'archiveBillingAccount',
        summary: 'Costs that came stay; no others come, and its credentials are removed',
        params: BillingAccountParams,
        response: { 204: z.undefined().describe('Archived'), ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await archiveBillingAccount(app, actor, params.billingAccountId);
      return reply.code(204).send();
    },
  );

  app.get(
    '/billing-accounts/:billingAccountId/loads',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listBillingLoads',
        summary: 'What came and what became of it, newest first, with each billing period',
        params: BillingAccountParams,
        querystring: PageQuery,
        response: { 200: page(BillingImportView), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params: { billingAccountId: id }, query }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => {
        await findBillingAccount(tx, id);
        const { rows, nextCursor } = await listImports(tx, id, query);
        return { items: rows.map(billingImportView), nextCursor };
      }),
  );

  app.get(
    '/billing-accounts/:billingAccountId/syncs',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listBillingSyncs',
        params: BillingAccountParams,
        querystring: PageQuery,
        response: { 200: page(BillingSyncView), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params: { billingAccountId: id }, query }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => {
        await findBillingAccount(tx, id);
        const { rows, nextCursor } = await listBillingSyncs(tx, id, query);
        return { items: rows.map(billingSyncView), nextCursor };
      }),
  );

  app.post(
    '/billing-accounts/:billingAccountId/sync',
    {
      preHandler: app.require('operator'),
      config: workLimit(60),
      schema: {
        tags,
        operationId: 'syncBillingAccount',
        params: BillingAccountParams,
        body: StartBillingSync.optional(),
        response: { 202: BillingSyncStarted, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params: { billingAccountId }, body }, reply) => {
      const syncId = await syncBillingAccount(app, actor, billingAccountId, body?.id);
      const workflowId = workflowIds.billingSync(billingAccountId);
      return reply.code(202).send({ workflowId, temporalUrl: app.temporal.uiUrl(workflowId), syncId });
    },
  );

  app.post(
    '/billing-accounts/:billingAccountId/uploads',
    {
      preHandler: app.require('admin'),
      config: workLimit(60),
      // Of what is read into memory; the stream has a limit of its own (BILLING_UPLOAD_MAX_MB).
      bodyLimit: Number.MAX_SAFE_INTEGER,
      schema: {
        tags,
        operationId: 'uploadBillingFile',
        summary: 'A FOCUS or CUR 2.0 file (CSV, CSV.gz, Parquet) as the raw body; replaces the periods it holds',
        params: BillingAccountParams,
        querystring: UploadQuery,
        response: {
          202: z.object({ importId: Id, isNew: z.boolean().describe('false: these bytes are there already') }),
          ...problems(400, 401, 403, 404, 409, 413, 429, 503),
        },
      },
    },
    async ({ actor, params, query, body }, reply) =>
      reply.code(202).send(await uploadCosts(app, actor, params.billingAccountId, query, body)),
  );
};
