/** Which of the rollups answers a question with the fewest rows. */
import { type SQL, sql } from 'drizzle-orm';
import type { CostFilter, CostGroup, CostPeriod } from '../model/costs.ts';
import { monthEnd, monthStart } from '../statistics/days.ts';

/** Of the monthly one, `day` is the first of the month, so a period of whole months finds the same amounts by it. */
export function rollupFor(groupBy: CostGroup[], filter: CostFilter, { from, to }: CostPeriod): SQL {
  const byDay = groupBy.some((group) => group === 'day' || group === 'week');
  const isWhole = from === monthStart(from) && to === monthEnd(to);
  if (isWhole && !byDay) return sql`cost_monthly`;
  const byTag = groupBy.some((group) => group.startsWith('tag:')) || (filter.tag ?? []).length > 0;
  return byTag ? sql`cost_daily` : sql`cost_daily_untagged`;
}
