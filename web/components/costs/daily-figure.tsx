'use client';

import { useMemo } from 'react';
import type { Period } from '@/lib/cost-period.ts';
import { type Daily, days } from '@/lib/cost-series.ts';
import { ChartFigure } from './charts/chart-figure.tsx';
import { Bars } from './charts/charts.tsx';

/** One bar a day, for one thing. */
export function DailyFigure({ daily, period, currency }: { daily: Daily; period: Period; currency: string }) {
  const chart = useMemo(() => days(daily, period, 'Cost'), [daily, period]);
  return (
    <ChartFigure title="By day" chart={chart} currency={currency} first="Day">
      <Bars chart={chart} currency={currency} title="Costs by day" height={180} />
    </ChartFigure>
  );
}
