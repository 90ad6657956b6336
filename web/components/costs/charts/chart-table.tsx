import type { Chart } from '@/lib/cost-series.ts';
import { spent } from '@/lib/spend-words.ts';

type ChartTableProps = { chart: Chart; currency: string; first: string; title: string };

/** What a chart draws, in exact amounts. */
export function ChartTable({ chart: { series, points }, currency, first, title }: ChartTableProps) {
  return (
    <div className="mt-2 max-h-72 overflow-auto rounded border border-border">
      <table className="w-full whitespace-nowrap text-xs tabular-nums">
        <caption className="sr-only">
          {title}, in {currency}
        </caption>
        <thead className="sticky top-0 bg-sunken text-left text-muted">
          <tr>
            <th scope="col" className="px-2 py-1 font-normal">
              {first}
            </th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col" className="max-w-48 truncate px-2 py-1 text-right font-normal" title={label}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map(({ at, label, texts }) => (
            <tr key={at} className="border-border/60 border-t">
              <th scope="row" className="px-2 py-1 text-left font-normal">
                {label}
              </th>
              {series.map(({ key }) => (
                <td key={key} className="px-2 py-1 text-right" title={texts[key] ?? undefined}>
                  {texts[key] == null ? '–' : spent(texts[key], currency)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
