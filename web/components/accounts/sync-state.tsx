'use client';

import { CircleAlert, CircleCheck, CirclePause, CircleSlash, CircleX, LoaderCircle } from 'lucide-react';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Progress } from '@/components/ui/progress.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { Sync, SyncRun } from '@/lib/api-types.generated.ts';
import { countText } from '@/lib/estate-words.ts';
import { useSyncProgress } from '@/lib/sync-queries.ts';
import { changeText, intervalText, syncWords } from '@/lib/sync-words.ts';
import type { SyncState } from '@/lib/types.ts';

const icons = {
  running: <LoaderCircle className="animate-spin" />,
  complete: <CircleCheck />,
  partial: <CircleAlert />,
  failed: <CircleX />,
  cancelled: <CircleSlash />,
} satisfies Record<SyncState, unknown>;

export function SyncStateBadge({ state }: { state: SyncState }) {
  return (
    <Tip text={syncWords[state].says}>
      <Badge tone={syncWords[state].tone} data-sync-state={state}>
        {icons[state]}
        {syncWords[state].label}
      </Badge>
    </Tip>
  );
}

export const PausedBadge = ({ broken }: { broken: boolean }) => (
  <Badge tone={broken ? 'bad' : 'neutral'}>
    <CirclePause />
    Paused
  </Badge>
);

/** The numbers of a running sync: the row that was read, and newer ones from the stream. */
export function useLiveRun(run: SyncRun): Pick<SyncRun, 'scopes' | 'seen' | 'created' | 'updated' | 'deleted'> {
  const progress = useSyncProgress(run.connectionId);
  return progress && progress.syncRunId === run.id && progress.seen >= run.seen ? progress : run;
}

/** How far a running sync is, in listings; how many there are is only known as it goes on. */
export function SyncProgressBar({ run }: { run: SyncRun }) {
  const { scopes, seen } = useLiveRun(run);
  const share = scopes.total > 0 ? (scopes.done + scopes.failed) / scopes.total : 0;
  return (
    <div className="grid gap-1" data-testid="sync-progress">
      <Progress label="Progress of the sync" share={share} className="h-2" />
      <p className="text-muted text-xs tabular-nums">
        {countText(seen)} seen, {countText(scopes.done)} of {countText(scopes.total)} listings read
        {scopes.failed > 0 ? <span className="text-bad">, {countText(scopes.failed)} failed</span> : null}
      </p>
    </div>
  );
}

/** In one or two lines: how the last sync went, and when the next one comes. */
export function SyncSummary({ sync }: { sync: Sync }) {
  const { lastRun, enabled, pausedReason, nextRunAt, intervalMinutes } = sync;
  return (
    <div className="grid gap-0.5 text-xs">
      {lastRun ? (
        <p>
          {syncWords[lastRun.state].label}{' '}
          <TimeText at={lastRun.finishedAt ?? lastRun.startedAt} className="text-muted" />
          <span className="text-muted">
            , {countText(lastRun.seen)} seen, {changeText(lastRun)}
          </span>
        </p>
      ) : (
        <p className="text-muted">Never synced.</p>
      )}
      <p className="text-muted">
        {pausedReason || !enabled ? 'No sync is planned.' : null}
        {!pausedReason && enabled && nextRunAt ? (
          <>
            Next <TimeText at={nextRunAt} />, {intervalText(intervalMinutes)}.
          </>
        ) : null}
        {!pausedReason && enabled && !nextRunAt ? `Syncs ${intervalText(intervalMinutes)}.` : null}
      </p>
    </div>
  );
}
