import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { inOrg } from '../../../../db/client.ts';
import { costDrivers, type Driver } from '../../../../db/costs/drivers.ts';
import { periodBefore } from '../../../../db/costs/periods.ts';
import { scopeOf } from '../../turn-context.ts';
import type { ToolContext } from '../tool-context.ts';
import { dataNote, Filter, filterOf, freshness, Metric, named, noCosts, Period, periodOf } from './asking.ts';

const shown = 5;

export const explainCostChange = ({ deps, turn }: ToolContext) =>
  tool(
    async ({ period, compare, filter, metric }) =>
      inOrg(deps.db, scopeOf(turn), async (tx) => {
        const fresh = await freshness(tx);
        if (fresh.lastLoaded === null) return noCosts;
        const own = periodOf(period);
        const other = compare ? periodOf(compare) : periodBefore(own);
        const request = { metric, period: own, compare: other, filter: filterOf(filter), limit: shown };
        const { totals, drivers: byService } = await costDrivers(tx, { ...request, by: 'service' });
        const { drivers: byRegion } = await costDrivers(tx, { ...request, by: 'region' });
        const { drivers: byResource } = await costDrivers(tx, { ...request, by: 'resource' });
        return {
          ok: true,
          metric,
          period: own,
          compare: other,
          freshness: fresh,
          totals: totals.map(({ currency, amount, compareAmount, delta }) => {
            return { currency, amount: amount ?? '0', before: compareAmount ?? '0', change: delta };
          }),
          byService: byService.map(toLine),
          byRegion: byRegion.map(toLine),
          byResource: byResource.map(toLine),
        };
      }),
    {
      name: 'explain_cost_change',
      description: `Why a period cost more or less than another (default: the one before): the ${shown} largest changes by service, by region and by resource. Resources are read from the bills' own rows: seconds on large bills. ${dataNote}`,
      schema: z.object({
        period: Period.default('last_month'),
        compare: Period.optional(),
        filter: Filter,
        metric: Metric,
      }),
    },
  );

const toLine = ({ labels, currency, amount, compareAmount, delta }: Driver) => ({
  name: labels.map(named).join(' / '),
  currency,
  amount,
  before: compareAmount,
  change: delta,
});
