'use client';

import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { costFilterParsers, costSearch, exploreParsers } from '@/lib/cost-filters.ts';
import { comparedWith, periodOf, todayUtc } from '@/lib/cost-period.ts';

/** A chart of more parts tells nothing; the table has the rest. */
const parts = 8;
const mostRows = 200;

/** Everything that the explorer shows stands in its URL: a link shows the same to someone else. */
export function useExplore() {
  const [view, setView] = useQueryStates(exploreParsers);
  const [filters, setFilters] = useQueryStates(costFilterParsers);
  const { range, compare, groupBy, grain, metric } = view;
  const today = todayUtc();
  return useMemo(() => {
    const period = periodOf(range, today);
    const before = comparedWith(period, compare);
    const asked = { period, metric, filters };
    return {
      view,
      setView,
      filters,
      setFilters,
      period,
      before,
      searches: {
        /** Of every currency: it is where the page learns which there are. */
        table: costSearch({ ...asked, compare: before, groupBy: [groupBy], limit: mostRows }),
        chart: (currency: string) => costSearch({ ...asked, currency, groupBy: [grain, groupBy], limit: parts }),
        file: (currency: string) => costSearch({ ...asked, currency, compare: before, groupBy: [grain, groupBy] }),
        drivers: (currency: string, by: string) =>
          before ? costSearch({ ...asked, currency, compare: before, by, limit: 12 }) : null,
        /** The values of one thing, whatever else is filtered. */
        values: (group: string) => costSearch({ period, metric, groupBy: [group], limit: 50 }),
      },
    };
  }, [view, setView, filters, setFilters, range, compare, groupBy, grain, metric, today]);
}

export type Explore = ReturnType<typeof useExplore>;
