/** What people are told outside the pages, where it goes, and what became of each sending. */
import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import {
  type ChannelSettings,
  channelKinds,
  deliveryStates,
  type NoticeKind,
  type NoticeSubject,
  noticeKinds,
  noticeLevels,
  personalWays,
} from '../model/notices.ts';
import { at, createdAt, idColumn } from './columns.ts';
import { orgId } from './owned.ts';
import { users } from './people.ts';
import { projects } from './projects.ts';

/** Made in the transaction of what it tells of; the key makes a repeat nothing. */
export const notices = pgTable(
  'notices',
  {
    id: idColumn(),
    orgId: orgId(),
    key: text().notNull(),
    kind: text({ enum: noticeKinds }).notNull(),
    level: text({ enum: noticeLevels }).notNull(),
    /** One or two sentences for people. No secret, and nothing that only some of the organisation may see. */
    text: text().notNull(),
    /** The page to act on, such as `/runs/{id}`. */
    href: text(),
    subject: jsonb().$type<NoticeSubject>().notNull(),
    createdAt: createdAt(),
    /** When its deliveries were decided. Null: nobody has taken it up yet. */
    routedAt: at(),
  },
  (table) => [
    uniqueIndex('notices_once').on(table.orgId, table.key),
    index().on(table.orgId, table.createdAt),
    index('notices_to_route').on(table.createdAt).where(sql`routed_at is null`),
  ],
);

/** A place that an organisation sends to. */
export const noticeChannels = pgTable(
  'notice_channels',
  {
    id: idColumn(),
    orgId: orgId(),
    kind: text({ enum: channelKinds }).notNull(),
    name: text().notNull(),
    settings: jsonb().$type<ChannelSettings>().notNull(),
    /** Vault: the key that signs a webhook. */
    secretRef: text(),
    enabled: boolean().notNull().default(true),
    /** Why the last sending failed, in words; null when it did not. */
    trouble: text(),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    archivedAt: at(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.name).where(sql`archived_at is null`)],
);

/** Which notices go where. Of a channel, or of one person (`user_id` and `way`), never both. */
export const noticeRules = pgTable(
  'notice_rules',
  {
    id: idColumn(),
    orgId: orgId(),
    channelId: uuid().references(() => noticeChannels.id),
    userId: uuid().references(() => users.id),
    way: text({ enum: personalWays }),
    kinds: text().array().$type<NoticeKind[]>().notNull(),
    /** Null: of all projects, and of what has none. */
    projectId: uuid().references(() => projects.id),
    enabled: boolean().notNull().default(true),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
  },
  (table) => [index().on(table.orgId)],
);

/** One notice to one place: one chain of attempts, whatever dies meanwhile. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: idColumn(),
    orgId: orgId(),
    noticeId: uuid()
      .notNull()
      .references(() => notices.id),
    /** `channel:{id}`, `person:{user id}:{way}`, or `invitation:{id}`. */
    target: text().notNull(),
    channelId: uuid().references(() => noticeChannels.id),
    userId: uuid().references(() => users.id),
    kind: text({ enum: channelKinds }).notNull(),
    state: text({ enum: deliveryStates }).notNull().default('waiting'),
    attempts: integer().notNull().default(0),
    /** Words for people: what the last attempt met. Never a body, a token or an address with a key in it. */
    reason: text(),
    /** What the other side calls it: a Slack message's `channel:ts`, a mail's Message-ID. */
    receipt: text(),
    createdAt: createdAt(),
    lastAttemptAt: at(),
    /** After a failure: when the next attempt is due. */
    nextAttemptAt: at(),
    sentAt: at(),
  },
  (table) => [
    uniqueIndex('deliveries_once').on(table.noticeId, table.target),
    index().on(table.orgId, table.createdAt),
    index('deliveries_dead').on(table.orgId).where(sql`state = 'dead'`),
    // Who is before whom at one place, and what has to go on.
    index('deliveries_in_line').on(table.orgId, table.target, table.id).where(sql`state in ('waiting', 'sending')`),
  ],
);
