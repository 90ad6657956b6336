/** What was saved and that nobody has taken up, across organisations: ids only (see migrations 0003, 0010 and 0017). */
import { sql } from 'drizzle-orm';
import type { Database } from './client.ts';

export type WaitingWork =
  | { kind: 'session'; orgId: string; id: string }
  | { kind: 'sync'; orgId: string; connectionId: string; id: string }
  | { kind: 'billing'; orgId: string; billingAccountId: string; id: string }
  | { kind: 'run' | 'approval' | 'cancel'; orgId: string; runId: string; id: string };

type Row = { kind: Exclude<WaitingWork['kind'], 'sync' | 'billing'>; org_id: string; run_id: string; id: string };

/** Older than five seconds; at most 200 of each kind. */
export async function waitingWork(db: Database): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<Row>(sql`select kind, org_id, run_id, id from waiting_work()`);
  const work = rows.map(
    ({ kind, org_id: orgId, run_id: runId, id }): WaitingWork =>
      kind === 'session' ? { kind, orgId, id } : { kind, orgId, runId, id },
  );
  return [...work, ...(await waitingSyncs(db)), ...(await waitingBillingSyncs(db))];
}

/** Asked for, and begun by no workflow. */
async function waitingSyncs(db: Database): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<{ org_id: string; connection_id: string; id: string }>(
    sql`select org_id, connection_id, sync_run_id as id from waiting_syncs()`,
  );
  return rows.map(({ org_id: orgId, connection_id: connectionId, id }) => ({ kind: 'sync', orgId, connectionId, id }));
}

async function waitingBillingSyncs(db: Database): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<{ org_id: string; billing_account_id: string; id: string }>(
    sql`select org_id, billing_account_id, billing_sync_id as id from waiting_billing_syncs()`,
  );
  return rows.map(({ org_id: orgId, billing_account_id: billingAccountId, id }) => ({
    kind: 'billing',
    orgId,
    billingAccountId,
    id,
  }));
}
