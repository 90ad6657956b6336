/** One month at a glance: what it has cost so far, beside the month before, by day and by what people ask for first. */
import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../client.ts';
import type { Decimal } from '../model/billing.ts';
import type { CostFilter, CostFreshness, CostMetric, CostPeriod } from '../model/costs.ts';
import { addDays, monthEnd } from '../statistics/days.ts';
import { type Forecast, forecastPeriod } from '../statistics/forecast.ts';
import { decimal, groupColumn, matching, metricColumn, within } from './columns.ts';
import { Exact } from './exact.ts';
import { type CostRow, costRows, exploreCosts, type FoldedRow, foldedSql } from './explore.ts';
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
/** On the first days of a month no day of it is complete: its forecast rests on the month before. */
const daysEarly = 10;
/** What a forecast looks back on before the month. */
const daysBack = 56;

export async function costOverview(tx: Tx, request: OverviewRequest, today: string): Promise<CostOverview> {
  const freshness = await costFreshness(tx);
  const month = monthOf(request.month ?? (await newestMonth(tx, today)));
  const before = monthOf(addDays(month.from, -1).slice(0, 7));
  const series = await dailySeries(tx, request, { from: addDays(month.from, -daysBack), to: month.to });
  const reached = series.reduce((last, { day }) => (day > last && day <= today ? day : last), month.from);
  const period = { from: month.from, to: reached };
  const compare = { from: before.from, to: sameDay(before, reached) };
  // Fees may be dated ahead. Without such, the month so far is all that the month has, and rollups by month have it.
  const isAll = series.every(({ day }) => day <= reached);
  const asked = { ...request, period: isAll ? month : period, compare };
  const by = { ...(await breakDown(tx, asked)), tag: request.tagKey ? await byTag(tx, asked, request.tagKey) : null };
  const currencies = [...new Set(series.map(({ currency }) => currency))].map((currency) => {
    const own = series.filter((point) => point.currency === currency);
    const sumIn = ({ from, to }: CostPeriod) =>
      Exact.sum(0, ...own.filter(({ day }) => day >= from && day <= to).map(({ amount }) => amount)).toFixed();
    return {
      currency,
      monthToDate: sumIn(period),
      sameDaysBefore: sumIn(compare),
      monthBefore: sumIn(before),
      forecast: forecastOf(own, month, freshness),
      daily: own.filter(({ day }) => day >= before.from).map(({ day, amount }) => ({ day, amount })),
    };
  });
  const { metric } = request;
  return { metric, month, period, compare, currencies, by, freshness };
}

type Asked = OverviewRequest & { period: CostPeriod; compare: CostPeriod };

/** One pass over the days makes cells of all four, and each of the four adds up its own. */
async function breakDown(tx: Tx, { metric, filter, limit, period, compare }: Asked) {
  const columns = breakdowns.map((name) => ({ name, id: sql.raw(`"${name}"`), column: groupColumn(name) }));
  const list = (parts: SQL[]) => sql.join(parts, sql`, `);
  const sumIn = (days: CostPeriod) => sql`sum(${metricColumn(metric)}) filter (where ${within(days)})`;
  const all = { from: compare.from, to: period.to };
  const ids = columns.map(({ id }) => id);
  const choose = (value: (one: (typeof columns)[number]) => SQL) =>
    sql`case ${sql.join(
      columns.map((one) => sql`when grouping(${one.id}) = 0 then ${value(one)}`),
      sql` `,
    )} end`;
  const grouped = sql`
    select currency, ${choose(({ name }) => sql`${name}::text`)} as k1, ${choose(({ id }) => id)} as k2,
      sum(amount) as amount, sum(compare) as compare
    from (
      select c.currency, ${list(columns.map(({ id, column }) => sql`${column} as ${id}`))},
        ${sumIn(period)} as amount, ${sumIn(compare)} as compare
      from ${rollupFor(['day'], filter, all)} c
      where (${within(period)} or ${within(compare)}) and ${matching(filter)} group by c.currency, ${list(columns.map(({ column }) => column))}
    ) cells group by grouping sets (${list(ids.map((id) => sql`(currency, ${id})`))})`;
  const fold = { folds: [false, true], limit, isCompared: true, eachFirst: true };
  const { rows } = await tx.execute<FoldedRow>(foldedSql(grouped, fold));
  const ofEach = breakdowns.map(async (name) => {
    const own = rows.filter(({ k1 }) => k1 === name);
    return [
      name,
      await costRows(
        tx,
        [name],
        own.map((row) => ({ ...row, k1: row.k2 })),
      ),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(ofEach)) as Record<(typeof breakdowns)[number], CostRow[]>;
}

async function byTag(tx: Tx, { metric, filter, limit, period, compare }: Asked, key: string): Promise<CostRow[]> {
  const { rows } = await exploreCosts(tx, { metric, period, compare, groupBy: [`tag:${key}`], filter, limit });
  return rows;
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

function forecastOf(series: Point[], month: CostPeriod, { completeThrough }: CostFreshness): OverviewForecast | null {
  if (completeThrough === null || completeThrough < addDays(month.from, -daysEarly) || completeThrough >= month.to)
    return null;
  const amounts = series.map(({ day, amount }) => ({ day, amount: Number(amount) }));
  const forecast = forecastPeriod(amounts, completeThrough, month);
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
