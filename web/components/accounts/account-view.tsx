'use client';

import { Boxes, Waypoints } from 'lucide-react';
import Link from 'next/link';
import { SandboxMark } from '@/components/marks.tsx';
import { Callout, ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Connection, Sync } from '@/lib/api-types.generated.ts';
import { connectionWords } from '@/lib/estate-words.ts';
import { useConnections } from '@/lib/queries.ts';
import { useCoverage, useSync } from '@/lib/sync-queries.ts';
import { CategoryCoverage } from './category-coverage.tsx';
import { CoverageBar } from './coverage-bar.tsx';
import { SyncButton } from './sync-button.tsx';
import { SyncRuns } from './sync-runs.tsx';
import { SyncSettings } from './sync-settings.tsx';
import { SyncProgressBar, SyncSummary } from './sync-state.tsx';

export function AccountView({ connectionId }: { connectionId: string }) {
  const connections = useConnections();
  const sync = useSync(connectionId);
  const connection = connections.data?.items.find(({ id }) => id === connectionId);
  const error = connections.error ?? sync.error;
  if (connection && sync.data) return <Loaded connection={connection} sync={sync.data} />;
  return (
    <Page title={connection?.name ?? 'Account'}>
      {error ? <ProblemNotice error={error} retry={() => void sync.refetch()} /> : <SkeletonRows rows={8} />}
    </Page>
  );
}

function Loaded({ connection, sync }: { connection: Connection; sync: Sync }) {
  const { id, name, provider, accountId, region, sandbox } = connection;
  const { data: coverage } = useCoverage(id);
  const { running, lastRun, pausedReason, pausedAt } = sync;
  return (
    <Page
      title={name}
      note={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {sandbox ? <SandboxMark /> : null}
          {connectionWords[provider]} {accountId}, {region}
        </span>
      }
      actions={
        <>
          <Button size="sm" look="quiet" asChild>
            <Link href={`/inventory?connectionId=${id}`}>
              <Boxes /> Resources
            </Link>
          </Button>
          <Button size="sm" look="quiet" asChild>
            <Link href="/graph">
              <Waypoints /> Graph
            </Link>
          </Button>
          <SyncButton sync={sync} look="primary" />
        </>
      }
    >
      {pausedReason ? (
        <Callout tone="bad" title="Its syncs are paused">
          <p>
            {pausedReason} {pausedAt ? <TimeText at={pausedAt} className="text-muted" /> : null}
          </p>
        </Callout>
      ) : null}
      {!pausedReason && lastRun && lastRun.state !== 'complete' && lastRun.reason ? (
        <Callout tone={lastRun.state === 'failed' ? 'bad' : 'warn'} title="The last sync did not read everything">
          <p>{lastRun.reason}</p>
        </Callout>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="grid min-w-0 gap-5">
          <section aria-label="Now" className="panel grid gap-3 p-3 sm:grid-cols-2 sm:gap-6">
            <CoverageBar counts={coverage} connectionId={id} />
            {running ? <SyncProgressBar run={running} /> : <SyncSummary sync={sync} />}
          </section>
          <SyncRuns connectionId={id} />
        </div>
        <aside className="grid min-w-0 gap-5">
          <SyncSettings sync={sync} />
          {coverage ? <CategoryCoverage coverage={coverage} connectionId={id} /> : null}
        </aside>
      </div>
    </Page>
  );
}
