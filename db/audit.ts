/** Adds to the audit log, in the transaction of what it tells of: both are kept, or neither. */
import { sql } from 'drizzle-orm';
import type { Runner } from './client.ts';
import type { AuditEntry } from './model/audit.ts';

/** Call it last in a transaction: its organisation's other writers wait until that ends. */
export async function appendAudit(tx: Runner, orgId: string, entry: AuditEntry): Promise<void> {
  const { action, outcome = 'ok', actor, subject, detail = {}, requestId = null, address = null } = entry;
  await tx.execute(sql`
    select append_audit(${orgId}, ${action}, ${outcome}, ${actor.kind}, ${actor.id}, ${actor.name},
      ${subject?.kind ?? null}, ${subject?.id ?? null}, ${JSON.stringify(detail)}::jsonb, ${requestId}, ${address})`);
}
