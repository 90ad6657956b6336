/** GitHub and Slack: how they are reached, who people are there, and what came from them. */
import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import {
  applyOnChoices,
  type IntegrationSettings,
  identityProviders,
  integrationKinds,
  integrationStates,
  pullRequestStates,
} from '../model/integrations.ts';
import { chatSessions } from './chat.ts';
import { at, createdAt, idColumn } from './columns.ts';
import { orgId } from './owned.ts';
import { users } from './people.ts';
import { projects, revisions } from './projects.ts';
import { runs } from './runs.ts';

const integrationId = () =>
  uuid()
    .notNull()
    .references(() => integrations.id);

export const integrations = pgTable(
  'integrations',
  {
    id: idColumn(),
    orgId: orgId(),
    kind: text({ enum: integrationKinds }).notNull(),
    name: text().notNull(),
    settings: jsonb().$type<IntegrationSettings>().notNull(),
    /** Vault: `token` or `privateKey`, and `webhookSecret` (GitHub) or `botToken`, `signingSecret` (Slack). */
    secretRef: text().notNull(),
    state: text({ enum: integrationStates }).notNull().default('unverified'),
    /** Words for people while it is broken. */
    reason: text(),
    verifiedAt: at(),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    archivedAt: at(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.name).where(sql`archived_at is null`)],
);

/** A member's account elsewhere. One account is one member of an organisation. */
export const identityLinks = pgTable(
  'identity_links',
  {
    id: idColumn(),
    orgId: orgId(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    integrationId: integrationId(),
    provider: text({ enum: identityProviders }).notNull(),
    externalId: text().notNull(),
    externalName: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('identity_links_once').on(table.integrationId, table.externalId),
    uniqueIndex('identity_links_of_person').on(table.integrationId, table.userId),
  ],
);

/** A member who shows this code elsewhere is that account: made in Aurora, used once, within minutes. */
export const linkCodes = pgTable(
  'link_codes',
  {
    id: idColumn(),
    orgId: orgId(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    integrationId: integrationId(),
    codeHash: text().notNull(),
    expiresAt: at().notNull(),
    usedAt: at(),
  },
  (table) => [uniqueIndex().on(table.codeHash)],
);

/** What came in by webhook, once each: the sender's delivery id makes a repeat nothing. Kept for 30 days. */
export const inboundHooks = pgTable(
  'inbound_hooks',
  {
    orgId: orgId(),
    integrationId: integrationId(),
    deliveryId: text().notNull(),
    event: text().notNull(),
    /** Reduced to what is acted on: ids, names of branches, digests. */
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    receivedAt: createdAt(),
    handledAt: at(),
    /** Words for people: what was done, or why nothing was. */
    outcome: text(),
  },
  (table) => [
    primaryKey({ columns: [table.integrationId, table.deliveryId] }),
    index('inbound_hooks_to_handle').on(table.receivedAt).where(sql`handled_at is null`),
  ],
);

/** A project's files live in a folder of a repository. */
export const repoLinks = pgTable('repo_links', {
  projectId: uuid()
    .primaryKey()
    .references(() => projects.id),
  orgId: orgId(),
  integrationId: integrationId(),
  /** `owner/name` */
  repository: text().notNull(),
  branch: text().notNull(),
  /** Without slashes at its ends; '' for the root. */
  folder: text().notNull(),
  applyOn: text({ enum: applyOnChoices }).notNull(),
  /** The commit of `branch` that the newest imported revision is of. */
  importedSha: text(),
  /** Words for people while what is on the branch could not be imported. */
  reason: text(),
  createdBy: uuid().references(() => users.id),
  createdAt: createdAt(),
});

export const pullRequests = pgTable(
  'pull_requests',
  {
    id: idColumn(),
    orgId: orgId(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    integrationId: integrationId(),
    repository: text().notNull(),
    branch: text().notNull(),
    /** Null until the other side has given it one. */
    number: integer(),
    url: text(),
    title: text().notNull(),
    state: text({ enum: pullRequestStates }).notNull().default('opening'),
    /** Words for people: why it failed, or what became of its merge. */
    reason: text(),
    /** Who opened it over there, by their name there; null where Aurora did. */
    author: text(),
    headSha: text(),
    mergedSha: text(),
    /** What is in it, and the run that plans it and applies it. */
    revisionId: uuid().references(() => revisions.id),
    runId: uuid().references(() => runs.id),
    /** The plan that its check showed last: a merge can stand for no other. */
    shownPlanSha256: text(),
    /** The conversation that it came from; null when it was opened over there. */
    sessionId: uuid().references(() => chatSessions.id),
    /** Ids over there of what Aurora keeps up to date. */
    commentId: bigint({ mode: 'number' }),
    checkId: bigint({ mode: 'number' }),
    openedBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    // A repository may hold the folders of several projects: each has its own part of the same pull request.
    uniqueIndex('pull_requests_once').on(table.projectId, table.integrationId, table.repository, table.number),
    index().on(table.projectId, table.createdAt),
    index().on(table.runId),
  ],
);

/** A thread over there that is a conversation here. */
export const chatThreads = pgTable(
  'chat_threads',
  {
    orgId: orgId(),
    integrationId: integrationId(),
    /** `channel:thread_ts` */
    thread: text().notNull(),
    sessionId: uuid()
      .notNull()
      .references(() => chatSessions.id),
    /** The last event of the session's stream that was told over there. */
    toldSeq: bigint({ mode: 'number' }).notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.integrationId, table.thread] }), index().on(table.sessionId)],
);
