'use client';

import { type SortingState, useTable } from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import type { RunListItem } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { columnLook, runColumns, runFeatures } from './columns.tsx';

const sortable = ['state', 'project', 'changes', 'risk', 'by', 'created'] as const;
const order = {
  sort: parseAsStringLiteral(sortable).withDefault('created'),
  dir: parseAsStringLiteral(['asc', 'desc'] as const).withDefault('desc'),
};

/** The order stands in the URL: a link shows the same table to someone else. */
export function RunsTable({ runs }: { runs: RunListItem[] }) {
  const [{ sort, dir }, setOrder] = useQueryStates(order);
  const sorting = useMemo<SortingState>(() => [{ id: sort, desc: dir === 'desc' }], [sort, dir]);
  const table = useTable({
    features: runFeatures,
    columns: runColumns,
    data: runs,
    enableSortingRemoval: false,
    state: { sorting },
    onSortingChange: (update) => {
      const [first] = typeof update === 'function' ? update(sorting) : update;
      const id = sortable.find((one) => one === first?.id);
      if (id && first) void setOrder({ sort: id, dir: first.desc ? 'desc' : 'asc' });
    },
  });
  return (
    <div className="panel overflow-x-auto">
      <table className="w-full border-collapse text-left">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className="border-border border-b">
              {group.headers.map((header) => {
                const direction = header.column.getIsSorted();
                const Arrow = direction === 'asc' ? ArrowUp : ArrowDown;
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : 'none'}
                    className={cn(
                      'whitespace-nowrap px-3 py-0 font-medium text-muted text-xs',
                      columnLook[header.column.id],
                    )}
                  >
                    <button
                      type="button"
                      onClick={header.column.getToggleSortingHandler()}
                      className="-mx-1 inline-flex h-8 items-center gap-1 rounded px-1 hover:text-foreground"
                    >
                      <table.FlexRender header={header} />
                      <Arrow className={cn('size-3', !direction && 'opacity-0')} aria-hidden />
                    </button>
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} className="relative border-border border-b last:border-b-0 hover:bg-hover">
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={cn('h-11 px-3 py-1', columnLook[cell.column.id])}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
