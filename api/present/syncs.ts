/** Rows of syncs as their views. */
import type { z } from 'zod';
import type { SyncScope } from '../../db/sync-scopes.ts';
import type { SyncOverview, SyncRunDetails } from '../../db/sync-views.ts';
import type { SyncRunView, SyncRunWithScopes, SyncView } from '../views/syncs.ts';
import { time, timeOrNull } from './times.ts';

export const syncRunView = ({ run, requestedBy, counts }: SyncRunDetails): z.output<typeof SyncRunView> => ({
  id: run.id,
  connectionId: run.connectionId,
  trigger: run.trigger,
  requestedBy,
  state: run.state,
  reason: run.reason,
  startedAt: time(run.startedAt),
  finishedAt: timeOrNull(run.finishedAt),
  ...counts,
});

export const syncRunWithScopes = (
  details: SyncRunDetails,
  scopes: SyncScope[],
): z.output<typeof SyncRunWithScopes> => ({
  ...syncRunView(details),
  items: scopes.map(({ startedAt, finishedAt, orgId, syncRunId, connectionId, cursor, ...scope }) => ({
    ...scope,
    startedAt: timeOrNull(startedAt),
    finishedAt: timeOrNull(finishedAt),
  })),
});

export const syncView = (
  connectionId: string,
  { settings, running, lastRun, lastCompleteAt }: SyncOverview,
  nextRunAt: Date | null,
): z.output<typeof SyncView> => ({
  connectionId,
  enabled: settings.enabled,
  intervalMinutes: settings.intervalMinutes,
  regions: settings.regions,
  pausedReason: settings.pausedReason,
  pausedAt: timeOrNull(settings.pausedAt),
  nextRunAt: timeOrNull(nextRunAt),
  running: running && syncRunView(running),
  lastRun: lastRun && syncRunView(lastRun),
  lastCompleteAt: timeOrNull(lastCompleteAt),
});
