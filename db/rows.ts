/** Rows of tables as functions of the database return them. */
import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/** Names and values as a query of the table itself would have them. */
export function rowOf<Table extends PgTable>(table: Table, raw: Record<string, unknown>): Table['$inferSelect'] {
  const fields = Object.entries(getTableColumns(table)).map(([key, column]) => {
    const value = raw[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
    return [key, value === null ? null : column.mapFromDriverValue(value)] as const;
  });
  return Object.fromEntries(fields) as Table['$inferSelect'];
}
