'use client';

import { History } from 'lucide-react';
import { type Fold, FoldHead, FoldingList } from '@/components/folding-list.tsx';
import { EmptyState } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import type { SyncRun } from '@/lib/api-types.generated.ts';
import { countText } from '@/lib/estate-words.ts';
import { useSyncRuns } from '@/lib/sync-queries.ts';
import { changeText, triggerWords } from '@/lib/sync-words.ts';
import { duration } from '@/lib/time.ts';
import { SyncScopes } from './sync-scopes.tsx';
import { SyncStateBadge, useLiveRun } from './sync-state.tsx';

/** Every sync of the account. */
export const SyncRuns = ({ connectionId }: { connectionId: string }) => (
  <FoldingList
    title="Syncs"
    param="sync"
    list={useSyncRuns(connectionId)}
    empty={
      <EmptyState icon={History} title="It was never synced">
        The first sync finds what is there. It starts by itself within the hour, or now with the button above.
      </EmptyState>
    }
    Row={Row}
  />
);

function Row({ item: run, fold }: { item: SyncRun; fold: Fold }) {
  const { state, trigger, requestedBy, startedAt, finishedAt, throttles, reason } = run;
  const { seen, created, updated, deleted, scopes } = useLiveRun(run);
  return (
    <li>
      <FoldHead fold={fold}>
        <SyncStateBadge state={state} />
        <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2 text-xs">
          <TimeText at={startedAt} className="text-sm" />
          <span className="text-muted">
            {requestedBy ? `by ${requestedBy.name}` : triggerWords[trigger]}
            {finishedAt ? `, took ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}` : ''}
          </span>
        </span>
        <span className="shrink-0 text-right text-muted text-xs tabular-nums max-sm:hidden">
          {countText(seen)} seen, {changeText({ created, updated, deleted })}
          {throttles > 0 ? `, slowed ${countText(throttles)} times` : ''}
          {scopes.failed > 0 ? <span className="text-bad">, {countText(scopes.failed)} failed</span> : null}
        </span>
      </FoldHead>
      {fold.open ? (
        <div className="border-border border-t bg-background">
          <p className="px-3 pt-2 text-muted text-xs sm:hidden">
            {countText(seen)} seen, {changeText({ created, updated, deleted })}
          </p>
          {reason ? <p className="px-3 pt-2 text-sm [overflow-wrap:anywhere]">{reason}</p> : null}
          <SyncScopes run={run} />
        </div>
      ) : null}
    </li>
  );
}
