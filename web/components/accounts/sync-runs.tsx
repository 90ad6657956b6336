'use client';

import { ChevronRight, History } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { SyncRun } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { countText } from '@/lib/estate-words.ts';
import { useSyncRuns } from '@/lib/sync-queries.ts';
import { changeText, triggerWords } from '@/lib/sync-words.ts';
import { duration } from '@/lib/time.ts';
import { SyncScopes } from './sync-scopes.tsx';
import { SyncStateBadge, useLiveRun } from './sync-state.tsx';

/** Every sync of the account; the open one stands in the URL. */
export function SyncRuns({ connectionId }: { connectionId: string }) {
  const { items, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useSyncRuns(connectionId);
  const [opened, setOpened] = useQueryState('sync', parseAsString);
  return (
    <section aria-label="Syncs" className="grid gap-2">
      <h2 className="font-semibold">Syncs</h2>
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={4} /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={History} title="It was never synced">
          The first sync finds what is there. It starts by itself within the hour, or now with the button above.
        </EmptyState>
      ) : null}
      <ul className="panel divide-y divide-border overflow-hidden empty:hidden">
        {items?.map((run) => (
          <Row
            key={run.id}
            run={run}
            open={run.id === opened}
            onToggle={() => void setOpened(run.id === opened ? null : run.id)}
          />
        ))}
      </ul>
      {hasNextPage ? (
        <div>
          <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
            {isFetchingNextPage ? 'Loading' : 'Load more'}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Row({ run, open, onToggle }: { run: SyncRun; open: boolean; onToggle: () => void }) {
  const { state, trigger, requestedBy, startedAt, finishedAt, throttles, reason } = run;
  const { seen, created, updated, deleted, scopes } = useLiveRun(run);
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex min-h-10 w-full items-center gap-2 px-2.5 py-1.5 text-left focus-visible:-outline-offset-2 hover:bg-hover"
      >
        <ChevronRight
          className={cn('size-4 shrink-0 text-faint transition-transform', open && 'rotate-90')}
          aria-hidden
        />
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
      </button>
      {open ? (
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
