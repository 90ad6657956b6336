/** Who did what, kept for ever: each entry holds the hash of the one before it in its organisation. */
import { bigint, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { auditActorKinds, auditOutcomes } from '../model/audit.ts';
import { createdAt } from './columns.ts';
import { orgId } from './owned.ts';
import { organisations } from './people.ts';

/** Append-only by grant and trigger. Written through the function `append_audit` alone (see `db/audit.ts`). */
export const auditEntries = pgTable(
  'audit_entries',
  {
    orgId: orgId(),
    /** From 1, without gaps. */
    seq: bigint({ mode: 'number' }).notNull(),
    at: createdAt(),
    /** Such as `run.approve`: what was done to, and what. */
    action: text().notNull(),
    outcome: text({ enum: auditOutcomes }).notNull(),
    actorKind: text({ enum: auditActorKinds }).notNull(),
    /** A user's id, or the id of an account elsewhere that is linked to nobody. */
    actorId: text(),
    actorName: text(),
    subjectKind: text(),
    subjectId: text(),
    /** Small facts: digests, states, roles before and after, reasons in words. Never a secret. */
    detail: jsonb().$type<Record<string, unknown>>().notNull(),
    requestId: text(),
    /** The address that the request came from. */
    address: text(),
    /** Hex SHA-256 of the entry before it; 64 zeros before the first. */
    prevHash: text().notNull(),
    /** Hex SHA-256 of `prev_hash`, a newline, and `audit_canonical` of this entry. */
    hash: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.seq] }),
    index('audit_entries_by_time').on(table.orgId, table.at),
    index('audit_entries_by_subject').on(table.orgId, table.subjectId),
  ],
);

/** Where each organisation's chain ends. Its row lock puts the writers in order. */
export const auditHeads = pgTable('audit_heads', {
  orgId: uuid()
    .primaryKey()
    .references(() => organisations.id),
  seq: bigint({ mode: 'number' }).notNull(),
  hash: text().notNull(),
});

/** Ends of chains, signed and kept in S3 as well, where whoever can rewrite this database cannot. */
export const auditCheckpoints = pgTable(
  'audit_checkpoints',
  {
    orgId: orgId(),
    /** The entry that it closes with, and its hash. */
    seq: bigint({ mode: 'number' }).notNull(),
    hash: text().notNull(),
    /** Ed25519, in base64, over the canonical statement that stands in the object. */
    signature: text().notNull(),
    keyId: text().notNull(),
    storageKey: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.seq] })],
);

/** What `secret.use` is on record for already. Kept for 90 days. */
export const secretUses = pgTable(
  'secret_uses',
  {
    orgId: orgId(),
    /** What was used, to read or write, by what. */
    key: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.key] })],
);
