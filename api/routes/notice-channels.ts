import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg, type Tx } from '../../db/client.ts';
import type { Role } from '../../db/model/states.ts';
import { findChannel, listChannels, type NoticeChannel } from '../../db/notice-channels.ts';
import { rulesOfChannels } from '../../db/notice-rules.ts';
import { deadOf } from '../../db/notice-views.ts';
import { changeNoticeRule, createChannelRule, ofChannels, removeNoticeRule } from '../actions/notice-rules.ts';
import { archiveChannel, changeChannel, createChannel, rotateSecret, testChannel } from '../actions/notices.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { workLimit } from '../plugins/rate-limit.ts';
import { channelView, ruleView } from '../present/notices.ts';
import {
  ChangeChannel,
  ChangeNoticeRule,
  ChannelCreated,
  ChannelView,
  CreateChannel,
  CreateChannelRule,
  NoticeRuleView,
  SecretRotated,
  TestSent,
} from '../views/notices.ts';
import { ChannelParams, NoticeRuleParams } from '../views/params.ts';

const tags = ['notices'];

export const noticeChannelRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/notice-channels',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listNoticeChannels',
        summary: 'Where the organisation is told, and by which rules',
        response: { 200: z.object({ items: z.array(ChannelView) }), ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => ({ items: await views(tx, await listChannels(tx), actor.role) })),
  );

  app.post(
    '/notice-channels',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'createNoticeChannel',
        summary: 'The secret that signs a webhook is made here and shown once',
        body: CreateChannel,
        response: { 201: ChannelCreated, ...problems(400, 401, 403, 404, 409, 422, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => {
      const { channel, signingSecret } = await createChannel(app, actor, body);
      const view = await inOrg(app.db, scopeOf(actor), (tx) => viewOf(tx, channel, actor.role));
      return reply.code(201).send({ channel: view, signingSecret });
    },
  );

  app.get(
    '/notice-channels/:channelId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'getNoticeChannel',
        params: ChannelParams,
        response: { 200: ChannelView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }) =>
      inOrg(app.db, scopeOf(actor), async (tx) => viewOf(tx, await findChannel(tx, params.channelId), actor.role)),
  );

  app.patch(
    '/notice-channels/:channelId',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'changeNoticeChannel',
        summary: 'Enabling it again, or giving it another address, takes back what troubled it',
        params: ChannelParams,
        body: ChangeChannel,
        response: { 200: ChannelView, ...problems(400, 401, 403, 404, 409, 422, 429, 503) },
      },
    },
    async ({ actor, params, body }) => {
      const channel = await changeChannel(app, actor, params.channelId, body);
      return inOrg(app.db, scopeOf(actor), (tx) => viewOf(tx, channel, actor.role));
    },
  );

  app.delete(
    '/notice-channels/:channelId',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'archiveNoticeChannel',
        summary: 'What was sent stays in the list; its secret is removed',
        params: ChannelParams,
        response: { 204: z.undefined().describe('Archived'), ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await archiveChannel(app, actor, params.channelId);
      return reply.code(204).send();
    },
  );

  app.post(
    '/notice-channels/:channelId/test',
    {
      preHandler: app.require('admin'),
      config: workLimit(20),
      schema: {
        tags,
        operationId: 'testNoticeChannel',
        summary: 'Send a test to exactly this channel; its delivery says what became of it',
        params: ChannelParams,
        response: { 202: TestSent, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) =>
      reply.code(202).send({ deliveryId: await testChannel(app, actor, params.channelId) }),
  );

  app.post(
    '/notice-channels/:channelId/rotate-secret',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'rotateSigningSecret',
        summary: 'A new key to sign a webhook with, shown once. For a day both are used',
        params: ChannelParams,
        response: { 200: SecretRotated, ...problems(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async ({ actor, params }) => rotateSecret(app, actor, params.channelId),
  );

  app.post(
    '/notice-channels/:channelId/rules',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'createChannelRule',
        params: ChannelParams,
        body: CreateChannelRule,
        response: { 201: NoticeRuleView, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }, reply) =>
      reply.code(201).send(ruleView(await createChannelRule(app, actor, params.channelId, body))),
  );

  app.patch(
    '/notice-rules/:noticeRuleId',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'changeChannelRule',
        params: NoticeRuleParams,
        body: ChangeNoticeRule,
        response: { 200: NoticeRuleView, ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }) =>
      ruleView(await changeNoticeRule(app, actor, ofChannels, params.noticeRuleId, body)),
  );

  app.delete(
    '/notice-rules/:noticeRuleId',
    {
      preHandler: app.require('admin'),
      schema: {
        tags,
        operationId: 'deleteChannelRule',
        params: NoticeRuleParams,
        response: { 204: z.undefined().describe('It is gone'), ...problems(400, 401, 403, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await removeNoticeRule(app, actor, ofChannels, params.noticeRuleId);
      return reply.code(204).send();
    },
  );
};

async function views(tx: Tx, channels: NoticeChannel[], role: Role) {
  const ids = channels.map(({ id }) => id);
  const rules = await rulesOfChannels(tx, ids);
  const dead = await deadOf(tx, ids);
  return channels.map((channel) => channelView(channel, { rules, dead: dead.get(channel.id) ?? 0, role }));
}

async function viewOf(tx: Tx, channel: NoticeChannel, role: Role) {
  const [view] = await views(tx, [channel], role);
  return view as z.output<typeof ChannelView>;
}
