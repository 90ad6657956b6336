import type { AuditFault } from '../../db/audit-chain.ts';
import { inOrg } from '../../db/client.ts';
import { tellNotice } from '../../db/notices.ts';
import type { WorkerDeps } from '../deps.ts';

/** Once a fault, whoever finds it. */
export async function tellBroken(
  { db, log }: Pick<WorkerDeps, 'db' | 'log'>,
  orgId: string,
  { kind, seq, text }: AuditFault,
): Promise<void> {
  log.error({ orgId, fault: kind, seq }, 'the audit log is not as it was written');
  await inOrg(db, { orgId }, (tx) =>
    tellNotice(tx, orgId, {
      key: `audit_broken:${seq}:${kind}`,
      kind: 'audit_broken',
      level: 'error',
      text: `The audit log is not as it was written from entry ${seq} on: ${text}. Keep a copy of the database as it is, and find out who could write to it.`,
      href: '/audit',
      subject: {},
    }),
  );
}
