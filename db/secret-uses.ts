/** That a secret was used, on record once for what it was used by: a sync that opens its account for each page is one use. */
import { appendAudit } from './audit.ts';
import type { Tx } from './client.ts';
import { secretUses } from './schema/index.ts';

export type SecretUse = {
  /** What the secret belongs to. */
  subject: { kind: string; id: string };
  purpose: 'read' | 'write';
  /** What used it, such as a run or a sync, by id. */
  by: { kind: string; id: string };
  /** For whom, where that is known: a person's id. */
  onBehalfOf?: string;
  /** Where it is in Vault, and which version. Never what it is. */
  reference: string;
  version: number;
};

export async function keepSecretUse(tx: Tx, orgId: string, use: SecretUse): Promise<void> {
  const { subject, purpose, by, onBehalfOf, reference, version } = use;
  const key = [subject.kind, subject.id, purpose, by.kind, by.id].join(':');
  const [fresh] = await tx
    .insert(secretUses)
    .values({ orgId, key })
    .onConflictDoNothing()
    .returning({ key: secretUses.key });
  if (!fresh) return;
  await appendAudit(tx, orgId, {
    action: 'secret.use',
    actor: { kind: 'system', id: null, name: null },
    subject,
    detail: { purpose, by, reference, version, ...(onBehalfOf ? { onBehalfOf } : {}) },
  });
}
