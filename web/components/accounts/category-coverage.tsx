'use client';

import Link from 'next/link';
import { CategoryIcon } from '@/components/estate/marks.tsx';
import type { Coverage } from '@/lib/api-types.generated.ts';
import { categoryWords, countText } from '@/lib/estate-words.ts';

/** Where the gaps are: what is under code of each category. */
export function CategoryCoverage({ coverage, connectionId }: { coverage: Coverage; connectionId: string }) {
  const rows = coverage.byCategory.filter(({ codified, drifted, unmanaged }) => codified + drifted + unmanaged > 0);
  if (rows.length === 0) return null;
  return (
    <section aria-label="By category" className="grid gap-2">
      <h2 className="font-semibold">Under code</h2>
      <ul className="grid gap-1 text-xs">
        {rows.map(({ category, codified, drifted, unmanaged }) => {
          const total = codified + drifted + unmanaged;
          return (
            <li key={category} className="grid grid-cols-[minmax(0,1fr)_4rem_5.500rem] items-center gap-2">
              <Link
                href={`/inventory?${new URLSearchParams({ connectionId, category })}`}
                className="flex min-w-0 items-center gap-1.5 underline-offset-2 hover:underline"
              >
                <CategoryIcon category={category} className="size-3.5 shrink-0 text-faint" />
                <span className="truncate">{categoryWords[category]}</span>
              </Link>
              <span className="flex h-1.5 overflow-hidden rounded-sm bg-strong-border" aria-hidden>
                <span className="bg-good" style={{ width: `${(codified / total) * 100}%` }} />
                <span className="bg-warn" style={{ width: `${(drifted / total) * 100}%` }} />
              </span>
              <span className="text-right text-muted tabular-nums">
                {countText(codified + drifted)} of {countText(total)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
