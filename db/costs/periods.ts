/** Periods as people name them. */
import type { CostPeriod } from '../model/costs.ts';
import { addDays, daysBetween, monthEnd, monthStart } from '../statistics/days.ts';

export const namedPeriods = [
  'this_month',
  'last_month',
  'last_7_days',
  'last_30_days',
  'last_90_days',
  'this_year',
] as const;
export type NamedPeriod = (typeof namedPeriods)[number];

export function periodNamed(name: NamedPeriod, today: string): CostPeriod {
  switch (name) {
    case 'this_month':
      return { from: monthStart(today), to: today };
    case 'last_month':
      return monthBefore(today);
    case 'last_7_days':
      return { from: addDays(today, -6), to: today };
    case 'last_30_days':
      return { from: addDays(today, -29), to: today };
    case 'last_90_days':
      return { from: addDays(today, -89), to: today };
    case 'this_year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

function monthBefore(day: string): CostPeriod {
  const last = addDays(monthStart(day), -1);
  return { from: monthStart(last), to: last };
}

/** Of a month, or of its first days, the same of the month before; else as many days, right before. */
export function periodBefore({ from, to }: CostPeriod): CostPeriod {
  if (from !== monthStart(from) || to > monthEnd(from)) {
    const days = daysBetween(from, to) + 1;
    return { from: addDays(from, -days), to: addDays(from, -1) };
  }
  const before = monthBefore(from);
  if (to === monthEnd(from)) return before;
  const same = `${before.from.slice(0, 8)}${to.slice(8)}`;
  return { from: before.from, to: same > before.to ? before.to : same };
}
