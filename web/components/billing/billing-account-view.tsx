'use client';

import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import { CostsPage } from '@/components/costs/costs-page.tsx';
import { MadeUpMark } from '@/components/costs/made-up-mark.tsx';
import { Callout, ProblemNotice } from '@/components/notices.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { BillingAccount } from '@/lib/api-types.generated.ts';
import { useBillingAccount } from '@/lib/billing-queries.ts';
import { problemPlace, sourceWords } from '@/lib/billing-words.ts';
import { useMay } from '@/lib/use-role.ts';
import { BillingSettingsPanel } from './billing-settings.tsx';
import { BillingSyncs } from './billing-syncs.tsx';
import { Freshness } from './freshness.tsx';
import { Loads } from './loads.tsx';
import { BillingSyncButton } from './sync-button.tsx';
import { Upload } from './upload.tsx';

export function BillingAccountView({ id }: { id: string }) {
  const { data, error, refetch } = useBillingAccount(id);
  if (data) return <Loaded account={data} />;
  return (
    <CostsPage title="Billing account">
      {error ? <ProblemNotice error={error} retry={() => void refetch()} /> : <SkeletonRows rows={8} />}
    </CostsPage>
  );
}

function Loaded({ account }: { account: BillingAccount }) {
  const { id, name, kind, currency, madeUp, enabled, problems } = account;
  const admin = useMay('admin');
  const [problem] = problems;
  return (
    <CostsPage
      title={name}
      note={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {madeUp ? <MadeUpMark /> : null}
          {enabled ? null : <Badge>Paused</Badge>}
          {sourceWords[kind].label}, {currency}
        </span>
      }
      actions={
        <>
          <Button size="sm" look="quiet" asChild>
            <Link href="/costs/accounts">
              <ArrowLeft /> All
            </Link>
          </Button>
          {kind === 'upload' ? null : <BillingSyncButton account={account} />}
        </>
      }
    >
      {problem ? (
        <Callout tone="bad" title="The newest load brought nothing">
          <p>{problem.message}</p>
          <p className="text-muted text-xs">{problemPlace(problem)}</p>
          <p className="text-muted text-xs">What was loaded before it still counts.</p>
        </Callout>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="grid min-w-0 gap-5">
          {kind === 'upload' && admin ? <Upload accountId={id} /> : null}
          <section aria-label="Now" className="text-sm">
            <Freshness account={account} />
          </section>
          <Loads accountId={id} />
        </div>
        <aside className="grid min-w-0 gap-5">
          {admin ? <BillingSettingsPanel account={account} /> : null}
          <BillingSyncs accountId={id} />
        </aside>
      </div>
    </CostsPage>
  );
}
