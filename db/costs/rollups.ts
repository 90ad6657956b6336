/** Which of the rollups answers a question with the fewest rows. */
import { type SQL, sql } from 'drizzle-orm';
import type { CostFilter, CostGroup, CostPeriod } from '../model/costs.ts';

export function rollupFor(_groupBy: CostGroup[], _filter: CostFilter, _period: CostPeriod): SQL {
  return sql`cost_daily`;
}
