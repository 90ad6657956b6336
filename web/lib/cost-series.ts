/** Costs as charts and their tables take them. Charts get numbers, tables and tips the exact text. */

import type { CostRow } from './api-types.generated.ts';
import { addDays, type Grain, grainText, monthStart, type Period, shortDay, timesOf } from './cost-period.ts';
import { Decimal } from './decimal.ts';
import { rowLabel } from './spend-words.ts';

export type Series = { key: string; label: string; color: string };
export type Point = {
  at: string;
  label: string;
  /** For the length of what is drawn; null: nothing is drawn. */
  values: Record<string, number | null>;
  /** What is said; the same keys. */
  texts: Record<string, string | null>;
};
export type Chart = { series: Series[]; points: Point[] };

const hues = 8;
const colorOf = (at: number): string => `var(--chart-${(at % hues) + 1})`;

/** One bar a time, one part a group, the largest group first. `rows` are grouped by the grain and then by `group`. */
export function stacked(rows: readonly CostRow[], group: string, period: Period, grain: Grain): Chart {
  const totals = new Map<string, { label: string; others: boolean; sum: Decimal }>();
  const cells = new Map<string, string>();
  for (const row of rows) {
    // Two groups may have one label, and one may be called as the others are.
    const key = row.others
      ? 'others'
      : row.keys[1] === null || row.keys[1] === undefined
        ? 'none'
        : `key ${row.keys[1]}`;
    const known = totals.get(key) ?? { label: rowLabel(row, group, 1), others: row.others, sum: new Decimal(0) };
    totals.set(key, { ...known, sum: known.sum.plus(row.amount ?? '0') });
    if (row.amount !== null) cells.set(`${row.keys[0]} ${key}`, row.amount);
  }
  const order = [...totals].sort(
    ([, a], [, b]) => Number(a.others) - Number(b.others) || b.sum.abs().comparedTo(a.sum.abs()),
  );
  const series = order.map(([key, { label, others }], at) => ({
    key,
    label,
    color: others ? 'var(--chart-others)' : colorOf(at),
  }));
  const points = timesOf(period, grain).map((at) => {
    const texts = Object.fromEntries(series.map(({ key }) => [key, cells.get(`${at} ${key}`) ?? null]));
    return { at, label: grainText(at, grain), texts, values: numbers(texts) };
  });
  return { series, points };
}

const numbers = (texts: Record<string, string | null>): Record<string, number | null> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text === null ? null : Number(text)]));

export type Daily = readonly { day: string; amount: string }[];

/**
 * What a month has cost up to each of its days, beside the month before, on the same day of the month.
 *
 * @param reached the newest day with costs: the line ends there
 */
export function cumulative(daily: Daily, month: Period, reached: string): Chart {
  const before = monthStart(month.from, -1);
  const own = runningSums(daily, month.from, reached);
  const other = runningSums(daily, before, addDays(month.from, -1));
  const days = Math.max(timesOf(month, 'day').length, other.length);
  const points = Array.from({ length: days }, (_, at) => {
    const texts = { month: own[at] ?? null, before: other[at] ?? null };
    return { at: String(at + 1), label: String(at + 1), texts, values: numbers(texts) };
  });
  return {
    series: [
      { key: 'month', label: 'This month', color: 'var(--chart-1)' },
      { key: 'before', label: 'The month before', color: 'var(--chart-others)' },
    ],
    points,
  };
}

function runningSums(daily: Daily, from: string, to: string): string[] {
  const byDay = new Map(daily.map(({ day, amount }) => [day, amount]));
  let sum = new Decimal(0);
  return timesOf({ from, to }, 'day').map((day) => {
    sum = sum.plus(byDay.get(day) ?? '0');
    return sum.toFixed();
  });
}

/** One bar a day, for one thing. */
export function days(daily: Daily, period: Period, label: string): Chart {
  const byDay = new Map(daily.map(({ day, amount }) => [day, amount]));
  const points = timesOf(period, 'day').map((at) => {
    const texts = { amount: byDay.get(at) ?? null };
    return { at, label: shortDay(at), texts, values: numbers(texts) };
  });
  return { series: [{ key: 'amount', label, color: 'var(--chart-1)' }], points };
}
