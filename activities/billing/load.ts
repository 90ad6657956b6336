/** From files on disk to costs that people see: inspect, stage behind what is there already, swap in. */
import { type BillingImport, findImport, noteImport, openLoads, sameContent } from '../../db/billing-imports.ts';
import { type Batch, lineDelimiter, openStager, type RowProblem, type Stager } from '../../db/billing-stage.ts';
import { type Swapped, swapIn } from '../../db/billing-swap.ts';
import { type Database, inOrg } from '../../db/client.ts';
import { type FocusVersion, focusVersions } from '../../db/model/focus.ts';
import { openReader, type Reader } from './read/duckdb.ts';
import { lineSql } from './read/expressions.ts';
import { focusNameOf, type InspectedFile, inspectFile } from './read/inspect.ts';
import { openTable, unreadable } from './read/table.ts';
import { ImportRefused, problemOfRow, refuse } from './refusal.ts';

/** In the order of the import's files. */
export type LocalFile = { name: string; path: string };

/** `contentSha256` of all bytes, hex. */
export type LoadInput = { orgId: string; importId: string; files: LocalFile[]; contentSha256: string };

export type LoadOptions = {
  signal?: AbortSignal;
  onProgress?: (staged: number, total: number) => void;
  /** A batch is one transaction, and what a killed load loses at most; rows of FOCUS have about 700 bytes. */
  rowsABatch?: number;
};

export type LoadResult = { kind: 'loaded'; swapped: Swapped } | { kind: 'unchanged'; sameAs: string };

const defaultBatch = 8_192;

/**
 * May be called again after any death, with the same bytes: rows that are staged are not staged again.
 *
 * @throws ImportRefused with the rows that cannot be; staged rows stay for the purge
 * @throws AuroraError `conflict` (retryable) when another worker loads the same import
 */
export async function loadFiles(db: Database, input: LoadInput, options: LoadOptions = {}): Promise<LoadResult> {
  const { orgId, importId, contentSha256 } = input;
  const scope = { orgId };
  const known = await inOrg(db, scope, (tx) => findImport(tx, importId));
  if (known.state === 'loaded') return { kind: 'loaded', swapped: await swapIn(db, orgId, importId) };
  if (known.contentSha256 && known.contentSha256 !== contentSha256) {
    throw refuse('changed_meanwhile', 'The file changed while it was being loaded. The next sync takes the new one.');
  }
  const sameAs = await inOrg(db, scope, (tx) => sameContent(tx, known, contentSha256));
  if (sameAs) return { kind: 'unchanged', sameAs };

  const reader = await openReader();
  try {
    const inspected = await inspectAll(reader, input.files, options.signal);
    await open(db, known, inspected, contentSha256);
    await stageAll(db, reader, known, inspected, options);
  } finally {
    reader.close();
  }
  return { kind: 'loaded', swapped: await swapIn(db, orgId, importId) };
}

async function inspectAll(reader: Reader, files: LocalFile[], signal?: AbortSignal): Promise<InspectedFile[]> {
  const inspected: InspectedFile[] = [];
  for (const { path, name } of files) {
    signal?.throwIfAborted();
    inspected.push(await inspectFile(reader, await openTable(reader, path, name)));
  }
  return inspected;
}

/** Keeps what the files are, refuses what was not expected, and makes room for each of their periods. */
async function open(db: Database, known: BillingImport, files: InspectedFile[], contentSha256: string): Promise<void> {
  const rowsTotal = files.reduce((all, { rows }) => all + rows, 0);
  const periods = files.flatMap((file) => file.periods);
  refuseUnexpected(known, rowsTotal, periods);
  const focusVersion = versionOf(files);
  const format = files[0]?.mapping.format ?? 'focus';
  await inOrg(db, { orgId: known.orgId }, async (tx) => {
    const notes = files.flatMap((file) => file.notes).slice(0, 50);
    await noteImport(tx, known.id, { state: 'loading', rowsTotal, focusVersion, format, contentSha256, notes });
    await openLoads(tx, { ...known, format }, focusVersion, periods);
  });
}

