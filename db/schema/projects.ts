import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import {
  type ConnectionSettings,
  checkStates,
  checkStepNames,
  checkStepStates,
  checkTriggers,
  connectionProviders,
  connectionStates,
  credentialKinds,
} from '../model/connections.ts';
import { projectAccess, roles } from '../model/states.ts';
import { at, createdAt, idColumn } from './columns.ts';
import { orgId } from './owned.ts';
import { users } from './people.ts';

/** A cloud account that an organisation is connected to. Credentials are in Vault; here is only where. */
export const connections = pgTable(
  'connections',
  {
    id: idColumn(),
    orgId: orgId(),
    provider: text({ enum: connectionProviders }).notNull(),
    name: text().notNull(),
    /** As the provider names it; empty until the first check asked who the credentials are. */
    accountId: text().notNull(),
    region: text().notNull(),
    /** What the secret is. */
    credential: text({ enum: credentialKinds }).notNull(),
    /** What is no secret: role ARNs, tenant and client ids, hosts. */
    settings: jsonb().$type<ConnectionSettings>().notNull().default({}),
    state: text({ enum: connectionStates }).notNull().default('unverified'),
    /** What is wrong and what to do, where `state` says that something is. */
    stateReason: text(),
    verifiedAt: at(),
    /** Version of the secret in Vault that the newest check looked at. */
    secretVersion: integer(),
    /** Disconnected: its secret is gone, its rows stay for what they tell. */
    archivedAt: at(),
    /** Set for the emulated account only: where its API answers. */
    sandboxEndpoint: text(),
    secretRef: text().notNull(),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.name).where(sql`archived_at is null`)],
);

/** One look at whether a connection works. Its steps are written down one by one, so that people see how far it got. */
export const connectionChecks = pgTable(
  'connection_checks',
  {
    id: idColumn(),
    orgId: orgId(),
    connectionId: uuid()
      .notNull()
      .references(() => connections.id),
    trigger: text({ enum: checkTriggers }).notNull(),
    requestedBy: uuid().references(() => users.id),
    state: text({ enum: checkStates }).notNull().default('waiting'),
    reason: text(),
    createdAt: createdAt(),
    /** Taken up by the workflow. */
    startedAt: at(),
    endedAt: at(),
  },
  (table) => [index().on(table.connectionId, table.createdAt), index().on(table.orgId)],
);

export const connectionCheckSteps = pgTable(
  'connection_check_steps',
  {
    orgId: orgId(),
    checkId: uuid()
      .notNull()
      .references(() => connectionChecks.id),
    name: text({ enum: checkStepNames }).notNull(),
    position: integer().notNull(),
    state: text({ enum: checkStepStates }).notNull().default('waiting'),
    /** What was found. */
    text: text(),
    /** What a person can do about it. */
    remedy: text(),
    endedAt: at(),
  },
  (table) => [primaryKey({ columns: [table.checkId, table.name] })],
);

export const projects = pgTable(
  'projects',
  {
    id: idColumn(),
    orgId: orgId(),
    name: text().notNull(),
    description: text().notNull().default(''),
    /** Who sees it: everybody of the organisation, or the people named in `project_members` (and admins). */
    access: text({ enum: projectAccess }).notNull().default('organisation'),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    archivedAt: at(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.name)],
);

/**
 * What somebody may do in one project. In a project that is open to the organisation the greater of this and their
 * role there counts; in one for its members this alone does. Admins of the organisation may do everything anywhere.
 */
export const projectMembers = pgTable(
  'project_members',
  {
    orgId: orgId(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    role: text({ enum: roles }).notNull(),
    addedBy: uuid().references(() => users.id),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.userId] }), index().on(table.orgId, table.userId)],
);

/** One connection per provider and project. */
export const projectConnections = pgTable(
  'project_connections',
  {
    orgId: orgId(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    provider: text({ enum: connectionProviders }).notNull(),
    connectionId: uuid()
      .notNull()
      .references(() => connections.id),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.provider] })],
);

export type RevisionFileFacts = { path: string; bytes: number; sha256: string };

/** A numbered, immutable set of files. Their text is one object in S3, named by `storageKey`. */
export const revisions = pgTable(
  'revisions',
  {
    id: idColumn(),
    orgId: orgId(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    number: integer().notNull(),
    storageKey: text().notNull(),
    /** Digest of all files, independent of their order. */
    filesSha256: text().notNull(),
    files: jsonb().$type<RevisionFileFacts[]>().notNull(),
    reason: text().notNull(),
    authorId: uuid().references(() => users.id),
    /** Set when the agent wrote it, in that conversation. */
    sessionId: uuid(),
    /** Set for what somebody wants over there: planned, and never what the project is, until it is merged. */
    pullRequestId: uuid(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.projectId, table.number), index().on(table.orgId)],
);
