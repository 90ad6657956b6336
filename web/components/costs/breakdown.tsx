import Link from 'next/link';
import type { ReactNode } from 'react';
import type { CostOverview, CostRow } from '@/lib/api-types.generated.ts';
import { exploreHref } from '@/lib/cost-filters.ts';
import { rangeOf } from '@/lib/cost-period.ts';
import { groupLabel, rowLabel, shareOf, spent } from '@/lib/spend-words.ts';
import { ChangeText } from './change-text.tsx';

type BreakdownProps = {
  data: CostOverview;
  currency: string;
  /** Of the whole month so far, for the length of bars. */
  whole: string;
  group: string;
  rows: CostRow[];
  actions?: ReactNode;
};

/** The month by one thing: what each costs, its part of the whole, and how it changed. Each row leads on. */
export function Breakdown({ data, currency, whole, group, rows, actions }: BreakdownProps) {
  const own = rows.filter((row) => row.currency === currency);
  const link = { range: rangeOf(data.period), metric: data.metric, currency, group };
  const label = groupLabel(group);
  return (
    <section aria-label={`By ${label.toLowerCase()}`} className="panel min-w-0 content-start p-3">
      <div className="mb-1.5 flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">By {label.toLowerCase()}</h2>
        {actions ?? (
          <Link href={exploreHref(link)} className="text-primary text-xs hover:underline">
            Explore
          </Link>
        )}
      </div>
      <table className="w-full table-fixed text-sm tabular-nums">
        <thead className="text-left text-muted text-xs">
          <tr>
            <th className="py-1 font-normal">{label}</th>
            <th className="w-28 py-1 text-right font-normal">Cost</th>
            <th className="w-18 py-1 text-right font-normal" title="Against the same days of the month before">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {own.map((row) => (
            <tr key={row.others ? 'others' : `key ${row.keys[0]}`} className="border-border/60 border-t">
              <td className="min-w-0 py-1 pr-3">
                <Name row={row} group={group} link={link} />
                <span aria-hidden className="mt-0.5 block h-1 rounded-sm bg-sunken">
                  <span
                    className="block h-full rounded-sm bg-(--chart-1)"
                    style={{ width: `${shareOf(row.amount, whole)}%` }}
                  />
                </span>
              </td>
              <td className="py-1 text-right align-top" title={row.amount ?? undefined}>
                {spent(row.amount ?? '0', currency)}
              </td>
              <td className="py-1 text-right align-top text-xs leading-5">
                <ChangeText delta={row.delta} before={row.compareAmount} currency={currency} short />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {own.length === 0 ? <p className="py-2 text-muted text-sm">No costs in these days.</p> : null}
    </section>
  );
}

type RowLink = Omit<Parameters<typeof exploreHref>[0], 'value' | 'groupBy'>;

function Name({ row, group, link }: { row: CostRow; group: string; link: RowLink }) {
  const label = rowLabel(row, group);
  if (row.others) return <span className="block truncate text-muted">{label}</span>;
  const next = group === 'service' ? 'region' : 'service';
  return (
    <Link
      href={exploreHref({ ...link, value: row.keys[0] ?? null, groupBy: next })}
      prefetch={false}
      title={label}
      className={row.keys[0] === null ? 'block truncate text-muted hover:underline' : 'block truncate hover:underline'}
    >
      {label}
    </Link>
  );
}
