import type { Point, Series } from '@/lib/cost-series.ts';
import { spent, sumOf } from '@/lib/spend-words.ts';

type ChartTipProps = {
  active?: boolean;
  payload?: readonly { payload?: unknown }[];
  series: Series[];
  currency: string;
  /** Where the parts of a bar add up to something. */
  total: boolean;
};

/** The exact amounts at one place of a chart, the largest first as in the legend. */
export function ChartTip({ active, payload, series, currency, total }: ChartTipProps) {
  const point = payload?.[0]?.payload as Point | undefined;
  if (!active || !point) return null;
  const shown = series.filter(({ key }) => point.texts[key] != null);
  if (shown.length === 0) return null;
  return (
    <div className="max-w-72 rounded-md border border-border bg-raised px-2.5 py-2 text-xs shadow-lg">
      <p className="mb-1 flex justify-between gap-4 font-medium">
        {point.label}
        {total && shown.length > 1 ? (
          <span className="tabular-nums">
            {spent(sumOf(shown.map(({ key }) => point.texts[key] ?? null)), currency)}
          </span>
        ) : null}
      </p>
      <ul className="grid gap-0.5">
        {shown.map(({ key, label, color }) => (
          <li key={key} className="flex items-center gap-1.5">
            <span aria-hidden className="size-2 shrink-0 rounded-sm" style={{ background: color }} />
            <span className="min-w-0 flex-1 truncate text-muted">{label}</span>
            <span className="tabular-nums">{spent(point.texts[key] ?? null, currency)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
