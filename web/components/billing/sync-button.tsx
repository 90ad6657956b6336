'use client';

import { RefreshCw } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import type { BillingAccount } from '@/lib/api-types.generated.ts';
import { useBillingSyncs, useStartBillingSync } from '@/lib/billing-queries.ts';
import { useRole } from '@/lib/use-role.ts';

export function BillingSyncButton({ account }: { account: BillingAccount }) {
  const role = useRole();
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
