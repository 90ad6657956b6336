/** The audit log as people look through it: newest first, by number, so that nothing that comes in between moves it. */
import { and, desc, eq, gte, like, lt, lte, type SQL } from 'drizzle-orm';
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
  subjectId?: string;
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

function whereOf({ action, outcome, actorKind, actorId, subjectId, from, to }: AuditFilter): SQL | undefined {
  return and(
    action === undefined
      ? undefined
      : action.includes('.')
        ? eq(auditEntries.action, action)
        : like(auditEntries.action, `${action}.%`),
    outcome && eq(auditEntries.outcome, outcome),
    actorKind && eq(auditEntries.actorKind, actorKind),
    actorId === undefined ? undefined : eq(auditEntries.actorId, actorId),
    subjectId === undefined ? undefined : eq(auditEntries.subjectId, subjectId),
    from && gte(auditEntries.at, from),
    to && lte(auditEntries.at, to),
  );
}
