import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { inOrg } from '../../db/client.ts';
import { findNotice, listDeliveries, listNotices, readDelivery } from '../../db/notice-views.ts';
import { sendAgain } from '../actions/notices.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { deliveryView, noticeView } from '../present/notices.ts';
import { page } from '../views/common.ts';
import { DeliveryQuery, DeliveryView, NoticeQuery, NoticeView } from '../views/notices.ts';
import { DeliveryParams, NoticeParams } from '../views/params.ts';

const tags = ['notices'];

export const noticeRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/notices',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listNotices',
        summary: 'What people were told of, newest first',
        querystring: NoticeQuery,
        response: { 200: page(NoticeView), ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), (tx) => listNotices(tx, query, query));
      return { items: rows.map(noticeView), nextCursor };
    },
  );

  app.get(
    '/notices/:noticeId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getNotice',
        params: NoticeParams,
        response: { 200: NoticeView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) =>
      noticeView(await inOrg(app.db, scopeOf(actor), (tx) => findNotice(tx, params.noticeId))),
  );

  app.get(
    '/deliveries',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listDeliveries',
        summary: 'What was sent where and what became of it, newest first; state=dead are the dead letters',
        querystring: DeliveryQuery,
        response: { 200: page(DeliveryView), ...problems(400, 401, 429, 503) },
      },
    },
    async ({ actor, query }) => {
      const { rows, nextCursor } = await inOrg(app.db, scopeOf(actor), (tx) => listDeliveries(tx, query, query));
      return { items: rows.map(deliveryView), nextCursor };
    },
  );

  app.get(
    '/deliveries/:deliveryId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getDelivery',
        params: DeliveryParams,
        response: { 200: DeliveryView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) =>
      deliveryView(await inOrg(app.db, scopeOf(actor), (tx) => readDelivery(tx, params.deliveryId))),
  );

  app.post(
    '/deliveries/:deliveryId/resend',
    {
      preHandler: app.require('admin'),
      config: workLimit(120),
      schema: {
        tags,
        operationId: 'resendDelivery',
        summary: 'Try one that was given up for another day',
        params: DeliveryParams,
        response: { 202: DeliveryView, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params: { deliveryId } }, reply) => {
      await sendAgain(app, actor, deliveryId);
      const row = await inOrg(app.db, scopeOf(actor), (tx) => readDelivery(tx, deliveryId));
      return reply.code(202).send(deliveryView(row));
    },
  );
};
