/** The end of a check: what it means for the connection, who is told, and what begins with a first success. */

import { inOrg } from '../../db/client.ts';
import { endCheck as keepEnd } from '../../db/connection-check-end.ts';
import { alignSyncSchedule, startSync } from '../../platform/sync-schedules.ts';
import type { CheckVerdict, ConnectionCheckOutcome, OfConnectionCheck } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';

/** Where the process dies after the rows, the sweeper starts the sync and the keeper makes its schedule. */
export async function endCheck(
  { db, temporal }: Pick<WorkerDeps, 'db' | 'temporal'>,
  { verdict, ...check }: OfConnectionCheck & { verdict: CheckVerdict },
): Promise<ConnectionCheckOutcome> {
  const { state, begins } = await inOrg(db, check, (tx) => keepEnd(tx, check, verdict));
  if (begins) {
    const { orgId, connectionId } = check;
    const schedule = { orgId, connectionId, enabled: true, intervalMinutes: 60, pausedReason: null };
    await alignSyncSchedule(temporal, schedule);
    await startSync(temporal, { orgId, connectionId, syncRunId: null, trigger: 'connect' });
  }
  return { checkId: check.checkId, state };
}
