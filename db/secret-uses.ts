/** That a secret was used, on record once for what it was used by: a sync that opens its account for each page is one use. */
import { and, eq, lt, sql } from 'drizzle-orm';
import { appendAudit, auditBy } from './audit.ts';
import type { Actor } from './auth.ts';
import type { Tx } from './client.ts';
import { secretUses } from './schema/index.ts';

export type SecretUse = {
  /** What the secret belongs to. */
  subject: { kind: string; id: string };
  purpose: 'read' | 'write';
  /** What used it, such as a run or a sync, by id. */
  by: { kind: string; id: string };
  /** Who asked for it themselves, by a request. */
  asked?: Actor;
  /** For whom, where that is known: a person's id. */
  onBehalfOf?: string;
  /** Where it is in Vault, and which version. Never what it is. */
  reference: string;
  version: number;
};

export async function keepSecretUse(tx: Tx, orgId: string, use: SecretUse): Promise<void> {
  const { subject, purpose, by, asked, onBehalfOf, reference, version } = use;
  const key = [subject.kind, subject.id, purpose, by.kind, by.id].join(':');
  const [fresh] = await tx
    .insert(secretUses)
    .values({ orgId, key })
    .onConflictDoNothing()
    .returning({ key: secretUses.key });
  if (!fresh) return;
  const detail = { purpose, by, reference, version, ...(onBehalfOf ? { onBehalfOf } : {}) };
  const done = { action: 'secret.use', subject, detail };
  await appendAudit(
    tx,
    orgId,
    asked ? auditBy(asked, done) : { ...done, actor: { kind: 'system', id: null, name: null } },
  );
}

const keptDays = 90;

/**
 * Only what a repeat is known by; the entries of the log stay. Nothing is repeated after so long, and if it were, its
 * use would be on record once more.
 */
export async function forgetSecretUses(tx: Tx, orgId: string): Promise<void> {
  const old = lt(secretUses.createdAt, sql`now() - make_interval(days => ${keptDays})`);
  await tx.delete(secretUses).where(and(eq(secretUses.orgId, orgId), old));
}
