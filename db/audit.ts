/** Adds to the audit log, in the transaction of what it tells of: both are kept, or neither. */
import { and, eq, gt, sql } from 'drizzle-orm';
import { currentTrace } from '../platform/trace.ts';
import type { Actor } from './auth.ts';
import type { Runner, Tx } from './client.ts';
import type { AuditEntry } from './model/audit.ts';
import { auditEntries } from './schema/index.ts';

/** Call it last in a transaction: its organisation's other writers wait until that ends. */
export async function appendAudit(tx: Runner, orgId: string, entry: AuditEntry): Promise<void> {
  const { action, outcome = 'ok', actor, subject, detail = {}, requestId = requestNow(), address = null } = entry;
  await tx.execute(sql`
    select append_audit(${orgId}, ${action}, ${outcome}, ${actor.kind}, ${actor.id}, ${actor.name},
      ${subject?.kind ?? null}, ${subject?.id ?? null}, ${JSON.stringify(detail)}::jsonb, ${requestId}, ${address})`);
}

/** Of whoever asked for what a workflow does now, where nobody says. */
const requestNow = (): string | null => currentTrace()?.requestId ?? null;

/** For what can happen to its subject once: a request that came twice is on record once. */
export async function appendAuditOnce(
  tx: Tx,
  orgId: string,
  entry: AuditEntry & { subject: NonNullable<AuditEntry['subject']> },
): Promise<void> {
  const same = and(eq(auditEntries.action, entry.action), eq(auditEntries.subjectId, entry.subject.id));
  const [known] = await tx.select({ seq: auditEntries.seq }).from(auditEntries).where(same).limit(1);
  if (!known) await appendAudit(tx, orgId, entry);
}

/** For what a page asks for again and again: each person's look at a thing is on record once a day. */
export async function appendAuditDaily(
  tx: Tx,
  orgId: string,
  entry: AuditEntry & { subject: NonNullable<AuditEntry['subject']> },
): Promise<void> {
  const { action, subject, actor } = entry;
  const same = and(eq(auditEntries.action, action), eq(auditEntries.subjectId, subject.id));
  const theirs = and(eq(auditEntries.actorId, actor.id ?? ''), gt(auditEntries.at, sql`now() - interval '1 day'`));
  const [known] = await tx.select({ seq: auditEntries.seq }).from(auditEntries).where(and(same, theirs)).limit(1);
  if (!known) await appendAudit(tx, orgId, entry);
}

/** What a person did, in an entry: by their session or by which token, so that what a token did is found when it got out. */
export function auditBy(
  actor: Actor,
  { detail, ...given }: Pick<AuditEntry, 'action' | 'outcome' | 'subject' | 'detail'>,
): AuditEntry {
  const token = actor.via === 'token' ? { tokenId: actor.token.id, tokenName: actor.token.name } : {};
  return {
    ...given,
    actor: { kind: actor.via === 'token' ? 'token' : 'person', id: actor.userId, name: actor.name },
    detail: { ...detail, ...token },
    ...actor.from,
  };
}
