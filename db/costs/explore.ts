/** Costs by anything, beside another period. Amounts are added by Postgres, and never across currencies. */
import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../client.ts';
import type { Decimal } from '../model/billing.ts';
import type { CostChange, CostFilter, CostGroup, CostMetric, CostPeriod } from '../model/costs.ts';
import { daysBetween, monthStart } from '../statistics/days.ts';
import { decimal, groupColumn, isGrain, matching, metricColumn, within } from './columns.ts';
import { labelsOf } from './labels.ts';
import { rollupFor } from './rollups.ts';

export type ExploreRequest = {
  metric: CostMetric;
  period: CostPeriod;
  compare?: CostPeriod | null;
  /** None, one or two. */
  groupBy: CostGroup[];
  filter: CostFilter;
  /** Of values (or pairs of values) a currency, largest first; what is left is added up as `others`. */
  limit: number;
};

export type CostRow = CostChange & {
  currency: string;
  /** In the order of `groupBy`: days as YYYY-MM-DD (of the first day), else values; null for costs without one. */
  keys: (string | null)[];
  /** What people call them, such as a project's name. */
  labels: (string | null)[];
  /** True for the row of all values beyond the limit: its keys are null but for times. */
  others: boolean;
};

export type CostTotal = CostChange & { currency: string };

export type Explored = { rows: CostRow[]; totals: CostTotal[] };

export type FoldedRow = {
  currency: string;
  k1: string | null;
  k2: string | null;
  others: boolean;
  amount: Decimal | null;
  compare: Decimal | null;
  delta: Decimal | null;
  total: Decimal | null;
  total_compare: Decimal | null;
  total_delta: Decimal | null;
};

export async function exploreCosts(tx: Tx, request: ExploreRequest): Promise<Explored> {
  const { rows } = await tx.execute<FoldedRow>(exploreSql(request));
  const totals = new Map(rows.map((row) => [row.currency, totalOf(row)]));
  return { rows: await costRows(tx, request.groupBy, rows), totals: [...totals.values()] };
}

export async function costRows(tx: Tx, groupBy: CostGroup[], rows: FoldedRow[]): Promise<CostRow[]> {
  const keysOf = (row: FoldedRow) => [row.k1, row.k2].slice(0, groupBy.length);
  const labels = await labelsOf(tx, groupBy, rows.map(keysOf));
  return rows.map((row, index) => ({
    currency: row.currency,
    keys: keysOf(row),
    labels: labels[index] ?? [],
    others: row.others,
    amount: row.amount,
    compareAmount: row.compare,
    delta: row.delta,
  }));
}

const totalOf = (row: FoldedRow): CostTotal => ({
  currency: row.currency,
  amount: row.total,
  compareAmount: row.total_compare,
  delta: row.total_delta,
});

/**
 * Both periods are summed side by side. A day of the other period counts on the day of this one that is as far from its
 * start.
 */
function exploreSql(request: ExploreRequest): SQL {
  const { period, compare, groupBy, limit } = request;
  const sides = [sumsOf(request, period), ...(compare ? [sumsOf(request, compare)] : [])];
  const grouped = sql`select currency, k1, k2, sum(amount) as amount, sum(compare) as compare
    from (${sql.join(sides, sql` union all `)}) sides group by currency, k1, k2`;
  const folds = [0, 1].map((index) => groupBy[index] !== undefined && !isGrain(groupBy[index]));
  return foldedSql(grouped, { folds, limit, isCompared: Boolean(compare) });
}

type Fold = {
  /** Which of the two keys are ranked by what they cost, those beyond the limit added up. The others all stay. */
  folds: boolean[];
  limit: number;
  isCompared: boolean;
  /** Ranked within each value of the first key, and not over all of them. */
  eachFirst?: boolean;
};

/** @param grouped selects currency, k1, k2, amount and compare */
export function foldedSql(grouped: SQL, { folds, limit, isCompared, eachFirst = false }: Fold): SQL {
  const names = [sql`k1`, sql`k2`];
  const values = list(names.filter((_, index) => folds[index]));
  const times = names.filter((_, index) => !folds[index]);
  const group = eachFirst ? sql`currency, k1` : sql`currency`;
  const shown = names.map((name, index) =>
    folds[index] ? sql`case when place <= ${limit} then ${name}::text end` : sql`${name}::text`,
  );
  const hasValues = folds.some(Boolean);
  const difference = (amount: SQL, before: SQL) =>
    isCompared ? decimal(sql`coalesce(${amount}, 0) - coalesce(${before}, 0)`) : sql`null::text`;
  return sql`
    with grouped as (${grouped}), weighed as (
      select *, sum(greatest(abs(coalesce(amount, 0)), abs(coalesce(compare, 0))))
        over (partition by ${group}${hasValues ? sql`, ${values}` : sql``}) as weight from grouped
    ), placed as (
      select *, ${hasValues ? sql`dense_rank() over (partition by ${group} order by weight desc, ${values})` : sql`1`}
        as place from weighed
    ), folded as (
      select currency, ${shown[0]} as k1, ${shown[1]} as k2, place > ${limit} as others,
        sum(amount) as amount, sum(compare) as compare, max(weight) as weight
      from placed group by 1, 2, 3, 4
    ), totalled as (
      select *, sum(amount) over (partition by ${group}) as total,
        sum(compare) over (partition by ${group}) as total_compare from folded
    )
    select currency, k1, k2, others, ${decimal(sql`amount`)} as amount, ${decimal(sql`compare`)} as compare,
      ${difference(sql`amount`, sql`compare`)} as delta, ${decimal(sql`total`)} as total,
      ${decimal(sql`total_compare`)} as total_compare, ${difference(sql`total`, sql`total_compare`)} as total_delta
    from totalled order by ${list([sql`currency`, ...times, sql`others`, sql`weight desc`, sql`k1`, sql`k2`])}`;
}

/** Sums of one period: of the one that is asked for, or of the one that it is compared with. */
function sumsOf({ metric, period, groupBy, filter }: ExploreRequest, of: CostPeriod): SQL {
  const isOwn = of === period;
  const day = isOwn ? sql`c.day` : sql`least(${shifted(of.from, period.from)}, ${period.to}::date)`;
  const keys = [0, 1].map((index) => (groupBy[index] ? groupColumn(groupBy[index], day) : sql`null::text`));
  const sum = sql`sum(${metricColumn(metric)})`;
  const nothing = sql`null::numeric`;
  return sql`select c.currency, ${keys[0]} as k1, ${keys[1]} as k2, ${isOwn ? sum : nothing} as amount,
      ${isOwn ? nothing : sum} as compare
    from ${rollupFor(groupBy, filter, of)} c where ${within(of)} and ${matching(filter)} group by 1, 2, 3`;
}

/** By months where both begin with one, so that a month falls on a month whatever its length; else by days. */
function shifted(from: string, to: string): SQL {
  if (from === monthStart(from) && to === monthStart(to)) {
    const months = monthsOf(to) - monthsOf(from);
    return sql`(c.day + make_interval(months => ${months}::int))::date`;
  }
  return sql`c.day + ${daysBetween(from, to)}::int`;
}

const monthsOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));

const list = (parts: SQL[]): SQL => sql.join(parts, sql`, `);
