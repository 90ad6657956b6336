/** What was saved and that nobody has taken up, across organisations: ids only (see migrations 0003, 0010, 0015, 0017, 0018 and `connection_checks`). */
import { sql } from 'drizzle-orm';
import type { Database } from './client.ts';
import { waitingDeliveries, waitingNotices } from './waiting-notices.ts';

export type WaitingWork =
  | { kind: 'session'; orgId: string; id: string }
  | { kind: 'sync'; orgId: string; connectionId: string; id: string }
  | { kind: 'check'; orgId: string; connectionId: string; id: string }
  | { kind: 'billing'; orgId: string; billingAccountId: string; id: string }
  | { kind: 'ingest'; orgId: string; sourceId: string; id: string }
  | { kind: 'reindex'; orgId: string; id: string }
  | { kind: 'notice'; orgId: string; id: string }
  | { kind: 'delivery'; orgId: string; id: string }
  | { kind: 'hooks'; orgId: string; id: string }
  | { kind: 'pull_request'; orgId: string; id: string }
  | { kind: 'run' | 'approval' | 'cancel'; orgId: string; runId: string; id: string };

type RunKind = Extract<WaitingWork, { runId: string }>['kind'] | 'session';
type Row = { kind: RunKind; org_id: string; run_id: string; id: string };

/**
 * Older than five seconds; at most 200 of each kind.
 *
 * @param embedding what the configuration asks for: organisations with another index are to be indexed anew
 */
export async function waitingWork(db: Database, embedding?: string): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<Row>(sql`select kind, org_id, run_id, id from waiting_work()`);
  const work = rows.map(
    ({ kind, org_id: orgId, run_id: runId, id }): WaitingWork =>
      kind === 'session' ? { kind, orgId, id } : { kind, orgId, runId, id },
  );
  return [
    ...work,
    ...(await waitingSyncs(db)),
    ...(await waitingChecks(db)),
    ...(await waitingBillingSyncs(db)),
    ...(await waitingIngests(db)),
    ...(await waitingPullRequests(db)),
    ...(await waitingNotices(db, 2_000)).map((one) => ({ kind: 'notice' as const, ...one })),
    ...(await waitingDeliveries(db)).map((one) => ({ kind: 'delivery' as const, ...one })),
    ...(await waitingHooks(db)),
    ...(embedding === undefined ? [] : await waitingReindexes(db, embedding)),
  ];
}

/** Asked for, and begun by no workflow. */
async function waitingSyncs(db: Database): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<{ org_id: string; connection_id: string; id: string }>(
    sql`select org_id, connection_id, sync_run_id as id from waiting_syncs()`,
  );
  return rows.map(({ org_id: orgId, connection_id: connectionId, id }) => ({ kind: 'sync', orgId, connectionId, id }));
}

/** Asked for, and taken up by no workflow. */
async function waitingChecks(db: Database): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<{ orgId: string; connectionId: string; id: string }>(
    sql`select org_id as "orgId", connection_id as "connectionId", check_id as id from waiting_connection_checks()`,
  );
  return rows.map((row) => ({ kind: 'check', ...row }));
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

async function waitingIngests(db: Database): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<{ orgId: string; sourceId: string; id: string }>(
    sql`select org_id as "orgId", source_id as "sourceId", ingest_id as id from waiting_ingests()`,
  );
  return rows.map((row) => ({ kind: 'ingest', ...row }));
}

/** What came in by webhook, by integration: its id is the integration's. */
async function waitingHooks(db: Database): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<{ orgId: string; id: string }>(
    sql`select org_id as "orgId", integration_id as id from waiting_hooks()`,
  );
  return rows.map((row) => ({ kind: 'hooks', ...row }));
}

/** One an organisation, so its id is the organisation's. */
async function waitingReindexes(db: Database, embedding: string): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<{ orgId: string }>(
    sql`select org_id as "orgId" from waiting_reindexes(${embedding})`,
  );
  return rows.map(({ orgId }) => ({ kind: 'reindex', orgId, id: orgId }));
}

/** To be opened, and taken up by no workflow. */
async function waitingPullRequests(db: Database): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<{ org_id: string; id: string }>(
    sql`select org_id, pull_request_id as id from waiting_pull_requests()`,
  );
  return rows.map(({ org_id: orgId, id }) => ({ kind: 'pull_request', orgId, id }));
}
