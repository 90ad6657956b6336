import type { Series } from '@/lib/cost-series.ts';

/** Nothing for one series: the title says what it is. */
export function Legend({ series }: { series: Series[] }) {
  if (series.length < 2) return null;
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-muted text-xs">
      {series.map(({ key, label, color }) => (
        <li key={key} className="inline-flex min-w-0 max-w-60 items-center gap-1.5">
          <span aria-hidden className="size-2 shrink-0 rounded-sm" style={{ background: color }} />
          <span className="truncate" title={label}>
            {label}
          </span>
        </li>
      ))}
    </ul>
  );
}
