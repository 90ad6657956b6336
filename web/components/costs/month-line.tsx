'use client';

import { useMemo } from 'react';
import type { CostOverview } from '@/lib/api-types.generated.ts';
import { monthText } from '@/lib/cost-period.ts';
import { cumulative } from '@/lib/cost-series.ts';
import { spent } from '@/lib/spend-words.ts';
import { ChartFigure } from './charts/chart-figure.tsx';
import { Lines } from './charts/charts.tsx';

type MonthLineProps = { data: CostOverview; money: CostOverview['currencies'][number] };

/** How the month adds up, beside the month before, and where it is expected to end. */
export function MonthLine({ data, money }: MonthLineProps) {
  const { month, period, compare } = data;
  const { daily, currency, forecast } = money;
  const chart = useMemo(() => {
    const names = { month: monthText(month.from), before: monthText(compare.from) };
    const made = cumulative(daily, month, period.to);
    return {
      ...made,
      series: made.series.map((one) => ({ ...one, label: one.key === 'month' ? names.month : names.before })),
    };
  }, [daily, month, period.to, compare.from]);
  const title = 'Added up';
  return (
    <ChartFigure
      title={title}
      note="By day of the month, beside the month before"
      chart={chart}
      currency={currency}
      first="Day"
    >
      <Lines
        chart={chart}
        currency={currency}
        title={title}
        mark={
          forecast
            ? { value: Number(forecast.expected), label: `Forecast ${spent(forecast.expected, currency)}` }
            : undefined
        }
      />
    </ChartFigure>
  );
}
