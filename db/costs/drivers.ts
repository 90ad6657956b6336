/** What explains that one period cost more or less than another. */
import { sql } from 'drizzle-orm';
import type { Tx } from '../client.ts';
import type { Decimal } from '../model/billing.ts';
import type { CostFilter, CostGroup, CostMetric, CostPeriod } from '../model/costs.ts';
import { decimal, matching, metricColumn, within } from './columns.ts';
import { type CostTotal, exploreCosts } from './explore.ts';
import { billingPeriodsOf, billRows } from './rows.ts';

export type DriversRequest = {
  metric: CostMetric;
  period: CostPeriod;
  compare: CostPeriod;
  by: CostGroup | 'resource';
  filter: CostFilter;
  limit: number;
};

export type Driver = {
  currency: string;
  keys: (string | null)[];
  labels: (string | null)[];
  amount: Decimal;
  compareAmount: Decimal;
  delta: Decimal;
};

export type Drivers = { totals: CostTotal[]; drivers: Driver[] };

/** More groups than this in one period are not looked through: what moves most is among the largest. */
const mostGroups = 2_000;

export async function costDrivers(tx: Tx, request: DriversRequest): Promise<Drivers> {
  const { metric, period, compare, filter, limit } = request;
  const groupBy = request.by === 'resource' ? [] : [request.by];
  const { rows, totals } = await exploreCosts(tx, { metric, period, compare, groupBy, filter, limit: mostGroups });
  if (request.by === 'resource') return { totals, drivers: await byResource(tx, request) };
  const drivers = rows
    .filter(({ others, delta }) => !others && delta !== null && delta !== '0')
    .sort((a, b) => Math.abs(Number(b.delta)) - Math.abs(Number(a.delta)))
    .slice(0, limit)
    .map(({ currency, keys, labels, amount, compareAmount, delta }) => ({
      currency,
      keys,
      labels,
      amount: amount ?? '0',
      compareAmount: compareAmount ?? '0',
      delta: delta ?? '0',
    }));
  return { totals, drivers };
}

type Raw = {
  currency: string;
  id: string | null;
  name: string | null;
  amount: Decimal;
  compare: Decimal;
  delta: Decimal;
};

/** From the rows of the bills themselves: rollups know no resources. */
async function byResource(tx: Tx, { metric, period, compare, filter, limit }: DriversRequest): Promise<Driver[]> {
  const cost = metricColumn(metric);
  const billingPeriods = await billingPeriodsOf(tx, [period, compare]);
  const { rows } = await tx.execute<Raw>(sql`
    with sums as (
      select c.currency, c.resource_id as id, max(c.resource_name) as name,
        coalesce(sum(${cost}) filter (where ${within(period)}), 0) as amount,
        coalesce(sum(${cost}) filter (where ${within(compare)}), 0) as compare
      from ${billRows(billingPeriods)} c
      where (${within(period)} or ${within(compare)}) and ${matching(filter)} group by 1, 2
    )
    select currency, id, name, ${decimal(sql`amount`)} as amount, ${decimal(sql`compare`)} as compare,
      ${decimal(sql`amount - compare`)} as delta
    from sums where amount <> compare order by abs(amount - compare) desc, id limit ${limit}`);
  return rows.map(({ currency, id, name, amount, compare: compareAmount, delta }) => {
    return { currency, keys: [id], labels: [name ?? id], amount, compareAmount, delta };
  });
}
