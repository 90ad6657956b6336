'use client';

import { useState } from 'react';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import type { ResourceFacets } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { type Filters, type ListFilter, toggled } from '@/lib/estate-filters.ts';
import {
  byItselfWords,
  categoryWords,
  codificationWords,
  countText,
  providerWords,
  typeLabel,
} from '@/lib/estate-words.ts';

type FacetName = Exclude<ListFilter, 'tag'>;

const sections: { name: FacetName; title: string }[] = [
  { name: 'codification', title: 'In code' },
  { name: 'category', title: 'Category' },
  { name: 'nativeType', title: 'Type' },
  { name: 'region', title: 'Region' },
  { name: 'connectionId', title: 'Connection' },
  { name: 'account', title: 'Account' },
  { name: 'provider', title: 'Provider' },
  { name: 'service', title: 'Service' },
];
const few = 6;

type FacetsProps = {
  facets: ResourceFacets | undefined;
  filters: Filters;
  /** Names of connections by id. */
  names: Record<string, string>;
  onChange: (name: FacetName, values: string[]) => void;
};

export function Facets({ facets, filters, names, onChange }: FacetsProps) {
  if (!facets) {
    return (
      <div role="status" aria-label="Loading the filters" className="grid gap-2">
        {['w-2/3', 'w-full', 'w-5/6', 'w-full', 'w-3/4', 'w-full'].map((width, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars never move
          <Skeleton key={at} className={cn('h-5', width)} />
        ))}
      </div>
    );
  }
  const label = labelsOf(names);
  return (
    <div className="grid gap-4">
      {sections.map(({ name, title }) => {
        const chosen: string[] = filters[name];
        // What is chosen stays in sight when nothing is left of it, or nobody could take it out again.
        const gone = chosen.filter((value) => !facets[name].some((one) => one.value === value));
        const values = [...facets[name], ...gone.map((value) => ({ value, count: 0 }))];
        // One value for everything tells nothing and filters nothing.
        if (values.length === 0 || (values.length === 1 && chosen.length === 0)) return null;
        return (
          <Section
            key={name}
            title={title}
            values={values}
            chosen={chosen}
            label={(value) => label(name, value)}
            note={name === 'codification' && chosen.includes('unmanaged') ? byItselfWords : undefined}
            onToggle={(value) => onChange(name, toggled(chosen, value))}
          />
        );
      })}
    </div>
  );
}

export const labelsOf = (names: Record<string, string>) => (name: ListFilter, value: string) => {
  if (name === 'codification') return codificationWords[value as keyof typeof codificationWords]?.label ?? value;
  if (name === 'category') return categoryWords[value as keyof typeof categoryWords] ?? value;
  if (name === 'provider') return providerWords[value as keyof typeof providerWords] ?? value;
  if (name === 'nativeType') return typeLabel(value);
  if (name === 'connectionId') return names[value] ?? value.slice(0, 8);
  return value;
};

type SectionProps = {
  title: string;
  values: { value: string; count: number }[];
  chosen: string[];
  label: (value: string) => string;
  note?: string;
  onToggle: (value: string) => void;
};

function Section({ title, values, chosen, label, note, onToggle }: SectionProps) {
  const [open, setOpen] = useState(false);
  const shown = open ? values : values.filter((one, at) => at < few || chosen.includes(one.value));
  const hidden = values.length - shown.length;
  return (
    <section aria-label={title}>
      <h2 className="mb-0.5 font-medium text-muted text-xs">{title}</h2>
      <ul>
        {shown.map(({ value, count }) => {
          const on = chosen.includes(value);
          return (
            <li key={value}>
              <label className="-mx-1.5 flex h-7 cursor-pointer items-center gap-2 rounded px-1.5 hover:bg-hover lg:h-6">
                <input
                  type="checkbox"
                  checked={on}
                  onChange={() => onToggle(value)}
                  className="size-3.5 shrink-0 accent-primary"
                />
                <span className="min-w-0 flex-1 truncate" title={value}>
                  {label(value)}
                </span>
                <span className="text-faint text-xs tabular-nums">{countText(count)}</span>
              </label>
            </li>
          );
        })}
      </ul>
      {note ? <p className="mt-1 text-muted text-xs">{note}</p> : null}
      {hidden > 0 || (open && values.length > few) ? (
        <button type="button" onClick={() => setOpen(!open)} className="text-muted text-xs hover:text-foreground">
          {open ? 'Fewer' : `${countText(hidden)} more`}
        </button>
      ) : null}
    </section>
  );
}
