/** The audit log as people look through it: newest first, by number, so that nothing that comes in between moves it. */
import { and, asc, count, desc, eq, gt, gte, ilike, like, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import type { AuditActorKind, AuditOutcome } from './model/audit.ts';
import { beforeNumber, type PageRequest } from './paging.ts';
import { auditEntries } from './schema/index.ts';

export type AuditRow = typeof auditEntries.$inferSelect;

export type AuditFilter = {
  /** `run.approve`, or `run` for all that was done to runs. */
  action?: string;
  outcome?: AuditOutcome;
  actorKind?: AuditActorKind;
  actorId?: string;
  subjectKind?: string;
  subjectId?: string;
  /** Part of a name, an id, an address, a request id or the detail. */
  q?: string;
  from?: Date;
  to?: Date;
};

/** @throws AuroraError `bad_request` for a cursor that no page gave out */
export async function listAudit(tx: Tx, filter: AuditFilter, { cursor, limit }: PageRequest) {
  const before = beforeNumber(cursor);
  const rows = await tx
    .select()
    .from(auditEntries)
    .where(and(whereOf(filter), before === undefined ? undefined : lt(auditEntries.seq, before)))
    .orderBy(desc(auditEntries.seq))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  return { rows: shown, nextCursor: rows.length > limit ? String(shown.at(-1)?.seq) : null };
}

/** Entries in their order with what was hashed of each, for a file that can be checked elsewhere. */
export function auditPiece(
  tx: Tx,
  filter: AuditFilter,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
) {
  return tx
    .select({ entry: auditEntries, canonical: sql<string>`audit_canonical(${auditEntries})` })
    .from(auditEntries)
    .where(and(whereOf(filter), gt(auditEntries.seq, after), lte(auditEntries.seq, upTo)))
    .orderBy(asc(auditEntries.seq))
    .limit(limit);
}

/** How often each action was done, the most frequent first. */
export function countActions(tx: Tx, filter: AuditFilter): Promise<{ action: string; count: number }[]> {
  return tx
    .select({ action: auditEntries.action, count: count() })
    .from(auditEntries)
    .where(whereOf(filter))
    .groupBy(auditEntries.action)
    .orderBy(desc(count()), auditEntries.action);
}

function whereOf({
  action,
  outcome,
  actorKind,
  actorId,
  subjectKind,
  subjectId,
  q,
  from,
  to,
}: AuditFilter): SQL | undefined {
  return and(
    action === undefined
      ? undefined
      : action.includes('.')
        ? eq(auditEntries.action, action)
        : like(auditEntries.action, `${action}.%`),
    outcome && eq(auditEntries.outcome, outcome),
    actorKind && eq(auditEntries.actorKind, actorKind),
    actorId === undefined ? undefined : eq(auditEntries.actorId, actorId),
    subjectKind === undefined ? undefined : eq(auditEntries.subjectKind, subjectKind),
    subjectId === undefined ? undefined : eq(auditEntries.subjectId, subjectId),
    q === undefined ? undefined : mentions(q),
    from && gte(auditEntries.at, from),
    to && lte(auditEntries.at, to),
  );
}

function mentions(text: string): SQL | undefined {
  const part = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const { action, actorName, actorId, subjectId, requestId, address, detail } = auditEntries;
  return or(
    ...[action, actorName, actorId, subjectId, requestId, address].map((column) => ilike(column, part)),
    sql`${detail}::text ilike ${part}`,
  );
}
