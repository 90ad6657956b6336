import type { CostRow } from './api-types.generated.ts';
import { Decimal } from './decimal.ts';
import { rowLabel } from './spend-words.ts';

export const costSorts = ['name', 'amount', 'compareAmount', 'delta'] as const;
export type CostSort = (typeof costSorts)[number];

/** As people want them; all others together stand last, whatever they cost. */
export function sortedCosts(rows: readonly CostRow[], group: string, sort: CostSort, order: 'asc' | 'desc'): CostRow[] {
  const compare = (a: CostRow, b: CostRow) =>
    sort === 'name'
      ? rowLabel(a, group).localeCompare(rowLabel(b, group))
      : new Decimal(a[sort] ?? '0').comparedTo(b[sort] ?? '0');
  const sign = order === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => Number(a.others) - Number(b.others) || sign * compare(a, b));
}
