/** Where people are told outside the pages, by which rules, and what became of each sending. */
import { z } from 'zod';
import {
  channelKinds,
  deliveryStates,
  noticeKinds,
  noticeLevels,
  personalWays,
  ruleKinds,
} from '../../db/model/notices.ts';
import { Id, Name, PageQuery, Person, Time } from './common.ts';

const Kinds = z
  .array(z.enum(ruleKinds))
  .max(ruleKinds.length)
  .transform((kinds) => [...new Set(kinds)]);

const ruleFields = {
  kinds: Kinds,
  projectId: Id.nullable().describe('null: of all projects, and what belongs to none'),
  enabled: z.boolean(),
};

export const NoticeRuleView = z
  .object({
    id: Id,
    kinds: z.array(z.enum(noticeKinds)),
    projectId: Id.nullable(),
    enabled: z.boolean(),
    createdAt: Time,
  })
  .meta({ id: 'NoticeRule' });

export const CreateChannelRule = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  kinds: ruleFields.kinds,
  projectId: ruleFields.projectId.default(null),
  enabled: ruleFields.enabled.default(true),
});
export const ChangeNoticeRule = z.object(ruleFields).partial();

export const PersonalRuleView = NoticeRuleView.extend({ way: z.enum(personalWays) }).meta({ id: 'PersonalNoticeRule' });
export const CreatePersonalRule = CreateChannelRule.extend({ way: z.enum(personalWays) });

export const PersonalRulesView = z
  .object({
    items: z.array(PersonalRuleView),
    ways: z.array(
      z.object({
        way: z.enum(personalWays),
        available: z.boolean(),
        text: z.string().describe('where it goes, or why it cannot and what to do'),
      }),
    ),
  })
  .meta({ id: 'PersonalNoticeRules' });

const Address = z.email().max(254);
const settings = {
  email: z.strictObject({ addresses: z.array(Address).min(1).max(50) }),
  webhook: z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2_000) }),
  slack: z.strictObject({
    integrationId: Id,
    slackChannel: z
      .string()
      .regex(/^[CGD][A-Z0-9]{2,20}$/)
      .describe("the conversation's id, as Slack shows it in its details"),
  }),
};

const common = {
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  name: Name,
  kinds: Kinds.optional().describe('a first rule, for all projects'),
};

export const CreateChannel = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('email'), settings: settings.email }),
  z.object({ ...common, kind: z.literal('webhook'), settings: settings.webhook }),
  z.object({ ...common, kind: z.literal('slack'), settings: settings.slack }),
]);

export const ChangeChannel = z
  .object({
    name: Name,
    enabled: z.boolean(),
    settings: z.union([settings.email, settings.webhook, settings.slack]).describe('of its own kind'),
  })
  .partial();

export const ChannelView = z
  .object({
    id: Id,
    kind: z.enum(channelKinds),
    name: z.string(),
    settings: z.object({
      addresses: z.array(z.string()).optional(),
      url: z.string().optional().describe('whole for admins; others see its host only, because it may hold a key'),
      integrationId: Id.optional(),
      slackChannel: z.string().optional(),
    }),
    enabled: z.boolean(),
    trouble: z.string().nullable().describe('why the last sending failed'),
    dead: z.number().int().describe('deliveries that were given up'),
    rules: z.array(NoticeRuleView),
    createdAt: Time,
  })
  .meta({ id: 'NoticeChannel' });

const signingSecret = z
  .string()
  .nullable()
  .describe('of a webhook: `whsec_…`, to check signatures with (https://www.standardwebhooks.com). Shown this once');

export const ChannelCreated = z.object({ channel: ChannelView, signingSecret }).meta({ id: 'NoticeChannelCreated' });

export const SecretRotated = z
  .object({ signingSecret: z.string(), previousUntil: Time.describe('until then each notice is signed with both') })
  .meta({ id: 'SigningSecretRotated' });

export const TestSent = z.object({ deliveryId: Id }).meta({ id: 'TestNotice' });

const DeliveryCounts = z.object(
  Object.fromEntries(deliveryStates.map((state) => [state, z.number().int().optional()])) as Record<
    (typeof deliveryStates)[number],
    z.ZodOptional<z.ZodNumber>
  >,
);

export const NoticeView = z
  .object({
    id: Id,
    kind: z.enum(noticeKinds),
    level: z.enum(noticeLevels),
    text: z.string(),
    href: z.string().nullable().describe('the page to act on, such as /runs/{id}'),
    subject: z.record(z.string(), z.string()).describe('ids of what it is about, such as projectId and runId'),
    createdAt: Time,
    routedAt: Time.nullable().describe('when it was decided where it goes'),
    deliveries: DeliveryCounts.describe('how many of its deliveries are in which state'),
  })
  .meta({ id: 'NoticeItem' });

export const NoticeQuery = PageQuery.extend({ kind: z.enum(noticeKinds).optional(), projectId: Id.optional() });

export const DeliveryView = z
  .object({
    id: Id,
    notice: z.object({
      id: Id,
      kind: z.enum(noticeKinds),
      level: z.enum(noticeLevels),
      text: z.string(),
      href: z.string().nullable(),
    }),
    kind: z.enum(channelKinds),
    channel: z.object({ id: Id, name: z.string() }).nullable(),
    person: Person.nullable(),
    state: z.enum(deliveryStates),
    attempts: z.number().int(),
    reason: z.string().nullable().describe('what the last attempt met'),
    receipt: z.string().nullable().describe("what the other side calls it, such as a mail's Message-ID"),
    createdAt: Time,
    lastAttemptAt: Time.nullable(),
    nextAttemptAt: Time.nullable(),
    sentAt: Time.nullable(),
  })
  .meta({ id: 'Delivery' });

export const DeliveryQuery = PageQuery.extend({
  state: z.enum(deliveryStates).optional(),
  channelId: Id.optional(),
  noticeId: Id.optional(),
});
