/** The inventory as CSV: read in pieces by key, so that memory does not grow with the estate. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { type Database, inOrg, type Scope } from '../../db/client.ts';
import type { ResourceFilter } from '../../db/resource-filters.ts';
import { listResources, type ResourceRow } from '../../db/resource-list.ts';
import { time, timeOrNull } from './times.ts';

const piece = 1_000;

const columns = [
  'id',
  'provider',
  'account',
  'region',
  'service',
  'nativeType',
  'category',
  'name',
  'cloudId',
  'codification',
  'tags',
  'firstSeenAt',
  'lastChangedAt',
  'deletedAt',
] as const;

/** Each piece is a transaction of its own: a slow reader keeps none open, and rows that come in between do no harm. */
async function* rowsOf(db: Database, scope: Scope, filter: ResourceFilter): AsyncGenerator<ResourceRow> {
  let cursor: string | undefined;
  do {
    const order = { sort: 'name', order: 'asc', limit: piece, cursor } as const;
    const { rows, nextCursor } = await inOrg(db, scope, (tx) => listResources(tx, filter, order));
    yield* rows;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** Names and tags come from clouds: a cell that a spreadsheet would run as a formula gets an apostrophe before it. */
export function resourcesAsCsv(db: Database, scope: Scope, filter: ResourceFilter): Readable {
  const rows = Readable.from(rowsOf(db, scope, filter)).map((row: ResourceRow) => ({
    ...row,
    tags: JSON.stringify(row.tags),
    firstSeenAt: time(row.firstSeenAt),
    lastChangedAt: time(row.lastChangedAt),
    deletedAt: timeOrNull(row.deletedAt),
  }));
  const csv = stringify({ header: true, columns: [...columns], escape_formulas: true, bom: true });
  // A failure must reach the reader as one: a file that ends early without a word would look whole.
  rows.on('error', (error) => csv.destroy(error));
  csv.on('close', () => rows.destroy());
  return rows.pipe(csv);
}
