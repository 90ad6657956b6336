'use client';

import { ProblemNotice } from '@/components/notices.tsx';
import { Select } from '@/components/ui/select.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { CostDrivers } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { periodText } from '@/lib/cost-period.ts';
import { useCostDrivers } from '@/lib/cost-queries.ts';
import { Decimal } from '@/lib/decimal.ts';
import { dimensions, groupLabel, rowLabel, spent } from '@/lib/spend-words.ts';
import { useTagKeys } from '@/lib/use-tag-keys.ts';
import { ChangeText } from '../change-text.tsx';
import type { Explore } from './use-explore.ts';

/** What moved most between the two periods, whichever way. */
export function Drivers({ explore, currency }: { explore: Explore; currency: string }) {
  const { view, setView, searches, period, before } = explore;
  const by = view.driversBy ?? 'resource';
  const { data, error, refetch } = useCostDrivers(searches.drivers(currency, by));
  const tags = useTagKeys();
  const rows = data?.drivers.filter((one) => one.currency === currency);
  return (
    <section aria-label="What changed most" className="panel grid gap-2 p-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <h2 className="font-semibold">What changed most</h2>
          <p className="text-muted text-xs">
            {periodText(period)}
            {before ? ` against ${periodText(before)}` : ''}
          </p>
        </div>
        <Select
          label="Explain by"
          value={by}
          onChange={(value) => void setView({ driversBy: value })}
          options={['resource', ...dimensions, ...tags.map((key) => `tag:${key}`)].map((one) => ({
            value: one,
            label: `By ${groupLabel(one).toLowerCase()}`,
          }))}
        />
      </div>
      {error && !rows ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!rows && !error ? <SkeletonRows rows={5} className="h-6" /> : null}
      {rows?.length === 0 ? <p className="text-muted text-sm">Nothing changed.</p> : null}
      {rows && rows.length > 0 ? <Rows rows={rows} by={data?.by ?? by} currency={currency} /> : null}
    </section>
  );
}

function Rows({ rows, by, currency }: { rows: CostDrivers['drivers']; by: string; currency: string }) {
  const largest = rows.reduce((most, { delta }) => Decimal.max(most, new Decimal(delta).abs()), new Decimal(0));
  return (
    <ol className="grid gap-1.5 text-sm">
      {rows.map((row) => {
        const { delta, compareAmount, amount } = row;
        const width = largest.isZero() ? 0 : new Decimal(delta).abs().div(largest).times(50).toNumber();
        const dearer = !new Decimal(delta).isNegative();
        const label = rowLabel(row, by);
        return (
          <li
            key={`${row.keys[0]}`}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 sm:grid-cols-[minmax(0,1fr)_9rem_11rem]"
          >
            <span className="min-w-0" title={row.keys[0] ?? label}>
              <span className="block truncate">{label}</span>
              {row.keys[0] && row.keys[0] !== label ? (
                <span className="block truncate text-faint text-xs">{row.keys[0]}</span>
              ) : null}
            </span>
            <span aria-hidden className="relative h-2 rounded-sm bg-sunken max-sm:hidden">
              <span className="absolute inset-y-0 left-1/2 w-px bg-strong-border" />
              <span
                className={cn('absolute inset-y-0 rounded-sm', dearer ? 'left-1/2 bg-bad' : 'right-1/2 bg-good')}
                style={{ width: `${width}%` }}
              />
            </span>
            <span
              className="text-right text-xs"
              title={`${spent(compareAmount, currency)} before, ${spent(amount, currency)} now`}
            >
              <ChangeText delta={delta} before={compareAmount} currency={currency} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}
