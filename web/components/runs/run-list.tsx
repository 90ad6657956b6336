'use client';

import type { ReactNode } from 'react';
import { LoadMore } from '@/components/load-more.tsx';
import { ProblemNotice } from '@/components/notices.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { useRuns } from '@/lib/queries.ts';
import type { RunState } from '@/lib/types.ts';
import { RunsTable } from './runs-table.tsx';

type RunListProps = { filter: { projectId?: string; state?: RunState }; empty: ReactNode };

export function RunList({ filter, empty }: RunListProps) {
  const list = useRuns(filter);
  const { items, error, refetch, isPlaceholderData } = list;
  if (error) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (!items) return <SkeletonRows rows={8} />;
  if (items.length === 0) return empty;
  return (
    <div className={isPlaceholderData ? 'grid gap-3 opacity-60' : 'grid gap-3'}>
      <RunsTable runs={items} />
      <LoadMore pages={list} />
    </div>
  );
}
