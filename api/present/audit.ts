/** The audit log for people and for files. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { z } from 'zod';
import { checkpointsBetween, readAuditState } from '../../db/audit-checkpoints.ts';
import { type AuditFilter, type AuditRow, auditPiece, listAudit } from '../../db/audit-list.ts';
import { type Database, inOrg, type Scope } from '../../db/client.ts';
import { readSigned } from '../../platform/audit/checkpoints.ts';
import type { Storage } from '../../platform/storage/s3.ts';
import type { AuditEntryView, AuditStateView } from '../views/audit.ts';
import { time } from './times.ts';

const piece = 1_000;

type AuditState = Awaited<ReturnType<typeof readAuditState>>;

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

/** What is read of the checkpoints while a file is written. */
type Places = { db: Database; storage: Storage };

/**
 * One a line, oldest first: each entry as the API answers it with the bytes that were hashed, and where all entries are
 * in the file, each checkpoint behind the entry that it closed. So the file can be checked without Aurora.
 */
export function auditAsJsonLines(places: Places, scope: Scope, filter: AuditFilter): Readable {
  return Readable.from(linesOf(places, scope, filter)).map((line: object) => `${JSON.stringify(line)}\n`);
}

async function* linesOf({ db, storage }: Places, scope: Scope, filter: AuditFilter): AsyncGenerator<object> {
  const { from, to, ...narrowing } = filter;
  const isWhole = Object.values(narrowing).every((value) => value === undefined);
  const upTo = await inOrg(db, scope, async (tx) => (await readAuditState(tx)).head?.seq ?? 0);
  for (let after = 0; after < upTo; ) {
    const { rows, marks } = await inOrg(db, scope, async (tx) => {
      const found = await auditPiece(tx, filter, { after, upTo, limit: piece });
      const end = found.at(-1)?.entry.seq ?? after;
      const start = (found[0]?.entry.seq ?? 1) - 1;
      return { rows: found, marks: isWhole ? new Set(await checkpointsBetween(tx, start, end)) : new Set<number>() };
    });
    for (const { entry, canonical } of rows) {
      yield { ...auditView(entry), canonical };
      const checkpoint = marks.has(entry.seq) ? await readSigned(storage, scope.orgId, entry.seq) : null;
      if (checkpoint) yield { checkpoint };
    }
    if (rows.length < piece) return;
    after = rows.at(-1)?.entry.seq ?? upTo;
  }
}

export function auditStateView(
  { head, checkpoint, broken }: AuditState,
  everyMinutes: number,
): z.output<typeof AuditStateView> {
  return {
    entries: head?.seq ?? 0,
    end: head?.hash ?? null,
    checkpoint: checkpoint
      ? {
          seq: checkpoint.seq,
          at: time(checkpoint.createdAt),
          hash: checkpoint.hash,
          keyId: checkpoint.keyId,
          signature: checkpoint.signature,
        }
      : null,
    unsigned: (head?.seq ?? 0) - (checkpoint?.seq ?? 0),
    everyMinutes,
    broken: broken ? { noticeId: broken.id, at: time(broken.at), text: broken.text } : null,
  };
}
