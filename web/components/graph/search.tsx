'use client';

import { Search } from 'lucide-react';
import { useState } from 'react';
import { CategoryIcon } from '@/components/estate/marks.tsx';
import { Input } from '@/components/ui/field.tsx';
import { useResourceSearch } from '@/lib/estate-queries.ts';
import { typeLabel } from '@/lib/estate-words.ts';

/** Finds a resource anywhere. One that is drawn is centred; any other becomes the start of the graph. */
export function GraphSearch({ onPick }: { onPick: (resourceId: string) => void }) {
  const [words, setWords] = useState('');
  const [open, setOpen] = useState(false);
  const { data, isFetching } = useResourceSearch(words);
  const items = words.trim().length >= 2 ? (data?.items ?? []) : [];
  const pick = (id: string | undefined) => {
    if (!id) return;
    setWords('');
    setOpen(false);
    onPick(id);
  };
  return (
    <search className="relative w-64 max-w-full">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          pick(items[0]?.id);
        }}
      >
        <Search className="pointer-events-none absolute top-2 left-2 size-4 text-faint" aria-hidden />
        <Input
          type="search"
          aria-label="Find a resource"
          placeholder="Find a resource"
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setTimeout(() => setOpen(false), 150)}
          onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
          className="pl-8 shadow-xs"
        />
      </form>
      {open && words.trim().length >= 2 ? (
        <ul className="absolute inset-x-0 top-9 z-10 max-h-72 overflow-y-auto rounded-md border border-border bg-raised p-1 shadow-lg">
          {items.map(({ id, name, nativeType, region, category }) => (
            <li key={id}>
              <button
                type="button"
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => pick(id)}
                className="flex w-full items-center gap-2 rounded px-2 py-1 text-left hover:bg-hover"
              >
                <CategoryIcon category={category} className="size-4 shrink-0 text-muted" />
                <span className="min-w-0">
                  <span className="block truncate leading-4">{name}</span>
                  <span className="block truncate text-faint text-xs leading-4">
                    {typeLabel(nativeType)}, {region}
                  </span>
                </span>
              </button>
            </li>
          ))}
          {items.length === 0 ? (
            <li className="px-2 py-1.5 text-muted">{isFetching ? 'Looking' : 'Nothing is called that.'}</li>
          ) : null}
        </ul>
      ) : null}
    </search>
  );
}
