'use client';

import type { ReactNode } from 'react';
import { CategoryIcon, GoneBadge } from '@/components/estate/marks.tsx';
import { TimeText } from '@/components/time-text.tsx';
import { Badge } from '@/components/ui/badge.tsx';
import type { ResourceListItem } from '@/lib/api-types.generated.ts';
import type { Sort } from '@/lib/estate-filters.ts';
import { categoryWords, codificationWords, providerWords, tagText, typeLabel } from '@/lib/estate-words.ts';

type Column = {
  title: string;
  /** Where the API can sort by it. */
  sort?: Sort;
  /** Its width in a table of fixed layout, and which screens leave it out. The name takes what is left. */
  look: string;
  cell: (resource: ResourceListItem) => ReactNode;
};

/** Cut off by its cell. A clip of its own beside the cell's doubles what a frame of scrolling costs. */
const Cut = ({ text, hint = text, mono }: { text: string; hint?: string; mono?: boolean }) => (
  <span className={mono ? 'font-mono text-xs' : undefined} title={hint}>
    {text}
  </span>
);

/** Keys are what the URL says: `?columns=name,tags`. */
const columns = {
  name: {
    title: 'Name',
    sort: 'name',
    look: 'w-auto overflow-visible',
    cell: (one) => (
      <a href={`/inventory/${one.id}`} className="flex min-w-0 items-center gap-2">
        <CategoryIcon category={one.category} className="size-3.5 shrink-0 text-faint" />
        <span className="min-w-0">
          <span className="block truncate font-medium" title={one.cloudId}>
            {one.name}
          </span>
          <span className="block truncate text-muted text-xs sm:hidden">
            {typeLabel(one.nativeType)}, {one.region}
          </span>
        </span>
        {one.deletedAt ? <GoneBadge /> : null}
      </a>
    ),
  },
  nativeType: {
    title: 'Type',
    sort: 'nativeType',
    look: 'w-48 max-sm:hidden',
    cell: (one) => <Cut text={typeLabel(one.nativeType)} hint={one.nativeType} />,
  },
  region: { title: 'Region', sort: 'region', look: 'w-32 max-md:hidden', cell: (one) => <Cut text={one.region} /> },
  account: { title: 'Account', look: 'w-32 max-xl:hidden', cell: (one) => <Cut text={one.account} mono /> },
  codification: {
    title: 'In code',
    look: 'w-28',
    // What is gone has left the code's state as well, and is no gap in it.
    cell: ({ codification, deletedAt }) =>
      deletedAt ? (
        '–'
      ) : (
        <Badge tone={codificationWords[codification].tone} title={codificationWords[codification].says}>
          {codificationWords[codification].label}
        </Badge>
      ),
  },
  lastChangedAt: {
    title: 'Changed',
    sort: 'lastChangedAt',
    look: 'w-24 max-lg:hidden',
    cell: (one) => <TimeText at={one.lastChangedAt} className="text-muted" />,
  },
  provider: {
    title: 'Provider',
    look: 'w-28 max-md:hidden',
    cell: (one) => providerWords[one.provider],
  },
  category: {
    title: 'Category',
    look: 'w-28 max-md:hidden',
    cell: (one) => categoryWords[one.category],
  },
  tags: {
    title: 'Tags',
    look: 'w-56 max-md:hidden',
    cell: (one) => <Cut text={Object.entries(one.tags).map(tagText).join(', ') || '–'} />,
  },
  firstSeenAt: {
    title: 'First seen',
    sort: 'firstSeenAt',
    look: 'w-24 max-lg:hidden',
    cell: (one) => <TimeText at={one.firstSeenAt} className="text-muted" />,
  },
  cloudId: {
    title: 'Id at the provider',
    look: 'w-64 max-lg:hidden',
    cell: (one) => <Cut text={one.cloudId} mono />,
  },
} satisfies Record<string, Column>;

export type ColumnId = keyof typeof columns;
export const columnIds = Object.keys(columns) as ColumnId[];
export const columnOf = (id: ColumnId): Column => columns[id];
export const usualColumns: ColumnId[] = ['name', 'nativeType', 'region', 'account', 'codification', 'lastChangedAt'];
