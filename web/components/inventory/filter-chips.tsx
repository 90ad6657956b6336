'use client';

import { X } from 'lucide-react';
import { type Filters, filterCount, listFilters, noFilters } from '@/lib/estate-filters.ts';
import { labelsOf } from './facets.tsx';
import type { Inventory } from './use-inventory.ts';

type FilterChipsProps = { filters: Filters; names: Record<string, string>; setFilters: Inventory['setFilters'] };

/** What narrows the table now, each with its way out. */
export function FilterChips({ filters, names, setFilters }: FilterChipsProps) {
  if (filterCount(filters) === 0) return null;
  const label = labelsOf(names);
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-1.5">
      {listFilters.flatMap((name) =>
        filters[name].map((value: string) => (
          <Chip
            key={`${name} ${value}`}
            text={label(name, value)}
            hint={`${name}: ${value}`}
            drop={() => setFilters({ [name]: filters[name].filter((one: string) => one !== value) })}
          />
        )),
      )}
      {filters.untagged ? <Chip text="Without tags" drop={() => setFilters({ untagged: null })} /> : null}
      {filters.changedSince ? (
        <Chip
          text={`Changed since ${filters.changedSince.slice(0, 10)}`}
          drop={() => setFilters({ changedSince: null })}
        />
      ) : null}
      {filters.deleted === 'no' ? null : (
        <Chip
          text={filters.deleted === 'only' ? 'Only what is gone' : 'With what is gone'}
          drop={() => setFilters({ deleted: null })}
        />
      )}
      <li>
        <button
          type="button"
          onClick={() => void setFilters(noFilters)}
          className="px-1 text-muted text-xs hover:text-foreground"
        >
          Clear all
        </button>
      </li>
    </ul>
  );
}

const Chip = ({ text, hint, drop }: { text: string; hint?: string; drop: () => unknown }) => (
  <li className="inline-flex h-6 max-w-64 items-center rounded bg-selected pl-2 text-xs" title={hint}>
    <span className="truncate">{text}</span>
    <button
      type="button"
      aria-label={`Without the filter ${text}`}
      onClick={() => void drop()}
      className="grid size-6 shrink-0 place-items-center text-muted hover:text-foreground"
    >
      <X className="size-3" aria-hidden />
    </button>
  </li>
);
