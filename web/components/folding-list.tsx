'use client';

import { ChevronRight } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { LoadMore } from '@/components/load-more.tsx';
import { ProblemNotice } from '@/components/notices.tsx';
import { SkeletonRows } from '@/components/ui/skeleton.tsx';
import { cn } from '@/lib/cn.ts';

type ListOf<Item> = {
  items: Item[] | undefined;
  error: unknown;
  refetch: () => Promise<unknown>;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
};

type FoldingListProps<Item> = {
  title: string;
  /** Beside the title: filters. */
  tools?: ReactNode;
  list: ListOf<Item>;
  /** Names the open one in the URL. */
  param: string;
  empty: ReactNode;
  Row: (props: { item: Item; fold: Fold }) => ReactNode;
};

export type Fold = { open: boolean; toggle: () => void };

/** What happened, newest first, one open at a time; the open one stands in the URL. */
export function FoldingList<Item extends { id: string }>(props: FoldingListProps<Item>) {
  const { title, tools, list, param, empty, Row } = props;
  const [opened, setOpened] = useQueryState(param, parseAsString);
  const { items, error, refetch } = list;
  return (
    <section aria-label={title} className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">{title}</h2>
        {tools}
      </div>
      {error && !items ? <ProblemNotice error={error} retry={() => void refetch()} /> : null}
      {!items && !error ? <SkeletonRows rows={4} /> : null}
      {items?.length === 0 ? empty : null}
      <ul className="panel divide-y divide-border overflow-hidden empty:hidden">
        {items?.map((item) => {
          const open = item.id === opened;
          return <Row key={item.id} item={item} fold={{ open, toggle: () => void setOpened(open ? null : item.id) }} />;
        })}
      </ul>
      <LoadMore pages={list} />
    </section>
  );
}

/** The line that is always there, and opens what is below it. */
export const FoldHead = ({ fold: { open, toggle }, children }: { fold: Fold; children: ReactNode }) => (
  <button
    type="button"
    aria-expanded={open}
    onClick={toggle}
    className="flex min-h-10 w-full items-center gap-2 px-2.5 py-1.5 text-left focus-visible:-outline-offset-2 hover:bg-hover"
  >
    <ChevronRight className={cn('size-4 shrink-0 text-faint transition-transform', open && 'rotate-90')} aria-hidden />
    {children}
  </button>
);
