'use client';

import { useState } from 'react';
import { Input, Label } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import { type Filters, toggled } from '@/lib/estate-filters.ts';
import type { Inventory } from './use-inventory.ts';

const since = [
  { value: 'any', label: 'Changed at any time' },
  { value: '1', label: 'Changed since yesterday' },
  { value: '7', label: 'Changed in the last 7 days' },
  { value: '30', label: 'Changed in the last 30 days' },
];
const there = [
  { value: 'no', label: 'What exists' },
  { value: 'any', label: 'And what is gone' },
  { value: 'only', label: 'Only what is gone' },
];
const dayMs = 86_400_000;

/** Filters that have no short list of values: tags, times, and what is gone. */
export function MoreFilters({ filters, setFilters }: { filters: Filters; setFilters: Inventory['setFilters'] }) {
  const [tag, setTag] = useState('');
  const add = () => {
    const wanted = tag.trim();
    if (wanted && !filters.tag.includes(wanted)) void setFilters({ tag: toggled(filters.tag, wanted) });
    setTag('');
  };
  return (
    <div className="grid gap-3">
      <form
        className="grid gap-1"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Label htmlFor="tag-filter" className="text-muted">
          Tag
        </Label>
        <Input
          id="tag-filter"
          value={tag}
          placeholder="team or team=data"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="done"
          onChange={(event) => setTag(event.target.value)}
          onBlur={add}
        />
        <label className="flex h-6 items-center gap-2">
          <input
            type="checkbox"
            className="size-3.5 accent-primary"
            checked={filters.untagged}
            onChange={(event) => void setFilters({ untagged: event.target.checked || null })}
          />
          Without any tag
        </label>
      </form>
      <Select
        label="Changed"
        value={filters.changedSince ? (nearest(filters.changedSince) ?? 'any') : 'any'}
        onChange={(days) =>
          void setFilters({
            changedSince: days === 'any' ? null : startOfDay(Date.now() - Number(days) * dayMs),
          })
        }
        options={since}
      />
      <Select
        label="Existing or gone"
        value={filters.deleted}
        onChange={(value) =>
          void setFilters({ deleted: (['no', 'any', 'only'] as const).find((one) => one === value) ?? null })
        }
        options={there}
      />
    </div>
  );
}

/** Of the day, not of the second: the same choice twice is the same list. */
const startOfDay = (at: number) => `${new Date(at).toISOString().slice(0, 10)}T00:00:00.000Z`;

const nearest = (iso: string) => {
  const days = (Date.now() - Date.parse(iso)) / dayMs;
  return ['1', '7', '30'].find((one) => Math.abs(Number(one) - days) <= 1);
};
