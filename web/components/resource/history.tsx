'use client';

import { Differences } from '@/components/estate/differences.tsx';
import { LoadMore } from '@/components/load-more.tsx';
import { ProblemNotice } from '@/components/notices.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import type { Resource } from '@/lib/api-types.generated.ts';
import { useResourceHistory } from '@/lib/estate-queries.ts';
import { changeWords } from '@/lib/estate-words.ts';

/** Every change that a sync saw, newest first. */
export function ResourceHistory({ resource }: { resource: Resource }) {
  const history = useResourceHistory(resource.id);
  const { items, error } = history;
  if (error && !items) return <ProblemNotice error={error} retry={() => void history.refetch()} />;
  if (!items) return <SkeletonRows rows={5} />;
  return (
    <div className="grid gap-3">
      <ol className="panel divide-y divide-border overflow-hidden">
        {items.map(({ id, kind, changes, at }) => (
          <li key={id}>
            <p className="flex min-h-9 flex-wrap items-center gap-x-3 px-3 py-1.5">
              <Badge tone={changeWords[kind].tone}>{changeWords[kind].label}</Badge>
              <TimeText at={at} className="text-muted" />
              {changes && changes.length > 0 ? (
                <span className="ml-auto text-faint text-xs">
                  {changes.length} {changes.length === 1 ? 'attribute' : 'attributes'}
                </span>
              ) : null}
            </p>
            {changes && changes.length > 0 ? (
              <div className="border-border/60 border-t bg-background">
                <Differences differences={changes} />
              </div>
            ) : null}
          </li>
        ))}
        {items.length === 0 ? <li className="px-3 py-2 text-muted">No change was seen since it was found.</li> : null}
      </ol>
      <LoadMore pages={history} />
    </div>
  );
}
