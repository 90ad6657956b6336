import { bigint, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core';
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
  /** Where Vault keeps the secret of their one-time codes (RFC 6238). Asked for once `totpConfirmedAt` is set. */
  totpSecretRef: text(),
  totpConfirmedAt: at(),
  /** The time step of the last code that was taken, so that none is taken twice. */
  totpLastStep: bigint({ mode: 'number' }),
});

/** Let one in without the device that makes codes, each once. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    id: idColumn(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    codeHash: text().notNull(),
    createdAt: createdAt(),
    usedAt: at(),
  },
  (table) => [uniqueIndex().on(table.userId, table.codeHash)],
);

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
    /** Deactivated in this organisation: as if not a member, from the next request on. What they did stays theirs. */
    disabledAt: at(),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.userId] }), index().on(table.userId)],
);

/** A link that lets one person in. Only the hash of its token is kept. */
export const invitations = pgTable(
  'invitations',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    email: text().notNull(),
    role: text({ enum: roles }).notNull(),
    tokenHash: text().notNull(),
    /** Of the links that were mailed: each attempt makes its own, so that none has to be kept. The newest last. */
    mailTokenHashes: text().array().notNull().default([]),
    invitedBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    expiresAt: at().notNull(),
    acceptedAt: at(),
    acceptedBy: uuid().references(() => users.id),
    revokedAt: at(),
  },
  (table) => [uniqueIndex().on(table.tokenHash), index().on(table.orgId)],
);

/** A signed-in browser or script. */
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
    createdAt: createdAt(),
    expiresAt: at().notNull(),
    revokedAt: at(),
    /** Why it ended, such as a refresh token that was used twice. */
    endedReason: text(),
    lastUsedAt: at(),
    /** As the browser names itself, and where it came from when it signed in. */
    userAgent: text(),
    address: text(),
    /** When its person last gave their password or a code again, for what must not be done by a borrowed browser. */
    steppedUpAt: at(),
  },
  (table) => [index().on(table.userId)],
);

/** Each is used once and gives the next: one that comes again was copied, and ends its sign-in. */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    id: idColumn(),
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    signInId: uuid()
      .notNull()
      .references(() => signIns.id),
    tokenHash: text().notNull(),
    createdAt: createdAt(),
    usedAt: at(),
  },
  (table) => [uniqueIndex().on(table.tokenHash), index().on(table.signInId)],
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

/**
 * How often somebody guessed, in the form that rate-limiter-flexible keeps it: it has to outlive a restart and be the
 * same for all API processes. Keys are hashes of e-mails, ids and addresses. Nothing in it belongs to an organisation.
 */
export const guessCounts = pgTable('guess_counts', {
  key: varchar({ length: 255 }).primaryKey(),
  points: integer().notNull().default(0),
  /** Milliseconds since 1970. */
  expire: bigint({ mode: 'number' }),
});
