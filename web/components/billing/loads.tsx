'use client';

import { Inbox, LoaderCircle } from 'lucide-react';
import { type Fold, FoldHead, FoldingList } from '@/components/folding-list.tsx';
import { EmptyState } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { Progress } from '@/components/ui/progress.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { BillingImport } from '@/lib/api-types.generated.ts';
import { useBillingLoads } from '@/lib/billing-queries.ts';
import { importWords, isActive, loadShare } from '@/lib/billing-words.ts';
import { counted } from '@/lib/estate-words.ts';
import { LoadDetails } from './load-details.tsx';

/** What came and what became of it. */
export const Loads = ({ accountId }: { accountId: string }) => (
  <FoldingList
    title="Loads"
    param="load"
    list={useBillingLoads(accountId)}
    empty={
      <EmptyState icon={Inbox} title="Nothing has come yet">
        What is uploaded or found at the source stands here with its rows, its sums, and why it was refused.
      </EmptyState>
    }
    Row={Row}
  />
);

const nameOf = ({ files, sourceKey }: BillingImport): string => {
  const [first, ...more] = files;
  if (!first) return sourceKey;
  return more.length > 0 ? `${sourceKey}: ${first.name} and ${counted(more.length, 'other')}` : first.name;
};

function Row({ item: load, fold }: { item: BillingImport; fold: Fold }) {
  const { state, rowsStaged, rowsTotal, createdAt, problems } = load;
  const { label, tone, says } = importWords[state];
  return (
    <li data-testid="billing-load" data-load-state={state}>
      <FoldHead fold={fold}>
        <Tip text={says}>
          <Badge tone={tone}>
            {state === 'loading' ? <LoaderCircle className="animate-spin" /> : null}
            {label}
          </Badge>
        </Tip>
        <span className="min-w-0 flex-1">
          <span className="block truncate">{nameOf(load)}</span>
          {problems[0] && !fold.open ? (
            <span className="block truncate text-bad text-xs">{problems[0].message}</span>
          ) : null}
        </span>
        <span className="shrink-0 text-right text-muted text-xs tabular-nums">
          {rowsTotal !== null || rowsStaged > 0 ? (
            <span className="max-sm:hidden">{counted(rowsTotal ?? rowsStaged, 'row')}, </span>
          ) : null}
          <TimeText at={createdAt} />
        </span>
      </FoldHead>
      {isActive(load) ? <LoadProgress load={load} /> : null}
      {fold.open ? <LoadDetails load={load} /> : null}
    </li>
  );
}

function LoadProgress({ load }: { load: BillingImport }) {
  const share = loadShare(load);
  return (
    <div className="grid gap-1 px-3 pb-2">
      <Progress label="Progress of the load" share={share} />
      <p className="text-muted text-xs tabular-nums">
        {share === null
          ? `${counted(load.rowsStaged, 'row')} so far.`
          : `${counted(load.rowsStaged, 'row')} of ${counted(load.rowsTotal ?? 0, 'row')}.`}{' '}
        You can leave this page; it goes on.
      </p>
    </div>
  );
}
