'use client';

import { RefreshCw, Square } from 'lucide-react';
import { Button, type ButtonProps } from '@/components/ui/button.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { Sync } from '@/lib/api-types.generated.ts';
import { useStartSync, useStopSync } from '@/lib/sync-queries.ts';
import { useRole } from '@/lib/use-role.ts';

export function SyncButton({ sync, ...props }: { sync: Sync } & Pick<ButtonProps, 'look' | 'className'>) {
  const role = useRole();
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
