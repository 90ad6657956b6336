'use client';

import { Info, Unlink } from 'lucide-react';
import { ResourceLink } from '@/components/estate/resource-link.tsx';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { Tip } from '@/components/ui/tip.tsx';
import type { Neighbours } from '@/lib/api-types.generated.ts';
import { attributeText } from '@/lib/attribute-rows.ts';
import { useNeighbours } from '@/lib/estate-queries.ts';
import { countText, edgeWords } from '@/lib/estate-words.ts';

type Neighbour = Neighbours['groups'][number]['items'][number];

/** What it touches, in groups, each with the rule and the fields that prove it. */
export function ResourceNeighbours({ resourceId }: { resourceId: string }) {
  const { data, error, refetch } = useNeighbours(resourceId);
  if (error && !data) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={6} />;
  if (data.groups.length === 0) {
    return (
      <EmptyState icon={Unlink} title="No neighbours are known">
        Nothing that was read so far names it, and it names nothing. A sync of its account looks again.
      </EmptyState>
    );
  }
  return (
    <div className="grid gap-4">
      {data.groups.map(({ direction, kind, count, items }) => (
        <section key={`${direction} ${kind}`} aria-label={edgeWords[kind][direction]} className="grid gap-1.5">
          <h2 className="font-semibold">
            {edgeWords[kind][direction]} <span className="font-normal text-faint text-xs">{countText(count)}</span>
          </h2>
          <ul className="panel divide-y divide-border/60">
            {items.map((one) => (
              <li key={`${one.resource.cloudId} ${one.rule}`} className="flex min-h-9 items-center gap-3 px-3 py-1">
                <div className="min-w-0 flex-1">
                  <ResourceLink resource={one.resource} />
                </div>
                <Proof neighbour={one} />
              </li>
            ))}
            {count > items.length ? (
              <li className="px-3 py-1.5 text-muted text-xs">and {countText(count - items.length)} more</li>
            ) : null}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Proof({ neighbour: { rule, evidence, confidence } }: { neighbour: Neighbour }) {
  return (
    <Tip
      side="left"
      text={
        <span className="grid gap-0.5">
          <span className="font-mono sm:hidden">{rule}</span>
          <span>{confidence < 1 ? `Inferred, ${Math.round(confidence * 100)} % sure` : 'The provider says so'}</span>
          {Object.entries(evidence).map(([path, value]) => (
            <span key={path} className="font-mono [overflow-wrap:anywhere]">
              {path}: {attributeText(value)}
            </span>
          ))}
        </span>
      }
    >
      <button
        type="button"
        aria-label={`How this is known: ${rule}`}
        className="min-w-0 max-w-[40%] shrink-0 font-mono text-faint text-xs hover:text-muted"
      >
        <Info className="size-3.5 sm:hidden" aria-hidden />
        <span className="block truncate max-sm:hidden">
          {confidence < 1 ? '≈ ' : ''}
          {rule}
        </span>
      </button>
    </Tip>
  );
}
