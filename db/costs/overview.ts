/** One month at a glance: what it has cost so far, beside the month before, by day and by what people ask for first. */
import { sql } from 'drizzle-orm';
import type { Tx } from '../client.ts';
import type { Decimal } from '../model/billing.ts';
import type { CostFilter, CostFreshness, CostMetric, CostPeriod } from '../model/costs.ts';
import { addDays, monthEnd, monthStart } from '../statistics/days.ts';
import { type Forecast, forecastMonth } from '../statistics/forecast.ts';
import { decimal, matching, metricColumn, within } from './columns.ts';
import { type CostRow, exploreCosts } from './explore.ts';
import { costFreshness } from './freshness.ts';
import { rollupFor } from './rollups.ts';

export type OverviewRequest = {
  metric: CostMetric;
  /** `YYYY-MM`; absent: the newest month with usage, this one at the latest. */
  month?: string;
  filter: CostFilter;
  /** By which tag costs are broken down; absent: none. */
  tagKey?: string;
  limit: number;
};

export type OverviewForecast = {
  expected: Decimal;
  low: Decimal;
  high: Decimal;
  /** The last day that it rests on. */
  asOf: string;
  daysLeft: number;
};

export type OverviewOfCurrency = {
  currency: string;
  monthToDate: Decimal;
  /** The same days of the month before, and all of it. */
  sameDaysBefore: Decimal;
  monthBefore: Decimal;
  /** Null when the month is over, or when fewer than seven complete days are known. */
  forecast: OverviewForecast | null;
  daily: { day: string; amount: Decimal }[];
};

export type CostOverview = {
  metric: CostMetric;
  month: CostPeriod;
  /** The days of the month that are compared: up to the newest that has costs. */
  period: CostPeriod;
  compare: CostPeriod;
  currencies: OverviewOfCurrency[];
  by: Record<'service' | 'subAccount' | 'project' | 'region', CostRow[]> & { tag: CostRow[] | null };
  freshness: CostFreshness;
};

const breakdowns = ['service', 'subAccount', 'project', 'region'] as const;
/** What a forecast looks back on. */
const daysBack = 56;

export async function costOverview(tx: Tx, request: OverviewRequest, today: string): Promise<CostOverview> {
  const freshness = await costFreshness(tx);
  const month = monthOf(request.month ?? (await newestMonth(tx, today)));
  const before = monthOf(addDays(month.from, -1).slice(0, 7));
  const series = await dailySeries(tx, request, { from: addDays(before.from, -daysBack), to: month.to });
  const reached = series.reduce((last, { day }) => (day > last && day <= today ? day : last), month.from);
  const period = { from: month.from, to: reached };
  const compare = { from: before.from, to: sameDay(before, reached) };
  const { metric, filter, limit } = request;
  const ask = (group: (typeof breakdowns)[number] | `tag:${string}`) =>
    exploreCosts(tx, { metric, period, compare, groupBy: [group], filter, limit });
  const by: Partial<CostOverview['by']> = {};
  for (const name of breakdowns) by[name] = (await ask(name)).rows;
  by.tag = request.tagKey ? (await ask(`tag:${request.tagKey}`)).rows : null;
  const sums = await monthSums(tx, request, { period, compare, before });
  const currencies = sums.map((sum) => ({
    ...sum,
    forecast: forecastOf(
      series.filter(({ currency }) => currency === sum.currency),
      month,
      freshness,
    ),
    daily: series
      .filter(({ currency, day }) => currency === sum.currency && day >= before.from)
      .map(({ day, amount }) => ({ day, amount })),
  }));
  return { metric, month, period, compare, currencies, by: by as CostOverview['by'], freshness };
}

const monthOf = (month: string): CostPeriod => ({ from: `${month}-01`, to: monthEnd(`${month}-01`) });

/** The 31st of a month is compared with the end of a shorter one. */
function sameDay(month: CostPeriod, day: string): string {
  const same = `${month.from.slice(0, 8)}${day.slice(8)}`;
  return same > month.to ? month.to : same;
}

async function newestMonth(tx: Tx, today: string): Promise<string> {
  const { rows } = await tx.execute<{ day: string }>(
    sql`select day::text as day from cost_daily_untagged where day <= ${today}::date order by day desc limit 1`,
  );
  return (rows[0]?.day ?? today).slice(0, 7);
}

type Point = { currency: string; day: string; amount: Decimal };

async function dailySeries(tx: Tx, { metric, filter }: OverviewRequest, period: CostPeriod): Promise<Point[]> {
  const { rows } = await tx.execute<Point>(sql`
    select c.currency, c.day::text as day, coalesce(${decimal(sql`sum(${metricColumn(metric)})`)}, '0') as amount
    from ${rollupFor(['day'], filter, period)} c where ${within(period)} and ${matching(filter)}
    group by c.currency, c.day order by c.currency, c.day`);
  return rows;
}

type Sums = Pick<OverviewOfCurrency, 'currency' | 'monthToDate' | 'sameDaysBefore' | 'monthBefore'>;
type Months = { period: CostPeriod; compare: CostPeriod; before: CostPeriod };

async function monthSums(tx: Tx, { metric, filter }: OverviewRequest, months: Months): Promise<Sums[]> {
  const all = { from: months.before.from, to: months.period.to };
  const sumIn = (period: CostPeriod) =>
    sql`coalesce(${decimal(sql`sum(${metricColumn(metric)}) filter (where ${within(period)})`)}, '0')`;
  const { rows } = await tx.execute<Sums>(sql`
    select c.currency, ${sumIn(months.period)} as "monthToDate", ${sumIn(months.compare)} as "sameDaysBefore",
      ${sumIn(months.before)} as "monthBefore"
    from ${rollupFor(['day'], filter, all)} c where ${within(all)} and ${matching(filter)}
    group by c.currency order by sum(${metricColumn(metric)}) desc nulls last, c.currency`);
  return rows;
}

function forecastOf(series: Point[], month: CostPeriod, { completeThrough }: CostFreshness): OverviewForecast | null {
  if (completeThrough === null || monthStart(completeThrough) !== month.from) return null;
  const amounts = series.map(({ day, amount }) => ({ day, amount: Number(amount) }));
  const forecast = forecastMonth(amounts, completeThrough);
  return forecast && forecast.daysLeft > 0 ? rounded(forecast, completeThrough) : null;
}

/** A forecast is an estimate: cents of it would mean nothing more. */
const rounded = ({ expected, low, high, daysLeft }: Forecast, asOf: string): OverviewForecast => ({
  expected: expected.toFixed(2),
  low: low.toFixed(2),
  high: high.toFixed(2),
  asOf,
  daysLeft,
});
