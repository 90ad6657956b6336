/** The audit log for people and for files. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { z } from 'zod';
import { type AuditFilter, type AuditRow, listAudit } from '../../db/audit-list.ts';
import { type Database, inOrg, type Scope } from '../../db/client.ts';
import type { AuditEntryView } from '../views/audit.ts';
import { time } from './times.ts';

const piece = 1_000;

export const auditView = (row: AuditRow): z.output<typeof AuditEntryView> => ({
  seq: row.seq,
  at: time(row.at),
  action: row.action,
  outcome: row.outcome,
  actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
  subject: row.subjectKind === null ? null : { kind: row.subjectKind, id: row.subjectId },
  detail: row.detail,
  requestId: row.requestId,
  address: row.address,
  prevHash: row.prevHash,
  hash: row.hash,
});

const columns = [
  'seq',
  'at',
  'action',
  'outcome',
  'actorKind',
  'actorId',
  'actorName',
  'subjectKind',
  'subjectId',
  'detail',
  'requestId',
  'address',
  'prevHash',
  'hash',
] as const;

/** Each piece is a transaction of its own: a slow reader keeps none open. */
async function* rowsOf(db: Database, scope: Scope, filter: AuditFilter): AsyncGenerator<AuditRow> {
  let cursor: string | undefined;
  do {
    const { rows, nextCursor } = await inOrg(db, scope, (tx) => listAudit(tx, filter, { cursor, limit: piece }));
    yield* rows;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** Newest first. Names come from people: a cell that a spreadsheet would run as a formula gets an apostrophe before it. */
export function auditAsCsv(db: Database, scope: Scope, filter: AuditFilter): Readable {
  const rows = Readable.from(rowsOf(db, scope, filter)).map((row: AuditRow) => ({
    ...row,
    at: time(row.at),
    detail: JSON.stringify(row.detail),
  }));
  const csv = stringify({ header: true, columns: [...columns], escape_formulas: true, bom: true });
  // A failure must reach the reader as one: a file that ends early without a word would look whole.
  rows.on('error', (error) => csv.destroy(error));
  csv.on('close', () => rows.destroy());
  return rows.pipe(csv);
}

/** One entry a line, as the API answers them. */
export const auditAsJsonLines = (db: Database, scope: Scope, filter: AuditFilter): Readable =>
  Readable.from(rowsOf(db, scope, filter)).map((row: AuditRow) => `${JSON.stringify(auditView(row))}\n`);
