/** Calendar days as `YYYY-MM-DD`, in UTC, as bills have them. */

const dayMs = 86_400_000;

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** Days from `a` to `b`; negative when `b` is earlier. */
export const daysBetween = (a: string, b: string): number =>
  Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / dayMs);

/** 0 is Sunday. */
export const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();

export const monthStart = (day: string): string => `${day.slice(0, 7)}-01`;

export function monthEnd(day: string): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

export type DailyAmount = { day: string; amount: number };

/** Every day from the first to `last`, in order; a day that no bill names cost nothing. */
export function everyDay(amounts: readonly DailyAmount[], last?: string): DailyAmount[] {
  const known = new Map(amounts.map(({ day, amount }) => [day, amount]));
  const days = [...known.keys()].sort();
  const first = days[0];
  const end = last ?? days.at(-1);
  if (first === undefined || end === undefined) return [];
  const length = Math.max(daysBetween(first, end) + 1, 0);
  return Array.from({ length }, (_, index) => addDays(first, index)).map((day) => ({
    day,
    amount: known.get(day) ?? 0,
  }));
}
