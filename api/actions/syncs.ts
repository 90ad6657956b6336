/** Starts and changes the sync of a connection: the row first, then Temporal. */
import type { Actor } from '../../db/auth.ts';
import { inOrg } from '../../db/client.ts';
import { endSync, requestSync, runningSync, syncStopped } from '../../db/sync-runs.ts';
import { chooseSync, type SyncChoice } from '../../db/sync-settings.ts';
import { readSyncRun, requireConnection, type SyncRunDetails } from '../../db/sync-views.ts';
import { conflict } from '../../platform/errors.ts';
import { alignSyncSchedule, startSync, stopSync } from '../../platform/sync-schedules.ts';
import { keepAudit, keepAuditOnce } from '../audit.ts';
import type { Parts } from '../parts.ts';
import { scopeOf } from './scope.ts';

type Needs = Pick<Parts, 'db' | 'temporal'>;

/** @returns the one that runs where one runs, and the same one for the same id */
export async function startSyncOf(
  { db, temporal }: Needs,
  actor: Actor,
  connectionId: string,
  id: string = crypto.randomUUID(),
): Promise<SyncRunDetails> {
  const { orgId, userId } = actor;
  const details = await inOrg(db, scopeOf(actor), async (tx) => {
    await requireConnection(tx, connectionId);
    const wanted = { id, trigger: 'person', requestedBy: userId } as const;
    const run = await requestSync(tx, { orgId, connectionId }, wanted);
    const details = await readSyncRun(tx, run.id);
    if (run.id === id) await keepAuditOnce(tx, actor, { action: 'connection.sync', ...syncOf(connectionId, id) });
    return details;
  });
  if (details.run.state === 'running') {
    await startSync(temporal, { orgId, connectionId, syncRunId: details.run.id, trigger: 'person' });
  }
  return details;
}

/**
 * Stops the sync that runs. One that no workflow has begun ends here and now: nobody would hear the request.
 *
 * @throws AuroraError `conflict` where none runs
 */
export async function stopSyncOf({ db, temporal }: Needs, actor: Actor, connectionId: string): Promise<SyncRunDetails> {
  const { orgId } = actor;
  const running = await inOrg(db, scopeOf(actor), async (tx) => {
    await requireConnection(tx, connectionId);
    return runningSync(tx, connectionId);
  });
  if (!running) throw conflict('No sync of this account runs, so there is nothing to stop.');
  const run = { orgId, connectionId, syncRunId: running.id };
  const heard = await stopSync(temporal, connectionId);
  return inOrg(db, scopeOf(actor), async (tx) => {
    if (!heard) await endSync(tx, run, syncStopped);
    const details = await readSyncRun(tx, running.id);
    await keepAudit(tx, actor, { action: 'connection.sync_stop', ...syncOf(connectionId, running.id) });
    return details;
  });
}

const syncOf = (connectionId: string, id: string) => ({ subject: { kind: 'sync_run', id }, detail: { connectionId } });

export async function changeSync(
  { db, temporal }: Needs,
  actor: Actor,
  connectionId: string,
  { resume, ...choice }: SyncChoice & { resume?: true },
): Promise<void> {
  const { orgId } = actor;
  const settings = await inOrg(db, scopeOf(actor), async (tx) => {
    await requireConnection(tx, connectionId);
    const chosen = await chooseSync(tx, { orgId, connectionId }, choice, resume ?? false);
    const subject = { kind: 'connection', id: connectionId };
    await keepAudit(tx, actor, { action: 'connection.sync_settings', subject, detail: { ...choice, resume } });
    return chosen;
  });
  await alignSyncSchedule(temporal, { orgId, connectionId, ...settings });
}
