/** Adds to the audit log, in the transaction of what it tells of: both are kept, or neither. */
import { sql } from 'drizzle-orm';
import type { Actor } from './auth.ts';
import type { Runner } from './client.ts';
import type { AuditEntry } from './model/audit.ts';

/** Call it last in a transaction: its organisation's other writers wait until that ends. */
export async function appendAudit(tx: Runner, orgId: string, entry: AuditEntry): Promise<void> {
  const { action, outcome = 'ok', actor, subject, detail = {}, requestId = null, address = null } = entry;
  await tx.execute(sql`
    select append_audit(${orgId}, ${action}, ${outcome}, ${actor.kind}, ${actor.id}, ${actor.name},
      ${subject?.kind ?? null}, ${subject?.id ?? null}, ${JSON.stringify(detail)}::jsonb, ${requestId}, ${address})`);
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
