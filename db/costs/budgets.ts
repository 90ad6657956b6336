/** What may be spent: kept, and beside it what was spent and will be. */
import type { Decimal as AnyDecimal } from 'decimal.js';
import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm';
import { conflict, notFound } from '../../platform/errors.ts';
import type { Tx } from '../client.ts';
import type { Decimal } from '../model/billing.ts';
import type { CostFilter, CostPeriod } from '../model/costs.ts';
import { budgets } from '../schema/index.ts';
import { addDays, monthEnd } from '../statistics/days.ts';
import { forecastPeriod } from '../statistics/forecast.ts';
import { decimal, matching, metricColumn, within } from './columns.ts';
import { Exact } from './exact.ts';
import { rollupFor } from './rollups.ts';

export type Budget = typeof budgets.$inferSelect;
export type NewBudget = typeof budgets.$inferInsert;
export type BudgetChange = Partial<Pick<Budget, 'name' | 'amount' | 'thresholds' | 'filter' | 'projectId' | 'metric'>>;

export type BudgetState = {
  period: CostPeriod;
  actual: Decimal;
  /** Null where fewer than seven complete days are known, or none of them lies near the period. */
  forecast: { expected: Decimal; low: Decimal; high: Decimal } | null;
  /** The last complete day, on which the forecast rests. */
  asOf: string | null;
  /** Negative when it is spent. */
  left: Decimal;
  /** Of the amount, rounded to whole percents. */
  actualPercent: number;
  forecastPercent: number | null;
  verdict: 'within' | 'threshold_met' | 'over' | 'over_by_forecast';
};

export const listBudgets = (tx: Tx): Promise<Budget[]> =>
  tx.select().from(budgets).where(isNull(budgets.archivedAt)).orderBy(asc(budgets.name));

/** @throws AuroraError `not_found` */
export async function findBudget(tx: Tx, id: string): Promise<Budget> {
  const [row] = await tx
    .select()
    .from(budgets)
    .where(and(eq(budgets.id, id), isNull(budgets.archivedAt)));
  if (!row) throw notFound('budget');
  return row;
}

/** The same id again answers the budget that is there. @throws AuroraError `conflict` for a name that is taken */
export async function insertBudget(tx: Tx, budget: NewBudget): Promise<Budget> {
  const [created] = await tx.insert(budgets).values(budget).onConflictDoNothing().returning();
  if (created) return created;
  const [same] = budget.id ? await tx.select().from(budgets).where(eq(budgets.id, budget.id)) : [];
  if (same) return same;
  const [named] = await tx.select({ id: budgets.id }).from(budgets).where(eq(budgets.name, budget.name));
  // An id of another organisation's is answered as everywhere: it is not there.
  throw named ? nameTaken(budget.name) : notFound('budget');
}

/** Other amounts and thresholds are another question: what was told about the old ones is forgotten with them. */
export async function changeBudget(tx: Tx, id: string, change: BudgetChange): Promise<Budget> {
  const before = await findBudget(tx, id);
  if (change.name !== undefined) {
    const [taken] = await tx
      .select({ id: budgets.id })
      .from(budgets)
      .where(and(eq(budgets.name, change.name), ne(budgets.id, id), isNull(budgets.archivedAt)));
    if (taken) throw nameTaken(change.name);
  }
  const isOther = Object.keys(change).some((key) => key !== 'name');
  const [row] = await tx
    .update(budgets)
    .set({ ...change, ...(isOther ? { told: [] } : {}) })
    .where(eq(budgets.id, id))
    .returning();
  return row ?? before;
}

export async function archiveBudget(tx: Tx, id: string): Promise<void> {
  await findBudget(tx, id);
  await tx.update(budgets).set({ archivedAt: new Date() }).where(eq(budgets.id, id));
}

/** Locked, so that two loads that end together tell a threshold once. */
export const budgetsToCheck = (tx: Tx): Promise<Budget[]> =>
  tx.select().from(budgets).where(isNull(budgets.archivedAt)).orderBy(asc(budgets.id)).for('update');

export const noteTold = (tx: Tx, id: string, told: string[]) =>
  tx.update(budgets).set({ told }).where(eq(budgets.id, id));

/** The month, quarter or year of a budget that a day lies in. */
export function budgetPeriod({ period }: Pick<Budget, 'period'>, day: string): CostPeriod {
  const [year, month] = [day.slice(0, 4), Number(day.slice(5, 7))];
  const length = { month: 1, quarter: 3, year: 12 }[period];
  const first = month - ((month - 1) % length);
  const two = (number: number) => String(number).padStart(2, '0');
  return { from: `${year}-${two(first)}-01`, to: monthEnd(`${year}-${two(first + length - 1)}-01`) };
}

/** On the first days of a period none of it is complete: its forecast rests on what was before. */
const daysEarly = 10;
/** Days before the period that a forecast may rest on. */
const daysBefore = 56;

/** @param asOf the last complete day of the bills; null: none is */
export async function stateOf(tx: Tx, budget: Budget, day: string, asOf: string | null): Promise<BudgetState> {
  const period = budgetPeriod(budget, day);
  const filter: CostFilter = {
    ...(budget.filter as CostFilter),
    currency: [budget.currency],
    ...(budget.projectId ? { project: [budget.projectId] } : {}),
  };
  const series = { from: addDays(period.from, -daysBefore), to: period.to };
  const amount = metricColumn(budget.metric);
  const { rows } = await tx.execute<{ day: string; amount: Decimal; total: Decimal | null }>(sql`
    select c.day::text as day, ${decimal(sql`sum(${amount})`)} as amount,
      ${decimal(sql`sum(sum(${amount})) filter (where ${within({ from: period.from, to: day })}) over ()`)} as total
    from ${rollupFor(['day'], filter, series)} c where ${within(series)} and ${matching(filter)}
    group by c.day order by c.day`);
  const actual = rows[0]?.total ?? '0';
  const amounts = rows.map((row) => ({ day: row.day, amount: Number(row.amount) }));
  const isNear = asOf !== null && asOf >= addDays(period.from, -daysEarly) && asOf < period.to;
  const forecast = isNear ? forecastPeriod(amounts, asOf, period) : null;
  return { period, asOf, actual, ...judge(budget, actual, forecast) };
}

type Estimated = { expected: number; low: number; high: number } | null;

function judge({ amount, thresholds }: Budget, actual: Decimal, forecast: Estimated) {
  const limit = new Exact(amount);
  const percentOf = (spent: AnyDecimal.Value) =>
    Number(new Exact(spent).times(100).div(limit).toFixed(0, Exact.ROUND_DOWN));
  const actualPercent = percentOf(actual);
  const forecastPercent = forecast && percentOf(forecast.expected);
  const isMet = thresholds.some(({ percent, basis }) => {
    const reached = basis === 'actual' ? actualPercent : forecastPercent;
    return reached !== null && reached >= percent;
  });
  const over = limit.lessThan(actual) ? 'over' : null;
  const overByForecast = forecast && limit.lessThan(forecast.expected) ? 'over_by_forecast' : null;
  return {
    forecast: forecast && {
      expected: forecast.expected.toFixed(2),
      low: forecast.low.toFixed(2),
      high: forecast.high.toFixed(2),
    },
    left: limit.minus(actual).toFixed(),
    actualPercent,
    forecastPercent,
    verdict: over ?? overByForecast ?? (isMet ? 'threshold_met' : 'within'),
  } as const;
}

const nameTaken = (name: string) => conflict(`There is a budget named "${name}" already. Choose another name.`);
