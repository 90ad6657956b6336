'use client';

import Link from 'next/link';
import { useMemo } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import type { CostOverview } from '@/lib/api-types.generated.ts';
import { costSearch, exploreHref } from '@/lib/cost-filters.ts';
import { rangeOf } from '@/lib/cost-period.ts';
import { useExploredCosts } from '@/lib/cost-queries.ts';
import { stacked } from '@/lib/cost-series.ts';
import { ChartFigure } from './charts/chart-figure.tsx';
import { Bars } from './charts/charts.tsx';

/** Each day of the month in its largest services. */
export function DailyByService({ data, currency }: { data: CostOverview; currency: string }) {
  const { period, metric } = data;
  const search = costSearch({ period, metric, currency, groupBy: ['day', 'service'], limit: 7 });
  const { data: explored, error, refetch } = useExploredCosts(search);
  const chart = useMemo(() => explored && stacked(explored.rows, 'service', explored.period, 'day'), [explored]);
  if (error && !chart) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!chart) return <Skeleton className="min-h-80" />;
  return (
    <ChartFigure
      title="By day and service"
      note="The largest services; the rest together"
      chart={chart}
      currency={currency}
      first="Day"
      actions={
        <Link
          href={exploreHref({ range: rangeOf(period), metric, currency, group: 'service' })}
          className="text-primary text-xs hover:underline"
        >
          Explore
        </Link>
      }
    >
      <Bars chart={chart} currency={currency} title="Costs by day and service" />
    </ChartFigure>
  );
}
