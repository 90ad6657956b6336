'use client';

import Link from 'next/link';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { cn } from '@/lib/cn.ts';
import { byItselfWords, codificationWords, countText } from '@/lib/estate-words.ts';
import type { Codification } from '@/lib/types.ts';

type Counts = Record<Codification, number> & { byItself: number };

const fills: Record<Codification, string> = {
  codified: 'bg-good',
  drifted: 'bg-warn',
  unmanaged: 'bg-strong-border',
};
const states = Object.keys(fills) as Codification[];

/**
 * How much of an account is under code. What comes by itself, such as a default VPC, is no gap and not counted.
 *
 * @param counts undefined: not known yet
 */
export function CoverageBar({ counts, connectionId }: { counts: Counts | undefined; connectionId: string }) {
  if (!counts) return <Skeleton className="h-8" />;
  const total = states.reduce((sum, state) => sum + counts[state], 0);
  if (total === 0) {
    return (
      <p className="flex min-h-8 items-center text-muted text-xs">
        Nothing to bring under code{counts.byItself > 0 ? `: all ${countText(counts.byItself)} come by themselves` : ''}
        .
      </p>
    );
  }
  return (
    <div className="grid gap-1.5">
      <div
        role="img"
        aria-label={states
          .map((state) => `${counts[state]} ${codificationWords[state].label.toLowerCase()}`)
          .join(', ')}
        className="flex h-2 gap-px overflow-hidden rounded-sm bg-sunken"
      >
        {states.map((state) =>
          counts[state] > 0 ? (
            <span key={state} className={cn('min-w-0.5', fills[state])} style={{ flexGrow: counts[state] }} />
          ) : null,
        )}
      </div>
      <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs">
        {states.map((state) => (
          <li key={state}>
            <Link
              href={`/inventory?${new URLSearchParams({ connectionId, codification: state })}`}
              title={state === 'unmanaged' && counts.byItself > 0 ? byItselfWords : codificationWords[state].says}
              className="relative z-10 inline-flex items-center gap-1.5 text-muted hover:text-foreground"
            >
              <span aria-hidden className={cn('size-2 rounded-sm', fills[state])} />
              {countText(counts[state])} {codificationWords[state].label.toLowerCase()}
            </Link>
          </li>
        ))}
        {counts.byItself > 0 ? (
          <li className="text-faint" title="Comes with the account or with another resource, such as a default VPC.">
            {countText(counts.byItself)} not counted
          </li>
        ) : null}
      </ul>
    </div>
  );
}
