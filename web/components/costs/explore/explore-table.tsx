'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import type { CostExploration, CostRow } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { type CostSort, costSorts, sortedCosts } from '@/lib/cost-sort.ts';
import { groupLabel, rowLabel, shareOf, spent } from '@/lib/spend-words.ts';
import { ChangeText } from '../change-text.tsx';
import type { Explore } from './use-explore.ts';

type ExploreTableProps = { data: CostExploration; currency: string; explore: Explore };

const order = {
  sort: parseAsStringLiteral(costSorts).withDefault('amount'),
  order: parseAsStringLiteral(['asc', 'desc'] as const).withDefault('desc'),
};

/** Every group of the period, with what it was before. A name narrows the page to it. */
export function ExploreTable({ data, currency, explore }: ExploreTableProps) {
  const [sorting, setSorting] = useQueryStates(order);
  const group = data.groupBy[0] ?? 'service';
  const rows = useMemo(() => {
    const own = data.rows.filter((row) => row.currency === currency);
    return sortedCosts(own, group, sorting.sort, sorting.order);
  }, [data, currency, group, sorting]);
  const whole = data.totals.find((one) => one.currency === currency)?.amount ?? '0';
  const titles: [CostSort, string][] = [
    ['name', groupLabel(group)],
    ['amount', 'Cost'],
    ...(data.compare
      ? ([
          ['compareAmount', 'Before'],
          ['delta', 'Change'],
        ] satisfies [CostSort, string][])
      : []),
  ];
  const toggle = (sort: CostSort) => {
    const usual = sort === 'name' ? 'asc' : 'desc';
    const other = sorting.order === 'asc' ? 'desc' : 'asc';
    void setSorting({ sort, order: sorting.sort === sort ? other : usual });
  };
  return (
    <div className="panel overflow-x-auto">
      <table className="w-full text-sm tabular-nums" data-testid="explore-rows">
        <thead className="text-left text-muted text-xs">
          <tr>
            {titles.map(([sort, title]) => {
              const on = sorting.sort === sort;
              const Arrow = sorting.order === 'asc' ? ArrowUp : ArrowDown;
              return (
                <th
                  key={sort}
                  aria-sort={on ? (sorting.order === 'asc' ? 'ascending' : 'descending') : 'none'}
                  className={cn(
                    'px-3 py-1.5 font-normal',
                    sort !== 'name' && 'text-right',
                    sort === 'compareAmount' && 'max-sm:hidden',
                  )}
                >
                  <button
                    type="button"
                    onClick={() => toggle(sort)}
                    className="inline-flex items-center gap-1 hover:text-foreground [&_svg]:size-3"
                  >
                    {title}
                    {on ? <Arrow aria-hidden /> : null}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.others ? 'others' : `key ${row.keys[0]}`} className="border-border/60 border-t hover:bg-hover">
              <td className="w-full max-w-0 px-3 py-1.5">
                <Name row={row} group={group} explore={explore} />
                <span aria-hidden className="mt-0.5 block h-1 max-w-80 rounded-sm bg-sunken">
                  <span
                    className="block h-full rounded-sm bg-(--chart-1)"
                    style={{ width: `${shareOf(row.amount, whole)}%` }}
                  />
                </span>
              </td>
              <td className="whitespace-nowrap px-3 py-1.5 text-right" title={row.amount ?? undefined}>
                {spent(row.amount ?? '0', currency)}
              </td>
              {data.compare ? (
                <>
                  <td
                    className="px-3 py-1.5 text-right text-muted max-sm:hidden"
                    title={row.compareAmount ?? undefined}
                  >
                    {spent(row.compareAmount ?? '0', currency)}
                  </td>
                  <td className="px-3 py-1.5 text-right text-xs">
                    <ChangeText delta={row.delta} before={row.compareAmount} currency={currency} />
                  </td>
                </>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Name({ row, group, explore }: { row: CostRow; group: string; explore: Explore }) {
  const label = rowLabel(row, group);
  if (row.others) return <span className="block truncate text-muted">{label}</span>;
  const key = row.keys[0] ?? '';
  const tag = group.startsWith('tag:') ? group.slice(4) : null;
  const narrow = () => {
    void explore.setFilters(tag === null ? { [group]: [key] } : { tag: [`${tag}=${key}`] });
    void explore.setView({ groupBy: group === 'service' ? 'region' : 'service' });
  };
  return (
    <button
      type="button"
      onClick={narrow}
      title={label}
      className={cn('block max-w-full truncate text-left hover:underline', row.keys[0] === null && 'text-muted')}
    >
      {label}
    </button>
  );
}
