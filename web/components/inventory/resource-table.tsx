'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type MouseEvent, memo, type RefObject, useEffect, useRef } from 'react';
import type { ResourceListItem } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import type { Sort } from '@/lib/estate-filters.ts';
import { type ColumnId, columnOf } from './columns.tsx';
import { useRowKeys } from './use-row-keys.ts';

/** CSS pixels; one height for all, so that the place of row 90,000 is known without measuring those before it. */
const rowHeight = 40;

/** Rows that are fetched before they are needed: some seconds of a fast hand. */
const rowsAhead = 2_500;

/** Where each list was left, for the way back from a resource's page. */
const leftAt = new Map<string, number>();

type ResourceTableProps = {
  rows: ResourceListItem[];
  /** Names the list, to find the place in it again. */
  search: string;
  /** How often it was read from its beginning: again means, from the top. */
  readings: number;
  columns: ColumnId[];
  sort: Sort;
  order: 'asc' | 'desc';
  onSort: (sort: Sort, order: 'asc' | 'desc') => void;
  /** Called when the end comes near. */
  onNearEnd: () => void;
  searchBox: RefObject<HTMLInputElement | null>;
  faded: boolean;
};

/** The API sorts and filters; here only the rows that can be seen are drawn. */
export function ResourceTable(props: ResourceTableProps) {
  const { rows, search, readings, columns, onNearEnd, searchBox, faded } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    // The header is sticky and would cover the row that was scrolled to.
    scrollPaddingStart: rowHeight,
    initialOffset: () => leftAt.get(search) ?? 0,
  });
  const active = useRowKeys({ rows, search, searchBox, show: (index) => virtual.scrollToIndex(index) });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last > rows.length - rowsAhead) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  useKeptPlace(box, search, virtual.scrollOffset ?? 0);
  useEffect(() => {
    if (readings > 1) box.current?.scrollTo({ top: 0 });
  }, [readings]);
  const onOpen = useOpenedHere();
  return (
    <div ref={box} className="panel min-h-0 overflow-y-auto overscroll-contain" data-testid="resource-rows">
      <table
        className={cn('w-full table-fixed border-separate border-spacing-0 text-left', faded && 'opacity-60')}
        aria-rowcount={rows.length + 1}
      >
        <Head {...props} />
        <tbody onClickCapture={onOpen}>
          <Gap height={shown[0]?.start ?? 0} />
          {shown.map(({ index }) => {
            const row = rows[index];
            return row ? (
              <Row key={row.id} row={row} index={index} active={index === active} columns={columns} />
            ) : null;
          })}
          <Gap height={virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
    </div>
  );
}

function Head({ columns, sort, order, onSort }: ResourceTableProps) {
  return (
    <thead>
      <tr>
        {columns.map((id) => {
          const { title, sort: by, look } = columnOf(id);
          const here = by === sort;
          const Arrow = here && order === 'desc' ? ArrowDown : ArrowUp;
          return (
            <th
              key={id}
              scope="col"
              aria-sort={here ? (order === 'asc' ? 'ascending' : 'descending') : undefined}
              className={cn(
                'sticky top-0 z-10 h-8 truncate border-border border-b bg-surface px-3 font-medium text-muted text-xs',
                look,
              )}
            >
              {by ? (
                <button
                  type="button"
                  onClick={() => onSort(by, here && order === 'asc' ? 'desc' : 'asc')}
                  className="-mx-1 inline-flex h-7 items-center gap-1 rounded px-1 hover:text-foreground"
                >
                  {title}
                  <Arrow className={cn('size-3', !here && 'opacity-0')} aria-hidden />
                </button>
              ) : (
                title
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

type RowProps = { row: ResourceListItem; index: number; active: boolean; columns: ColumnId[] };

/** Drawn once: scrolling only brings new rows in. */
const Row = memo(function Row({ row, index, active, columns }: RowProps) {
  return (
    <tr
      aria-rowindex={index + 2}
      data-active={active || undefined}
      className="cursor-pointer hover:bg-hover data-active:bg-selected"
    >
      {columns.map((id) => {
        const { look, cell } = columnOf(id);
        return (
          <td key={id} className={cn('h-10 truncate border-border border-b px-3', look)}>
            {cell(row)}
          </td>
        );
      })}
    </tr>
  );
});

/** Stands for the rows that are not drawn. One cell: a wider one would bring back the columns that a phone hides. */
const Gap = ({ height }: { height: number }) =>
  height > 0 ? (
    <tr aria-hidden>
      <td style={{ height, padding: 0 }} />
    </tr>
  ) : null;

/** @param offset as the virtualiser knows it: asking the element while it scrolls would force a layout each time */
function useKeptPlace(box: RefObject<HTMLDivElement | null>, search: string, offset: number) {
  const now = useRef(offset);
  now.current = offset;
  useEffect(() => {
    box.current?.scrollTo({ top: leftAt.get(search) ?? 0 });
    return () => void leftAt.set(search, now.current);
  }, [box, search]);
}

/**
 * One listener for all rows, which open wherever they are clicked. Thirty of Next's links on a screen, each laid over
 * its row, cost frames. Marking text is no click, and other buttons and keys are the browser's.
 */
function useOpenedHere() {
  const router = useRouter();
  return (event: MouseEvent<HTMLElement>) => {
    const row = event.target instanceof Element ? event.target.closest('tr') : null;
    const link = row?.querySelector('a');
    const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    router.push(link.pathname);
  };
}
