import type { Database } from './client.ts';

/** Rows of a sync that were written from which it pays to tidy up at once; below, autovacuum is soon enough. */
const manyRows = 5_000;

/**
 * After a sync that wrote much: without it the inventory's index-only lists read every row, and the graph is walked by
 * plans that were made for an empty table. Takes about a second for 100,000 resources, locks nobody out, and skips a
 * table that somebody else is tidying.
 */
export async function tidyEstate({ pool }: Pick<Database, 'pool'>, rowsWritten: number): Promise<void> {
  // Not in a transaction, where Postgres refuses it.
  if (rowsWritten >= manyRows) await pool.query('vacuum (analyze, skip_locked) resources, edges');
}
