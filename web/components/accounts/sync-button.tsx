'use client';

import { RefreshCw } from 'lucide-react';
import { Button, type ButtonProps } from '@/components/ui/button.tsx';
import type { Sync } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { useMe } from '@/lib/queries.ts';
import { useStartSync } from '@/lib/sync-queries.ts';

export function SyncButton({ sync, ...props }: { sync: Sync } & Pick<ButtonProps, 'look' | 'className'>) {
  const { viewer } = useApp();
  const role = useMe().data?.role ?? viewer.role;
  const start = useStartSync(sync.connectionId);
  if (role === 'viewer') return null;
  const running = sync.running !== null || start.isPending;
  return (
    <Button size="sm" disabled={running} onClick={() => start.mutate()} data-testid="sync-now" {...props}>
      <RefreshCw className={running ? 'animate-spin' : undefined} />
      {running ? 'Syncing' : 'Sync now'}
    </Button>
  );
}
