'use client';

import { Boxes, Waypoints } from 'lucide-react';
import Link from 'next/link';
import { SandboxMark } from '@/components/marks.tsx';
import { Callout, ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { ConnectionDetails, Sync } from '@/lib/api-types.generated.ts';
import { useConnection } from '@/lib/connection-queries.ts';
import { connectionWords } from '@/lib/estate-words.ts';
import { useCoverage, useSync } from '@/lib/sync-queries.ts';
import { CategoryCoverage } from './category-coverage.tsx';
import { CheckHistory, CheckSection } from './connection/check-section.tsx';
import { ConnectionSettings } from './connection/connection-settings.tsx';
import { ConnectionStateBadge } from './connection/connection-state.tsx';
import { ManifestPolicySection } from './connection/manifest-policy.tsx';
import { CoverageBar } from './coverage-bar.tsx';
import { SyncButton } from './sync-button.tsx';
import { SyncRuns } from './sync-runs.tsx';
import { SyncSettings } from './sync-settings.tsx';
import { SyncProgressBar, SyncSummary } from './sync-state.tsx';

export function AccountView({ connectionId }: { connectionId: string }) {
  const connection = useConnection(connectionId);
  const sync = useSync(connectionId);
  const error = connection.error ?? sync.error;
  if (connection.data && sync.data) return <Loaded connection={connection.data} sync={sync.data} />;
  const again = () => void Promise.all([connection.refetch(), sync.refetch()]);
  return (
    <Page title={connection.data?.name ?? 'Account'}>
      {error ? <ProblemNotice error={error} retry={again} /> : <SkeletonRows rows={8} />}
    </Page>
  );
}

function Loaded({ connection, sync }: { connection: ConnectionDetails; sync: Sync }) {
  const { id, name, provider, accountId, region, sandbox, state, verifiedAt } = connection;
  // Hosts are no cloud: there is nothing to list of them.
  const listed = provider !== 'ssh' && (verifiedAt !== null || sync.lastRun !== null || sync.running !== null);
  const { data: coverage } = useCoverage(id);
  const { running, lastRun, pausedReason, pausedAt } = sync;
  return (
    <Page
      title={name}
      note={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {sandbox ? <SandboxMark /> : null}
          <ConnectionStateBadge state={state} />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {connectionWords[provider]} {accountId}
            {region === 'global' ? '' : `, ${region}`}
          </span>
        </span>
      }
      actions={
        listed ? (
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
        ) : null
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
          <CheckSection connection={connection} />
          {listed ? (
            <section aria-label="Now" className="panel grid gap-3 p-3 sm:grid-cols-2 sm:gap-6">
              <CoverageBar counts={coverage} connectionId={id} />
              {running ? <SyncProgressBar run={running} /> : <SyncSummary sync={sync} />}
            </section>
          ) : null}
          {provider === 'kubernetes' ? <ManifestPolicySection connectionId={id} /> : null}
          {listed ? <SyncRuns connectionId={id} /> : null}
          <CheckHistory connectionId={id} />
        </div>
        <aside className="grid min-w-0 gap-5">
          <ConnectionSettings connection={connection} />
          {listed ? <SyncSettings sync={sync} /> : null}
          {listed && coverage ? <CategoryCoverage coverage={coverage} connectionId={id} /> : null}
        </aside>
      </div>
    </Page>
  );
}
