import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { inOrg } from '../../db/client.ts';
import { rulesOfPerson, slackAccountOf } from '../../db/notice-rules.ts';
import { changeNoticeRule, createOwnRule, ofOneself, removeNoticeRule } from '../actions/notice-rules.ts';
import { scopeOf } from '../actions/scope.ts';
import { problems } from '../answers.ts';
import { personalRuleView } from '../present/notices.ts';
import { ChangeNoticeRule, CreatePersonalRule, PersonalRulesView, PersonalRuleView } from '../views/notices.ts';
import { NoticeRuleParams } from '../views/params.ts';

const tags = ['notices'];

export const myNoticeRuleRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/me/notice-rules',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'listMyNoticeRules',
        summary: 'What I am told of myself, and by which ways I can be reached',
        response: { 200: PersonalRulesView, ...problems(401, 429, 503) },
      },
    },
    async ({ actor }) => {
      const { rules, slack } = await inOrg(app.db, scopeOf(actor), async (tx) => ({
        rules: await rulesOfPerson(tx, actor.userId),
        slack: await slackAccountOf(tx, actor.userId),
      }));
      const ways = [mailWay(actor.email, app.settings.SMTP_URL !== undefined), slackWay(slack?.name)];
      return { items: rules.map(personalRuleView), ways };
    },
  );

  app.post(
    '/me/notice-rules',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'createMyNoticeRule',
        body: CreatePersonalRule,
        response: { 201: PersonalRuleView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, body }, reply) => reply.code(201).send(personalRuleView(await createOwnRule(app, actor, body))),
  );

  app.patch(
    '/me/notice-rules/:noticeRuleId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'changeMyNoticeRule',
        params: NoticeRuleParams,
        body: ChangeNoticeRule,
        response: { 200: PersonalRuleView, ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params, body }) =>
      personalRuleView(await changeNoticeRule(app, actor, ofOneself(actor), params.noticeRuleId, body)),
  );

  app.delete(
    '/me/notice-rules/:noticeRuleId',
    {
      preHandler: app.require('viewer'),
      schema: {
        tags,
        operationId: 'deleteMyNoticeRule',
        params: NoticeRuleParams,
        response: { 204: z.undefined().describe('It is gone'), ...problems(400, 401, 404, 429, 503) },
      },
    },
    async ({ actor, params }, reply) => {
      await removeNoticeRule(app, actor, ofOneself(actor), params.noticeRuleId);
      return reply.code(204).send();
    },
  );
};

const mailWay = (email: string, configured: boolean) => ({
  way: 'email' as const,
  available: configured,
  text: configured ? `Mail goes to ${email}.` : 'This Aurora sends no mail yet. Whoever runs it can set SMTP_URL.',
});

const slackWay = (name: string | undefined) => ({
  way: 'slack' as const,
  available: name !== undefined,
  text:
    name === undefined
      ? 'Your Slack account is not linked. Link it in your settings.'
      : `A direct message goes to ${name}.`,
});
