'use client';

import { Cloud, Plus } from 'lucide-react';
import Link from 'next/link';
import { SandboxMark } from '@/components/marks.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Page } from '@/components/page.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Connection } from '@/lib/api-types.generated.ts';
import { connectionWords } from '@/lib/estate-words.ts';
import { useConnections } from '@/lib/queries.ts';
import { useCoverage, useSync } from '@/lib/sync-queries.ts';
import { useMay } from '@/lib/use-role.ts';
import { ConnectionStateBadge } from './connection/connection-state.tsx';
import { CoverageBar } from './coverage-bar.tsx';
import { SyncButton } from './sync-button.tsx';
import { PausedBadge, SyncProgressBar, SyncSummary } from './sync-state.tsx';

export function AccountsView() {
  const { data, error, refetch } = useConnections();
  const items = data?.items;
  const mayConnect = useMay('admin');
  return (
    <Page
      title="Accounts"
      note="What is connected, how much of it is under code, and how fresh the inventory is."
      actions={
        mayConnect ? (
          <Button asChild look="primary">
            <Link href="/accounts/connect">
              <Plus /> Connect an account
            </Link>
          </Button>
        ) : null
      }
    >
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={3} className="h-20" /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={Cloud} title="No account is connected">
          An admin connects accounts; their credentials are kept in Vault. The sandbox account comes with every new
          organisation.
        </EmptyState>
      ) : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {items?.map((connection) => (
          <Row key={connection.id} connection={connection} />
        ))}
      </ul>
    </Page>
  );
}

function Row({ connection }: { connection: Connection }) {
  const { id, name, provider, accountId, region, sandbox, state, stateReason } = connection;
  const { data: sync, error } = useSync(id);
  const { data: coverage } = useCoverage(id);
  const problem = sync?.pausedReason ?? (sync?.lastRun?.state === 'complete' ? null : sync?.lastRun?.reason);
  return (
    <li
      data-testid="account"
      className="relative grid gap-x-6 gap-y-2 px-3 py-3 hover:bg-hover md:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1fr)_auto] md:items-center"
    >
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          <Link href={`/accounts/${id}`} className="min-w-0 truncate font-medium after:absolute after:inset-0">
            {name}
          </Link>
          {sandbox ? <SandboxMark /> : null}
          <ConnectionStateBadge state={state} />
          {sync && (sync.pausedReason || !sync.enabled) ? <PausedBadge broken={sync.pausedReason !== null} /> : null}
        </p>
        <p className="truncate text-muted text-xs">
          {connectionWords[provider]} <span className="font-mono">{accountId}</span>, {region}
        </p>
      </div>
      <CoverageBar counts={coverage} connectionId={id} />
      <div className="min-h-8">
        {error && !sync ? <p className="text-bad text-xs">Its sync cannot be read just now.</p> : null}
        {!sync && !error ? <Skeleton className="h-8" /> : null}
        {sync?.running ? <SyncProgressBar run={sync.running} /> : null}
        {sync && !sync.running ? <SyncSummary sync={sync} /> : null}
        {state === 'broken' && stateReason && stateReason !== problem ? (
          <p className="line-clamp-2 text-bad text-xs">{stateReason}</p>
        ) : null}
        {problem ? <p className="line-clamp-2 text-bad text-xs">{problem}</p> : null}
      </div>
      <div className="relative z-10">{sync ? <SyncButton sync={sync} /> : null}</div>
    </li>
  );
}
