/** Columns that many tables share, so that they mean the same everywhere. */
import { sql } from 'drizzle-orm';
import { timestamp, uuid } from 'drizzle-orm/pg-core';

/** Time-ordered ids: newer rows sort later, and clients may make their own. */
export const idColumn = () => uuid().primaryKey().default(sql`uuidv7()`);

export const at = () => timestamp({ withTimezone: true, mode: 'date' });

export const createdAt = () => at().notNull().defaultNow();
