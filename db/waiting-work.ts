/** What was saved and that nobody has taken up, across organisations: ids only (see migration 0003). */
import { sql } from 'drizzle-orm';
import type { Database } from './client.ts';

export type WaitingWork =
  | { kind: 'session'; orgId: string; id: string }
  | { kind: 'run' | 'approval' | 'cancel'; orgId: string; runId: string; id: string };

type Row = { kind: WaitingWork['kind']; org_id: string; run_id: string; id: string };

/** Older than five seconds; at most 200 of each kind. */
export async function waitingWork(db: Database): Promise<WaitingWork[]> {
  const { rows } = await db.orm.execute<Row>(sql`select kind, org_id, run_id, id from waiting_work()`);
  return rows.map(({ kind, org_id: orgId, run_id: runId, id }) =>
    kind === 'session' ? { kind, orgId, id } : { kind, orgId, runId, id },
  );
}
