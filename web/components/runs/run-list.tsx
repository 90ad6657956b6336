'use client';

import type { ReactNode } from 'react';
import { ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useRuns } from '@/lib/queries.ts';
import type { RunState } from '@/lib/types.ts';
import { RunsTable } from './runs-table.tsx';

type RunListProps = { filter: { projectId?: string; state?: RunState }; empty: ReactNode };

export function RunList({ filter, empty }: RunListProps) {
  const { items, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } = useRuns(filter);
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!items) return <SkeletonRows rows={8} />;
  if (items.length === 0) return empty;
  return (
    <div className={isPlaceholderData ? 'grid gap-3 opacity-60' : 'grid gap-3'}>
      <RunsTable runs={items} />
      {hasNextPage ? (
        <div>
          <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
            {isFetchingNextPage ? 'Loading' : 'Load more'}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
