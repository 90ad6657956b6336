/** Pages of an API as files of our own, so that what has no files is loaded like what has. */
import { stringify } from 'csv-stringify/sync';
import { type BillingImport, noteImport } from '../../db/billing-imports.ts';
import { inOrg } from '../../db/client.ts';
import type { BillingFile } from '../../db/model/billing.ts';
import { focusNames } from '../../db/model/focus.ts';
import type { WorkerDeps } from '../deps.ts';
import type { Beat } from './beat.ts';
import type { FocusRow, RowSource } from './sources/source.ts';

/** Before the first page, and to go on: the page that comes next. */
export type Collected = { page: number; cursor: string | null };

type Needs = Pick<WorkerDeps, 'db' | 'storage'>;
type Options = { signal: AbortSignal; beat: (now: Beat) => void; from: Collected };

export const pageKey = ({ orgId, id }: BillingImport, page: number): string =>
  `billing/${orgId}/${id}/page-${String(page).padStart(5, '0')}.csv`;

/**
 * A page is one object under its own name, so one that comes twice is the same object. The cursor goes with the
 * heartbeat: an attempt that died costs at most the page at hand.
 *
 * @returns the files, none when the month has no rows
 */
export async function collect(
  { db, storage }: Needs,
  taken: BillingImport,
  source: RowSource,
  { signal, beat, from }: Options,
): Promise<BillingFile[]> {
  let { page, cursor } = from;
  for (;;) {
    beat({ phase: `asking for page ${page + 1} of ${taken.sourceKey}`, page, cursor });
    const answer = await source.page(taken.sourceKey, cursor, { signal });
    page += 1;
    await storage.put(pageKey(taken, page), csvOf(answer.rows), { contentType: 'text/csv', signal });
    if (answer.cursor === undefined) break;
    cursor = answer.cursor;
  }
  const objects = await storage.list(`billing/${taken.orgId}/${taken.id}/page-`, { signal });
  // Pages behind the last one are of an attempt that saw more.
  const files = objects
    .slice(0, page)
    .map(({ key, size }, index) => ({ name: `page-${index + 1}`, location: key, digest: null, bytes: size }))
    .filter(({ bytes }) => bytes > headerBytes);
  await inOrg(db, { orgId: taken.orgId }, (tx) => noteImport(tx, taken.id, { files }));
  return files;
}

/** Columns of FOCUS first, always the same: two collections of the same rows have the same bytes. */
function csvOf(rows: FocusRow[]): string {
  const extra = [...new Set(rows.flatMap((row) => Object.keys(row).filter((name) => name.startsWith('x_'))))].sort();
  return stringify(rows, { header: true, columns: [...focusNames, ...extra], quoted_string: true });
}

const headerBytes = Buffer.byteLength(csvOf([])) + 1;
