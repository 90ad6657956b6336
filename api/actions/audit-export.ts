/** What leaves as a file is on record before its first byte does. */
import { appendAudit, auditBy } from '../../db/audit.ts';
import type { Actor } from '../../db/auth.ts';
import { type Database, inOrg } from '../../db/client.ts';
import { scopeOf } from './scope.ts';

export const auditExport = (db: Database, actor: Actor, action: string, filter: object): Promise<void> =>
  inOrg(db, scopeOf(actor), (tx) =>
    appendAudit(tx, actor.orgId, auditBy(actor, { action, detail: { filter: { ...filter } } })),
  );
