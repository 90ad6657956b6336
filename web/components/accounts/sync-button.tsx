'use client';

import { RefreshCw, Square } from 'lucide-react';
import { Button, type ButtonProps } from '@/components/ui/button.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { Sync } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { useMe } from '@/lib/queries.ts';
import { useStartSync, useStopSync } from '@/lib/sync-queries.ts';

export function SyncButton({ sync, ...props }: { sync: Sync } & Pick<ButtonProps, 'look' | 'className'>) {
  const { viewer } = useApp();
  const role = useMe().data?.role ?? viewer.role;
  const start = useStartSync(sync.connectionId);
  if (role === 'viewer') return null;
  const running = sync.running !== null || start.isPending;
  return (
    <span className="inline-flex items-center gap-1">
      <Button size="sm" disabled={running} onClick={() => start.mutate()} data-testid="sync-now" {...props}>
        <RefreshCw className={running ? 'animate-spin' : undefined} />
        {running ? 'Syncing' : 'Sync now'}
      </Button>
      {/* Another sync can be stopped again, also when the last request is still on its way. */}
      {sync.running ? <StopButton key={sync.running.id} connectionId={sync.connectionId} /> : null}
    </span>
  );
}

function StopButton({ connectionId }: { connectionId: string }) {
  const stop = useStopSync(connectionId);
  return (
    <Tip text="Stops this sync. What it has found stays.">
      <Button
        size="iconSm"
        look="quiet"
        aria-label="Stop the sync"
        disabled={stop.isPending || stop.isSuccess}
        onClick={() => stop.mutate()}
        data-testid="sync-stop"
      >
        <Square className="fill-current" />
      </Button>
    </Tip>
  );
}
