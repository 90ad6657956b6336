'use client';

import { ListFilter, X } from 'lucide-react';
import { useState } from 'react';
import { badgeButton } from '@/components/ui/badge-button.ts';
import { Button } from '@/components/ui/button.tsx';
import { Popover, PopoverBody, PopoverTrigger } from '@/components/ui/popover.tsx';
import { Select } from '@/components/ui/select.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { type CostFilterName, costFilterNames, noCostFilters } from '@/lib/cost-filters.ts';
import { useExploredCosts } from '@/lib/cost-queries.ts';
import { toggled } from '@/lib/estate-filters.ts';
import { dimensions, dimensionWords, groupLabel, rowLabel, spent } from '@/lib/spend-words.ts';
import { useTagKeys } from '@/lib/use-tag-keys.ts';
import type { Explore } from './use-explore.ts';

/** What narrows the costs, each to be taken away, and a way to more. */
export function ExploreFilters({ explore }: { explore: Explore }) {
  const { filters, setFilters } = explore;
  const chosen = costFilterNames.flatMap((name) => filters[name].map((value) => ({ name, value })));
  const take = (name: CostFilterName, value: string) => void setFilters({ [name]: toggled(filters[name], value) });
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <AddFilter explore={explore} />
      {chosen.map(({ name, value }) => (
        <button
          key={`${name} ${value}`}
          type="button"
          className={badgeButton('neutral')}
          aria-label={`Take away ${chipText(name, value)}`}
          onClick={() => take(name, value)}
        >
          <span className="truncate">{chipText(name, value)}</span>
          <X aria-hidden />
        </button>
      ))}
      {chosen.length > 1 ? (
        <Button look="quiet" size="sm" className="h-6" onClick={() => void setFilters(noCostFilters)}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}

function chipText(name: CostFilterName, value: string): string {
  if (name === 'tag') return `Tag ${value.endsWith('=') ? `${value.slice(0, -1)}: none` : value.replace('=', ': ')}`;
  return `${dimensionWords[name].label}: ${value === '' ? dimensionWords[name].none.toLowerCase() : value}`;
}

function AddFilter({ explore }: { explore: Explore }) {
  const [open, setOpen] = useState(false);
  const [group, setGroup] = useState('service');
  const tags = useTagKeys();
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button size="sm" className="h-6">
          <ListFilter /> Filter
        </Button>
      </PopoverTrigger>
      <PopoverBody align="start" className="grid gap-2">
        <Select
          label="Filter by"
          value={group}
          onChange={setGroup}
          options={[...dimensions, ...tags.map((key) => `tag:${key}`)].map((one) => ({
            value: one,
            label: groupLabel(one),
          }))}
        />
        {open ? <Values explore={explore} group={group} /> : null}
      </PopoverBody>
    </Popover>
  );
}

function Values({ explore, group }: { explore: Explore; group: string }) {
  const { filters, setFilters, searches } = explore;
  const { data, isPlaceholderData } = useExploredCosts(searches.values(group));
  if (!data || isPlaceholderData) return <SkeletonRows rows={5} className="h-6" />;
  const tag = group.startsWith('tag:') ? group.slice(4) : null;
  const name: CostFilterName = tag === null ? (dimensions.find((one) => one === group) ?? 'service') : 'tag';
  // One value may stand in two currencies.
  const rows = [...new Map(data.rows.filter((row) => !row.others).map((row) => [row.keys[0] ?? '', row])).entries()];
  return (
    <ul className="-mx-1 max-h-64 overflow-y-auto">
      {rows.map(([key, row]) => {
        const value = tag === null ? key : `${tag}=${key}`;
        return (
          <li key={value}>
            <label className="flex min-h-7 cursor-pointer items-center gap-2 rounded px-1 hover:bg-hover">
              <input
                type="checkbox"
                checked={filters[name].includes(value)}
                onChange={() => void setFilters({ [name]: toggled(filters[name], value) })}
                className="size-3.5 shrink-0 accent-primary"
              />
              <span className="min-w-0 flex-1 truncate">{rowLabel(row, group)}</span>
              <span className="text-faint text-xs tabular-nums">{spent(row.amount ?? '0', row.currency)}</span>
            </label>
          </li>
        );
      })}
      {rows.length === 0 ? <li className="px-1 text-muted">Nothing in these days.</li> : null}
    </ul>
  );
}
