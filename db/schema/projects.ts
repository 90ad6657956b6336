import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { cloudProviders } from '../model/estate.ts';
import { at, createdAt, idColumn } from './columns.ts';
import { organisations, users } from './people.ts';

/** A cloud account that an organisation is connected to. Credentials are in Vault; here is only where. */
export const connections = pgTable(
  'connections',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    provider: text({ enum: cloudProviders }).notNull(),
    name: text().notNull(),
    accountId: text().notNull(),
    region: text().notNull(),
    /** Set for the emulated account only: where its API answers. */
    sandboxEndpoint: text(),
    secretRef: text().notNull(),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.name)],
);

export const projects = pgTable(
  'projects',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    name: text().notNull(),
    description: text().notNull().default(''),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    archivedAt: at(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.name)],
);

/** One connection per provider and project. */
export const projectConnections = pgTable(
  'project_connections',
  {
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    projectId: uuid()
      .notNull()
      .references(() => projects.id),
    provider: text({ enum: cloudProviders }).notNull(),
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
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
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
