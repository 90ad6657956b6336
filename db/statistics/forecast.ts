/**
 * What a month will have cost, with an interval. Weekday medians carry the season, the median slope of what is left
 * (Theil and Sen) the trend, and the spread of what neither explains the interval, so that one strange day bends neither.
 */
import { addDays, type DailyAmount, daysBetween, everyDay, monthEnd, monthStart, weekday } from './days.ts';
import { median, robustDeviation, theilSenSlope } from './robust.ts';

/** Amounts in the series' currency. The interval holds the real total in about 80 of 100 months. */
export type Forecast = {
  expected: number;
  low: number;
  high: number;
  actual: number;
  daysKnown: number;
  daysLeft: number;
};

const daysBack = 56;
const leastHistory = 7;
/** Two-sided 80 %. */
const z = 1.2816;

/**
 * @param amounts of complete days
 * @param asOf the last complete day
 * @returns null when fewer than seven days are known: a number would be a guess
 */
export function forecastMonth(amounts: readonly DailyAmount[], asOf: string): Forecast | null {
  return forecastPeriod(amounts, asOf, { from: monthStart(asOf), to: monthEnd(asOf) });
}

/** The same for any period, both days in it, that has begun when `asOf` was, or begins soon after. */
export function forecastPeriod(
  amounts: readonly DailyAmount[],
  asOf: string,
  { from, to }: { from: string; to: string },
): Forecast | null {
  const known = everyDay(
    amounts.filter(({ day }) => day <= asOf),
    asOf,
  );
  if (known.length < leastHistory) return null;
  const inPeriod = known.filter(({ day }) => day >= from);
  const actual = inPeriod.reduce((sum, { amount }) => sum + amount, 0);
  const predict = modelOf(known.slice(-daysBack));
  const ahead = Array.from({ length: Math.max(daysBetween(asOf, to), 0) }, (_, index) => index + 1);
  const coming = ahead.flatMap((days) => {
    const day = addDays(asOf, days);
    return day < from ? [] : predict.amount(days, day);
  });
  const daysLeft = coming.length;
  const expected = actual + coming.reduce((sum, amount) => sum + amount, 0);
  const spread = z * predict.deviationOfSum(daysLeft);
  return {
    expected,
    low: Math.max(expected - spread, actual),
    high: expected + spread,
    actual,
    daysKnown: inPeriod.length,
    daysLeft,
  };
}

function modelOf(days: readonly DailyAmount[]) {
  const count = days.length;
  const season = seasonOf(days);
  const level = days.map(({ day, amount }) => amount - (season[weekday(day)] ?? 0));
  const centred = robustDeviation(level) * fitted(count);
  const slopeError = centred * Math.sqrt(12 / count ** 3);
  const tried = theilSenSlope(level);
  // A slope within its own error is noise, and would be carried on to the month's end.
  const slope = Math.abs(tried) > 2 * slopeError ? tried : 0;
  const base = median(level.map((value, index) => value + slope * (count - 1 - index)));
  const residuals = level.map((value, index) => value - (base - slope * (count - 1 - index)));
  const deviation = Math.max(robustDeviation(residuals, 0) * fitted(count), 0.02 * Math.abs(base));
  return {
    amount: (ahead: number, day: string) => Math.max(base + slope * ahead + (season[weekday(day)] ?? 0), 0),
    /** Of the sum of the next days: their own noise, and the errors of level, season and slope, which they share. */
    deviationOfSum(ahead: number): number {
      const noise = ahead;
      const ofLevel = (medianError ** 2 * ahead ** 2) / count;
      const ofSeason = season.length > 0 ? (medianError ** 2 * ahead ** 2) / count : 0;
      // Also where no slope was seen: a small one hides in the noise.
      const ofSlope = (12 / count ** 3) * (ahead * (count / 2 + ahead / 2)) ** 2;
      return deviation * Math.sqrt(noise + ofLevel + ofSeason + ofSlope);
    },
  };
}

/** Standard error of a median beside that of a mean. */
const medianError = Math.sqrt(Math.PI / 2);

/** Seven weekdays, a level and a slope were taken from the same days that the spread is measured on. */
const fitted = (count: number): number => Math.sqrt(count / Math.max(count - 9, 1));

/** How far each weekday lies from the whole, by medians; nothing for less than two weeks. */
function seasonOf(days: readonly DailyAmount[]): number[] {
  const whole = median(days.map(({ amount }) => amount));
  if (days.length < 14) return [];
  return Array.from({ length: 7 }, (_, wanted) => {
    const own = days.filter(({ day }) => weekday(day) === wanted).map(({ amount }) => amount);
    return own.length === 0 ? 0 : median(own) - whole;
  });
}