function refuseUnexpected(known: BillingImport, rowsTotal: number, periods: InspectedFile['periods']): void {
  const { expectedPeriod, expectedRows } = known;
  if (expectedRows !== null && expectedRows !== rowsTotal) {
    throw refuse('row_count', `The manifest names ${expectedRows} rows and the files have ${rowsTotal}.`);
  }
  const other = periods.find(({ start }) => expectedPeriod && start.toISOString().slice(0, 10) !== expectedPeriod);
  if (other) {
    const found = other.start.toISOString().slice(0, 10);
    throw refuse('other_period', `The source names these as of ${expectedPeriod}; rows are of ${found}.`);
  }
  const absurd = periods.find(({ start }) => start.getUTCFullYear() < 2000 || start.getUTCFullYear() > 2099);
  if (absurd) {
    throw refuse('period_impossible', `A billing period starts at ${absurd.start.toISOString()}, which cannot be.`);
  }
  const starts = new Set(periods.map(({ start, end }) => `${start.getTime()} ${end.getTime()}`));
  if (starts.size > longestBackfill) {
    throw refuse('too_many_periods', `The files hold ${starts.size} billing periods, more than ${longestBackfill}.`);
  }
}

/** Ten years of months. */
const longestBackfill = 120;

const versionOf = (files: InspectedFile[]): FocusVersion =>
  focusVersions.find((version) => files.some(({ mapping }) => mapping.version === version)) ?? '1.2';

async function stageAll(
  db: Database,
  reader: Reader,
  { id: importId, orgId, billingAccountId }: BillingImport,
  files: InspectedFile[],
  { signal, onProgress, rowsABatch = defaultBatch }: LoadOptions,
): Promise<void> {
  const total = files.reduce((all, { rows }) => all + rows, 0);
  const stager = await openStager(db, { orgId, billingAccountId, importId });
  try {
    const { rowsStaged } = await inOrg(db, { orgId }, (tx) => findImport(tx, importId));
    let staged = rowsStaged;
    onProgress?.(staged, total);
    let before = 0;
    for (const [index, file] of files.entries()) {
      const skip = Math.min(Math.max(staged - before, 0), file.rows);
      before += file.rows;
      for await (const batch of batches(fill(reader, file, { fileNumber: index + 1, skip, rowsABatch }))) {
        signal?.throwIfAborted();
        await stageOne(stager, batch, staged, file.table.name);
        staged += batch.rows;
        onProgress?.(staged, total);
      }
    }
  } finally {
    stager.close();
  }
}

async function stageOne(stager: Stager, batch: Batch, staged: number, file: string): Promise<void> {
  const problems = await stager.stage(batch, staged);
  if (problems.length > 0) throw new ImportRefused(problems.map((one) => inWords(one, file)));
}

const inWords = ({ rowNumber, code, column, value }: RowProblem, file: string) =>
  problemOfRow({ code, row: rowNumber, file, column: focusNameOf(column), value });

/** The next batch is read while this one is written: two cores work. */
async function* batches(filling: AsyncGenerator<Batch>): AsyncGenerator<Batch> {
  let next = filling.next();
  for (;;) {
    const { value, done } = await next;
    if (done) return;
    next = filling.next();
    // Awaited in the next round; a failure must not go unheard when the consumer stops before.
    next.catch(() => undefined);
    yield value;
  }
}

type Filling = { fileNumber: number; skip: number; rowsABatch: number };

async function* fill(reader: Reader, file: InspectedFile, filling: Filling): AsyncGenerator<Batch> {
  const { fileNumber, skip, rowsABatch } = filling;
  if (skip >= file.rows) return;
  const sql = `select ${lineSql(file.mapping)} from ${file.table.from}${skip > 0 ? ` offset ${skip}` : ''}`;
  let batch: Batch = { fileNumber, firstRow: skip + 1, rows: 0, pieces: [] };
  try {
    for await (const lines of reader.column(sql)) {
      const firstLine = batch.firstRow + batch.rows;
      const numbered = lines.map((line, index) => `${firstLine + index}${lineDelimiter}${line}\n`);
      batch.pieces.push(Buffer.from(numbered.join('')));
      batch.rows += lines.length;
      if (batch.rows < rowsABatch) continue;
      yield batch;
      batch = { fileNumber, firstRow: batch.firstRow + batch.rows, rows: 0, pieces: [] };
    }
  } catch (error) {
    throw unreadable(error, file.table.name);
  }
  if (batch.rows > 0) yield batch;
}
