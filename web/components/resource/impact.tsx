'use client';

import { ChevronRight, ShieldCheck } from 'lucide-react';
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { ResourceLink } from '@/components/estate/resource-link.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Select } from '@/components/ui/select.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Impact, Resource } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { useImpact } from '@/lib/estate-queries.ts';
import { counted, countText, edgeWords, typeLabel } from '@/lib/estate-words.ts';

const kinds = ['blast-radius', 'destroy-preview'] as const;
const words = {
  'blast-radius': {
    label: 'Breaks when it goes',
    none: 'Nothing that is known depends on it.',
    found: 'would break or go with it',
  },
  'destroy-preview': {
    label: 'Goes with it',
    none: 'Nothing that is known has to go before it or with it.',
    found: 'would have to go before it or go with it',
  },
} as const;

export function ResourceImpact({ resource }: { resource: Resource }) {
  const [{ of, depth }, set] = useQueryStates({
    of: parseAsStringLiteral(kinds).withDefault('blast-radius'),
    depth: parseAsInteger.withDefault(5),
  });
  const { data, error, refetch, isPlaceholderData } = useImpact(resource.id, of, Math.min(10, Math.max(1, depth)));
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label="What to look for"
          value={of}
          onChange={(value) => void set({ of: kinds.find((one) => one === value) ?? null })}
          options={kinds.map((value) => ({ value, label: words[value].label }))}
        />
        <Select
          label="How far to look"
          value={String(depth)}
          onChange={(value) => void set({ depth: Number(value) })}
          options={[1, 2, 3, 5, 8, 10].map((steps) => ({
            value: String(steps),
            label: steps === 1 ? '1 step away' : `up to ${steps} steps away`,
          }))}
        />
      </div>
      {error && !data ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={6} /> : null}
      {data && data.total === 0 ? (
        <EmptyState icon={ShieldCheck} title={words[of].none}>
          What is not in the inventory, such as people's own clients, cannot be seen here.
        </EmptyState>
      ) : null}
      {data && data.total > 0 ? <Found impact={data} says={words[of].found} faded={isPlaceholderData} /> : null}
    </div>
  );
}

function Found({ impact, says, faded }: { impact: Impact; says: string; faded: boolean }) {
  const { total, complete, byDepth, byType, hits } = impact;
  const most = Math.max(...byDepth.map(({ count }) => count));
  return (
    <div className={cn('grid gap-3', faded && 'opacity-60')}>
      <p className="font-medium" data-testid="impact-total">
        {complete ? '' : 'More than '}
        {counted(total, 'resource')} {says}.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <ul aria-label="By distance" className="grid content-start gap-1 text-xs">
          {byDepth.map(({ depth, count }) => (
            <li key={depth} className="grid grid-cols-[5rem_minmax(0,1fr)_3.5rem] items-center gap-2">
              <span className="text-muted">{depth === 1 ? '1 step' : `${depth} steps`}</span>
              <span className="h-2 rounded-sm bg-sunken">
                <span
                  className="block h-full min-w-0.5 rounded-sm bg-bad/60"
                  style={{ width: `${(count / most) * 100}%` }}
                />
              </span>
              <span className="text-right tabular-nums">{countText(count)}</span>
            </li>
          ))}
        </ul>
        <ul aria-label="By type" className="flex flex-wrap content-start gap-1.5 text-xs">
          {byType.slice(0, 12).map(({ nativeType, count }) => (
            <li key={nativeType} title={nativeType} className="rounded bg-sunken px-1.5 py-0.5">
              {typeLabel(nativeType)} <span className="text-muted tabular-nums">{countText(count)}</span>
            </li>
          ))}
          {byType.length > 12 ? <li className="px-1 py-0.5 text-muted">and {byType.length - 12} more types</li> : null}
        </ul>
      </div>
      <ul className="panel divide-y divide-border/60">
        {hits.map((hit) => (
          <Hit key={hit.resource.cloudId} hit={hit} />
        ))}
        {total > hits.length ? (
          <li className="px-3 py-1.5 text-muted text-xs">
            The nearest {countText(hits.length)} are listed; {countText(total - hits.length)} more are counted.
          </li>
        ) : null}
      </ul>
    </div>
  );
}

/** One that is hit, and on which way. */
function Hit({ hit: { resource, depth, path } }: { hit: Impact['hits'][number] }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <div className="flex min-h-9 items-center gap-2 px-2 py-1">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`How ${resource.name} is reached`}
          onClick={() => setOpen(!open)}
          className="grid size-6 shrink-0 place-items-center rounded text-faint hover:bg-hover hover:text-foreground"
        >
          <ChevronRight className={cn('size-4 transition-transform', open && 'rotate-90')} aria-hidden />
        </button>
        <div className="min-w-0 flex-1">
          <ResourceLink resource={resource} />
        </div>
        <span className="shrink-0 text-faint text-xs tabular-nums">{depth === 1 ? '1 step' : `${depth} steps`}</span>
      </div>
      {open ? (
        <ol className="grid gap-1 border-border/60 border-t bg-background px-3 py-2 text-xs sm:pl-10">
          {path.map(({ resource: next, kind, against, rule, confidence }) => (
            <li key={next.cloudId} className="grid gap-x-2 sm:grid-cols-[10rem_minmax(0,1fr)]">
              <span className="text-muted" title={`${rule}${confidence < 1 ? `, ${confidence * 100} % sure` : ''}`}>
                {edgeWords[kind][against ? 'in' : 'out'].toLowerCase()}
              </span>
              <ResourceLink resource={next} />
            </li>
          ))}
        </ol>
      ) : null}
    </li>
  );
}
