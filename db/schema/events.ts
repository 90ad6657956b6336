import { bigint, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { createdAt } from './columns.ts';
import { organisations } from './people.ts';

/** The last number of each stream. Its row lock is what keeps numbers without gaps. */
export const eventStreams = pgTable('event_streams', {
  stream: text().primaryKey(),
  orgId: uuid()
    .notNull()
    .references(() => organisations.id),
  lastSeq: bigint({ mode: 'number' }).notNull(),
});

/** Append-only. Written through the function `append_event` alone. */
export const events = pgTable(
  'events',
  {
    orgId: uuid()
      .notNull()
      .references(() => organisations.id),
    stream: text().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    type: text().notNull(),
    payload: jsonb().notNull(),
    /** A repeat with the same key in the same stream appends nothing. */
    key: text(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.stream, table.seq] }),
    uniqueIndex().on(table.stream, table.key),
    index().on(table.orgId, table.createdAt),
  ],
);
