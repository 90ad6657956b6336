'use client';

import { RefreshCw } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import type { BillingAccount } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { useBillingSyncs, useStartBillingSync } from '@/lib/billing-queries.ts';
import { useMe } from '@/lib/queries.ts';

export function BillingSyncButton({ account }: { account: BillingAccount }) {
  const { viewer } = useApp();
  const role = useMe().data?.role ?? viewer.role;
  const start = useStartBillingSync(account.id);
  const { running } = useBillingSyncs(account.id);
  if (role === 'viewer') return null;
  const busy = running || start.isPending;
  return (
    <Button size="sm" disabled={busy} onClick={() => start.mutate()}>
      <RefreshCw className={busy ? 'animate-spin' : undefined} />
      {busy ? 'Syncing' : 'Sync now'}
    </Button>
  );
}
