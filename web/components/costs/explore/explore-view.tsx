'use client';

import { Receipt } from 'lucide-react';
import { useMemo } from 'react';
import { SavedViews } from '@/components/inventory/saved-views.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { CostExploration } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { noCostFilters } from '@/lib/cost-filters.ts';
import { monthText, periodText, rangeOf, wholeMonth } from '@/lib/cost-period.ts';
import { useExploredCosts } from '@/lib/cost-queries.ts';
import { stacked } from '@/lib/cost-series.ts';
import { currenciesIn, groupLabel, spent } from '@/lib/spend-words.ts';
import { Basis } from '../basis.tsx';
import { ChangeText } from '../change-text.tsx';
import { ChartFigure } from '../charts/chart-figure.tsx';
import { Bars, Lines } from '../charts/charts.tsx';
import { CostsPage } from '../costs-page.tsx';
import { Drivers } from './drivers.tsx';
import { ExploreFilters } from './explore-filters.tsx';
import { ExploreTable } from './explore-table.tsx';
import { ExploreToolbar } from './explore-toolbar.tsx';
import { type Explore, useExplore } from './use-explore.ts';

export function ExploreView() {
  const explore = useExplore();
  const { view, period, searches } = explore;
  const { data, error, refetch, isPlaceholderData } = useExploredCosts(searches.table);
  const currencies = data ? currenciesIn(data.totals) : [];
  const currency = currencies.find((one) => one === view.currency) ?? currencies[0];
  return (
    <CostsPage
      title="Explore costs"
      note={
        data ? <Basis period={period} metric={view.metric} currency={currency} freshness={data.freshness} /> : '\u00a0'
      }
      actions={<SavedViews page="costs" />}
    >
      <div className="grid gap-2">
        <ExploreToolbar explore={explore} currencies={currencies} currency={currency} />
        <ExploreFilters explore={explore} />
      </div>
      {error && !data ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Waiting /> : null}
      {data && !currency ? <Nothing explore={explore} data={data} /> : null}
      {data && currency ? (
        <div className={cn('grid gap-4', isPlaceholderData && 'opacity-60')}>
          <Total data={data} currency={currency} />
          <ExploreChart explore={explore} currency={currency} />
          <ExploreTable data={data} currency={currency} explore={explore} />
          {explore.before ? <Drivers explore={explore} currency={currency} /> : null}
        </div>
      ) : null}
    </CostsPage>
  );
}

function Total({ data, currency }: { data: CostExploration; currency: string }) {
  const total = data.totals.find((one) => one.currency === currency);
  if (!total) return null;
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1" data-testid="explore-total">
      <span className="font-semibold text-lg tabular-nums" title={total.amount ?? undefined}>
        {spent(total.amount ?? '0', currency)}
      </span>
      {data.compare ? (
        <>
          <ChangeText delta={total.delta} before={total.compareAmount} currency={currency} className="font-medium" />
          <span className="text-muted text-xs tabular-nums">
            against {spent(total.compareAmount ?? '0', currency)}, {periodText(data.compare)}
          </span>
        </>
      ) : null}
    </p>
  );
}

function ExploreChart({ explore, currency }: { explore: Explore; currency: string }) {
  const { view, searches } = explore;
  const { groupBy, grain } = view;
  const { data, error, refetch } = useExploredCosts(searches.chart(currency));
  const chart = useMemo(() => {
    if (!data) return null;
    const [time, group] = data.groupBy;
    const own = data.rows.filter((row) => row.currency === currency);
    return stacked(own, group ?? groupBy, data.period, time === 'week' || time === 'month' ? time : 'day');
  }, [data, currency, groupBy]);
  if (error && !chart) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!chart) return <Skeleton className="h-80" />;
  const title = `By ${grain} and ${groupLabel(groupBy).toLowerCase()}`;
  const Drawn = view.chart === 'lines' ? Lines : Bars;
  return (
    <ChartFigure
      title={title}
      chart={chart}
      currency={currency}
      first={grain === 'day' ? 'Day' : grain === 'week' ? 'Week from' : 'Month'}
    >
      <Drawn chart={chart} currency={currency} title={title} height={260} />
    </ChartFigure>
  );
}

const Waiting = () => (
  <div className="grid gap-4">
    <Skeleton className="h-7 w-64" />
    <Skeleton className="h-80" />
    <SkeletonRows rows={6} />
  </div>
);

function Nothing({ explore, data }: { explore: Explore; data: CostExploration }) {
  const filtered = Object.values(explore.filters).some((values) => values.length > 0);
  const newest = data.freshness.completeThrough;
  const showNewest = () => newest && void explore.setView({ range: rangeOf(wholeMonth(newest)) });
  return (
    <EmptyState
      icon={Receipt}
      title="No costs here"
      action={
        filtered ? (
          <Button onClick={() => void explore.setFilters(noCostFilters)}>Take the filters away</Button>
        ) : newest ? (
          <Button onClick={showNewest}>Show {monthText(newest)}</Button>
        ) : undefined
      }
    >
      {filtered ? 'Nothing in these days meets all of these filters.' : 'No bill that has come holds these days.'}
    </EmptyState>
  );
}
