import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { roles } from '../model/states.ts';
import { at, createdAt, idColumn } from './columns.ts';

export const organisations = pgTable('organisations', {
  id: idColumn(),
  name: text().notNull(),
  slug: text().notNull().unique(),
  createdAt: createdAt(),
});

/** People exist beside organisations: one person, one password, many memberships. */
export const users = pgTable('users', {
  id: idColumn(),
  email: text().notNull().unique(),
  name: text().notNull(),
  /** argon2id, in PHC string format. */
  passwordHash: text().notNull(),
  createdAt: createdAt(),
  disabledAt: at(),
});

export const memberships = pgTable(
  'memberships',
  {
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    role: text({ enum: roles }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.userId] }), index().on(table.userId)],
);

/** A signed-in browser or script. Only the hash of its refresh token is kept. */
export const signIns = pgTable(
  'sign_ins',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    tokenHash: text().notNull(),
    createdAt: createdAt(),
    expiresAt: at().notNull(),
    revokedAt: at(),
  },
  (table) => [uniqueIndex().on(table.tokenHash), index().on(table.userId)],
);

/** A ticket opens one WebSocket, once, within seconds. */
export const liveTickets = pgTable(
  'live_tickets',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    tokenHash: text().notNull(),
    expiresAt: at().notNull(),
    usedAt: at(),
  },
  (table) => [uniqueIndex().on(table.tokenHash)],
);

/** A key for scripts. Only its hash is kept; it may never do more than its person may now. */
export const apiTokens = pgTable(
  'api_tokens',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    name: text().notNull(),
    /** Its first characters, to tell tokens apart in a list. */
    prefix: text().notNull(),
    tokenHash: text().notNull(),
    /** The most that it may do; the person's own role counts as well. */
    role: text({ enum: roles }).notNull(),
    createdAt: createdAt(),
    expiresAt: at().notNull(),
    lastUsedAt: at(),
    revokedAt: at(),
  },
  (table) => [uniqueIndex().on(table.tokenHash), index().on(table.userId)],
);
