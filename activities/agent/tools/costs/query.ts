import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { inOrg } from '../../../../db/client.ts';
import { exploreCosts } from '../../../../db/costs/explore.ts';
import { periodBefore } from '../../../../db/costs/periods.ts';
import type { CostGroup, CostPeriod } from '../../../../db/model/costs.ts';
import { scopeOf } from '../../turn-context.ts';
import type { ToolContext } from '../tool-context.ts';
import { brief, dataNote, Filter, filterOf, freshness, Group, Metric, noCosts, Period, periodOf } from './asking.ts';

const mostRows = 60;
const shownValues = 15;

type Asked = {
  period: CostPeriod;
  compare?: CostPeriod;
  groupBy: CostGroup[];
  filter?: z.output<typeof Filter>;
  metric: z.output<typeof Metric>;
  limit: number;
};

async function answer({ deps, turn }: ToolContext, { filter, ...asked }: Asked) {
  return inOrg(deps.db, scopeOf(turn), async (tx) => {
    const fresh = await freshness(tx);
    if (fresh.lastLoaded === null) return noCosts;
    const { rows, totals } = await exploreCosts(tx, { ...asked, filter: filterOf(filter) });
    const { metric, period, compare, groupBy } = asked;
    const sums = totals.map(({ currency, amount, compareAmount, delta }) => ({
      currency,
      amount: amount ?? '0',
      ...(compare ? { before: compareAmount ?? '0', change: delta } : {}),
    }));
    const about = { ok: true, metric, period, ...(compare ? { compare } : {}), groupBy, freshness: fresh };
    return {
      ...about,
      totals: sums,
      rows: rows.slice(0, mostRows).map(brief),
      more: Math.max(rows.length - mostRows, 0),
    };
  });
}

export const queryCosts = (context: ToolContext) =>
  tool(async ({ period, ...asked }) => answer(context, { ...asked, period: periodOf(period) }), {
    name: 'query_costs',
    description: `What was paid, from the bills: by up to two of time, service, account, region, project, tag and others, over a period, with filters. At most ${mostRows} rows; small values are added up as "all others". Not what a plan would cost: that is estimate_cost. Cheap. ${dataNote}`,
    schema: z.object({
      period: Period.default('this_month'),
      groupBy: z.array(Group).max(2).default(['service']),
      filter: Filter,
      metric: Metric,
      limit: z.number().int().min(1).max(30).default(shownValues),
    }),
  });

export const compareCosts = (context: ToolContext) =>
  tool(
    async ({ period, compare, groupBy, ...asked }) => {
      const own = periodOf(period);
      const other = compare ? periodOf(compare) : periodBefore(own);
      return answer(context, { ...asked, groupBy: [groupBy], period: own, compare: other });
    },
    {
      name: 'compare_costs',
      description: `Two periods of the bills side by side, by one dimension. Without \`compare\` the other period is the one before. Cheap. ${dataNote}`,
      schema: z.object({
        period: Period.default('this_month'),
        compare: Period.optional(),
        groupBy: Group.default('service'),
        filter: Filter,
        metric: Metric,
        limit: z.number().int().min(1).max(30).default(shownValues),
      }),
    },
  );
