/** How a sync ends, from what its scopes came to. */
import { inOrg, type Tx } from '../../db/client.ts';
import { tidyEstate } from '../../db/estate-upkeep.ts';
import { countsOf, noCounts } from '../../db/sync-counts.ts';
import { endSync, type SyncEnd, syncStopped, tellSyncFailed } from '../../db/sync-runs.ts';
import { scopesOfRun } from '../../db/sync-scopes.ts';
import { endPause, pauseSync, readSyncSettings } from '../../db/sync-settings.ts';
import { errorText } from '../../platform/errors.ts';
import { alignSyncSchedule } from '../../platform/sync-schedules.ts';
import type { ResourceSyncOutcome, SyncVerdict } from '../../workflows/messages.ts';
import type { WorkerDeps } from '../deps.ts';

type OfRun = { orgId: string; connectionId: string; syncRunId: string };

/** May be repeated: the first end stands. */
export async function finishSync(
  { db, temporal, log }: Pick<WorkerDeps, 'db' | 'temporal' | 'log'>,
  { verdict, ...run }: OfRun & { verdict: SyncVerdict },
): Promise<ResourceSyncOutcome> {
  const { ended, settings, written } = await inOrg(db, run, async (tx) => {
    const end = await endOf(tx, run.syncRunId, verdict);
    const ended = await endSync(tx, run, end);
    if (verdict.kind === 'rejected') await pauseSync(tx, run, verdict.reason);
    else if (ended.state === 'failed') await tellSyncFailed(tx, ended);
    else if (ended.state === 'complete' || ended.state === 'partial') await endPause(tx, run.connectionId);
    const counts = (await countsOf(tx, [run.syncRunId])).get(run.syncRunId) ?? noCounts;
    const written = counts.created + counts.updated + counts.deleted;
    return { ended, settings: await readSyncSettings(tx, run.connectionId), written };
  });
  await tidyEstate(db, written).catch((error) =>
    log.warn({ syncRunId: run.syncRunId }, `the tables were not tidied after a large sync: ${errorText(error)}`),
  );
  await alignSyncSchedule(temporal, { ...run, ...settings });
  return { syncRunId: run.syncRunId, state: ended.state === 'running' ? 'failed' : ended.state };
}

async function endOf(tx: Tx, syncRunId: string, verdict: SyncVerdict): Promise<SyncEnd> {
  if (verdict.kind === 'cancelled') return syncStopped;
  if (verdict.kind !== 'listed') return { state: 'failed', reason: verdict.reason };
  const scopes = await scopesOfRun(tx, syncRunId);
  const missed = scopes.filter(({ state }) => state !== 'complete');
  if (missed.length === 0) return { state: 'complete', reason: null };
  const first = missed.find(({ error }) => error)?.error ?? '';
  const reason = `${missed.length} of ${scopes.length} listings could not be read, and nothing in them was taken as deleted. ${first}`;
  return { state: missed.length < scopes.length ? 'partial' : 'failed', reason: reason.trim() };
}
