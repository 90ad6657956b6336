/** Days and periods of costs: texts of the form YYYY-MM-DD in UTC, both ends in it. What the URL says, as days. */
export type Period = { from: string; to: string };

export const presets = {
  last7: 'Last 7 days',
  last30: 'Last 30 days',
  last90: 'Last 90 days',
  month: 'This month',
  lastMonth: 'Last month',
  months3: '3 months',
  months6: '6 months',
  months12: '12 months',
} as const;
export type Preset = keyof typeof presets;
export const presetNames = Object.keys(presets) as Preset[];

export const comparisons = { none: 'Nothing', before: 'The period before', year: 'The year before' } as const;
export type Comparison = keyof typeof comparisons;
export const comparisonNames = Object.keys(comparisons) as Comparison[];

const dayMs = 86_400_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

export const todayUtc = (): string => new Date().toISOString().slice(0, 10);
const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
export const addDays = (day: string, days: number): string => dayOf(timeOf(day) + days * dayMs);
/** Of both ends, which are in it. */
export const daysIn = ({ from, to }: Period): number => (timeOf(to) - timeOf(from)) / dayMs + 1;

/** The first day of the month that lies so many months away. */
export function monthStart(day: string, months = 0): string {
  const date = new Date(timeOf(day));
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
}
export const monthEnd = (day: string): string => addDays(monthStart(day, 1), -1);
export const wholeMonth = (day: string): Period => ({ from: monthStart(day), to: monthEnd(day) });

/** The same day so many months away; the end of a month that is shorter. */
function sameDay(day: string, months: number): string {
  const start = monthStart(day, months);
  const days = Math.min(Number(day.slice(8)), daysIn(wholeMonth(start)));
  return addDays(start, days - 1);
}

/** A real day, and not merely something that looks like one: the 31st of February is none. */
const isDay = (text: string): boolean =>
  dayPattern.test(text) && !Number.isNaN(timeOf(text)) && dayOf(timeOf(text)) === text;

/** @param range a preset, or `2026-09-01..2026-09-30`; anything else is the last 30 days */
export function periodOf(range: string, today: string): Period {
  const [from = '', to = ''] = range.split('..');
  if (isDay(from) && isDay(to) && from <= to) return { from, to };
  if (range === 'last7') return { from: addDays(today, -6), to: today };
  if (range === 'last90') return { from: addDays(today, -89), to: today };
  if (range === 'month') return { from: monthStart(today), to: today };
  if (range === 'lastMonth') return wholeMonth(monthStart(today, -1));
  if (range === 'months3') return { from: monthStart(today, -2), to: today };
  if (range === 'months6') return { from: monthStart(today, -5), to: today };
  if (range === 'months12') return { from: monthStart(today, -11), to: today };
  return { from: addDays(today, -29), to: today };
}

export const rangeOf = ({ from, to }: Period): string => `${from}..${to}`;

/** What a period is compared with: months with months, as far as they have come, other days with as many before. */
export function comparedWith(period: Period, comparison: Comparison): Period | null {
  if (comparison === 'none') return null;
  const { from, to } = period;
  if (comparison === 'year') return { from: sameDay(from, -12), to: sameDay(to, -12) };
  if (from !== monthStart(from)) return { from: addDays(from, -daysIn(period)), to: addDays(from, -1) };
  const months = monthsBetween(from, to) + 1;
  const end = to === monthEnd(to) ? monthEnd(monthStart(to, -months)) : sameDay(to, -months);
  return { from: monthStart(from, -months), to: end };
}

const monthsBetween = (from: string, to: string): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));

const long = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const monthName = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const shortMonth = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

export const dayText = (day: string): string => long.format(timeOf(day));
export const shortDay = (day: string): string => short.format(timeOf(day));
export const monthText = (day: string): string => monthName.format(timeOf(day));

/** "1 to 25 Nov 2026", "28 Oct to 26 Nov 2026". */
export const periodText = ({ from, to }: Period): string => {
  if (from === to) return dayText(from);
  if (monthStart(from) === monthStart(to)) return `${Number(from.slice(8))} to ${dayText(to)}`;
  return `${from.slice(0, 4) === to.slice(0, 4) ? shortDay(from) : dayText(from)} to ${dayText(to)}`;
};

export type Grain = 'day' | 'week' | 'month';

/** The first day of what a bar stands for, as it stands under it. */
export const grainText = (day: string, grain: Grain): string =>
  grain === 'month' ? shortMonth.format(timeOf(day)) : shortDay(day);

/** Every first day of the period, so that a day without costs is a gap and not left out. A week starts on Monday. */
export function timesOf({ from, to }: Period, grain: Grain): string[] {
  const times: string[] = [];
  let at = grainStart(from, grain);
  while (at <= to) {
    times.push(at);
    at = grain === 'month' ? monthStart(at, 1) : addDays(at, grain === 'week' ? 7 : 1);
  }
  return times;
}

function grainStart(day: string, grain: Grain): string {
  if (grain === 'month') return monthStart(day);
  if (grain === 'day') return day;
  return addDays(day, -((new Date(timeOf(day)).getUTCDay() + 6) % 7));
}
