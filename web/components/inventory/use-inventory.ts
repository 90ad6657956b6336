'use client';

import { parseAsArrayOf, parseAsStringLiteral, throttle, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { filterParsers, searchOf, sorts } from '@/lib/estate-filters.ts';
import { columnIds, usualColumns } from './columns.tsx';

const order = {
  sort: parseAsStringLiteral(sorts).withDefault('name'),
  order: parseAsStringLiteral(['asc', 'desc'] as const).withDefault('asc'),
};
const look = { columns: parseAsArrayOf(parseAsStringLiteral(columnIds)).withDefault(usualColumns) };

/** Everything that the table shows stands in the URL: a link shows the same to someone else. */
export function useInventory() {
  const [filters, setFilters] = useQueryStates(filterParsers, { limitUrlUpdates: throttle(200) });
  const [{ sort, order: direction }, setOrder] = useQueryStates(order);
  const [{ columns }, setLook] = useQueryStates(look);
  const search = useMemo(() => searchOf(filters, { sort, order: direction }), [filters, sort, direction]);
  const narrow = useMemo(() => searchOf(filters), [filters]);
  return { filters, setFilters, sort, order: direction, setOrder, columns, setLook, search, narrow };
}

export type Inventory = ReturnType<typeof useInventory>;
