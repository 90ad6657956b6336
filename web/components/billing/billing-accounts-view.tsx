'use client';

import { Plus, Receipt } from 'lucide-react';
import Link from 'next/link';
import { CostsPage } from '@/components/costs/costs-page.tsx';
import { MadeUpMark } from '@/components/costs/made-up-mark.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { BillingAccount } from '@/lib/api-types.generated.ts';
import { useBillingAccounts } from '@/lib/billing-queries.ts';
import { sourceWords } from '@/lib/billing-words.ts';
import { useMay } from '@/lib/use-role.ts';
import { CreateBillingAccount } from './create-billing-account.tsx';
import { Freshness } from './freshness.tsx';
import { BillingSyncButton } from './sync-button.tsx';

export function BillingAccountsView() {
  const admin = useMay('admin');
  const { data, error, refetch } = useBillingAccounts();
  const items = data?.items;
  const create = admin ? (
    <CreateBillingAccount>
      <Button look="primary" data-testid="new-billing-account">
        <Plus /> New billing account
      </Button>
    </CreateBillingAccount>
  ) : null;
  return (
    <CostsPage title="Billing accounts" note="Where costs come from, and how fresh they are." actions={create}>
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={3} className="h-16" /> : null}
      {items?.length === 0 ? (
        <EmptyState icon={Receipt} title="No costs come in yet" action={create}>
          {admin
            ? 'Make a billing account to upload a FOCUS file, or to have exports of a cloud read every day.'
            : 'An admin makes a billing account to upload files or to have exports of a cloud read every day.'}
        </EmptyState>
      ) : null}
      <ul className="panel divide-y divide-border empty:hidden">
        {items?.map((account) => (
          <Row key={account.id} account={account} />
        ))}
      </ul>
    </CostsPage>
  );
}

function Row({ account }: { account: BillingAccount }) {
  const { id, name, kind, currency, madeUp, enabled, problems } = account;
  const [problem] = problems;
  return (
    <li
      data-testid="billing-account"
      className="relative grid gap-x-6 gap-y-2 px-3 py-3 hover:bg-hover md:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)_auto] md:items-center"
    >
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          <Link href={`/costs/accounts/${id}`} className="min-w-0 truncate font-medium after:absolute after:inset-0">
            {name}
          </Link>
          {madeUp ? <MadeUpMark /> : null}
          {enabled ? null : <Badge>Paused</Badge>}
        </p>
        <p className="truncate text-muted text-xs">
          {sourceWords[kind].label}, {currency}
        </p>
      </div>
      <div className="grid min-h-8 content-center gap-0.5 text-xs">
        <Freshness account={account} />
        {problem ? <p className="line-clamp-2 text-bad">{problem.message}</p> : null}
      </div>
      <div className="relative z-10">{kind === 'upload' ? null : <BillingSyncButton account={account} />}</div>
    </li>
  );
}
