import type { ReactNode } from 'react';
import type { Chart } from '@/lib/cost-series.ts';
import { ChartTable } from './chart-table.tsx';
import { Legend } from './legend.tsx';

type ChartFigureProps = {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  chart: Chart;
  currency: string;
  /** What the first column of its table is called. */
  first: string;
  children: ReactNode;
};

/** A chart under its title, with what its colours mean and the table behind it. */
export function ChartFigure({ title, note, actions, chart, currency, first, children }: ChartFigureProps) {
  return (
    <figure className="panel grid min-w-0 content-start gap-2 p-3">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
        <span className="min-w-0">
          <span className="font-semibold">{title}</span>
          {note ? <span className="block text-muted text-xs">{note}</span> : null}
        </span>
        {actions}
      </figcaption>
      {children}
      <Legend series={chart.series} />
      <details className="min-w-0">
        <summary className="w-fit cursor-pointer text-muted text-xs hover:text-foreground">As a table</summary>
        <ChartTable chart={chart} currency={currency} first={first} title={title} />
      </details>
    </figure>
  );
}
