/**
 * Days on which something did not cost what it usually costs.
 *
 * Expected is the median of the same weekday in the weeks before, scale the robust deviation of what is left after that
 * (the seasonal median and MAD of Twitter's S-H-ESD: Hochenbaum, Vallis and Kejariwal, 2017), and a day is strange
 * from a modified z-score of 4 (Iglewicz and Hoaglin, 1993, take 3.5 for one look; here is one a day) when it is also
 * enough money and enough of the usual.
 * What grows a little every day never is strange from one day to the next, so the last two weeks are also compared
 * with a month before.
 */
import { type DailyAmount, everyDay, weekday } from './days.ts';
import { median, robustDeviation } from './robust.ts';

export type AnomalyKind = 'spike' | 'step' | 'drift' | 'drop' | 'new';

export type AnomalyRules = {
  /** Modified z-score. */
  score: number;
  /** In the series' currency, a day. */
  leastAmount: number;
  /** Share of what was expected. */
  leastShare: number;
};

export const defaultRules: AnomalyRules = { score: 4, leastAmount: 10, leastShare: 0.25 };

/** One episode: a step that lasts is told once, on the day on which it was seen. */
export type Anomaly = {
  /** The first strange day. */
  day: string;
  /** The last one known so far. */
  lastDay: string;
  /** The day whose bill was enough to tell. */
  seenOn: string;
  kind: AnomalyKind;
  expected: number;
  actual: number;
  /** Negative for less than expected. */
  score: number;
};

const weeksBack = 8;
const daysBack = weeksBack * 7;
/** Fewer days than this say nothing about what is usual. */
const leastHistory = 14;
/** Strange days in a row from which a spike is a step: then it is the new usual. */
const stepDays = 3;

/** @param amounts of one thing in one currency, in any order; leave out days whose bill is not complete yet */
export function findAnomalies(amounts: readonly DailyAmount[], rules: AnomalyRules = defaultRules): Anomaly[] {
  const days = everyDay(amounts);
  const found: Anomaly[] = [];
  /** Days before it belong to another level: they say nothing about what is usual now. */
  let levelFrom = 0;
  let open: Anomaly | null = null;
  let strangeInRow = 0;

  for (let index = 0; index < days.length; index += 1) {
    const today = days[index] as DailyAmount;
    const usual = usualOf(days, index, levelFrom, open, strangeInRow);
    if (usual === null) continue;
    const verdict = judge(today, usual, rules);
    if (verdict === null) {
      open = null;
      strangeInRow = 0;
      const drift = driftAt(days, index, levelFrom, rules);
      if (drift === null) continue;
      found.push(drift);
      levelFrom = index - driftWindow + 1;
      continue;
    }
    strangeInRow = open && Math.sign(open.score) === Math.sign(verdict.score) ? strangeInRow + 1 : 1;
    if (strangeInRow === 1) {
      open = { ...verdict, kind: kindOf(usual, verdict) };
      found.push(open);
    } else if (open) {
      open.lastDay = today.day;
      if (strangeInRow === stepDays) {
        if (open.kind === 'spike') open.kind = 'step';
        levelFrom = index - stepDays + 1;
        open = null;
        strangeInRow = 0;
      }
    }
  }
  return found;
}

type Usual = { expected: number; scale: number };

/** What the day should cost by the days before the episode at hand; null while too few are known. */
function usualOf(
  days: readonly DailyAmount[],
  index: number,
  levelFrom: number,
  open: Anomaly | null,
  strangeInRow: number,
): Usual | null {
  const end = open ? index - strangeInRow : index;
  const start = Math.max(levelFrom, end - daysBack);
  // A new level is believed after its first days: until there are weeks of it, its own median is the best guess.
  const fewest = levelFrom > 0 ? stepDays : leastHistory;
  if (end - start < fewest) return null;
  const past = days.slice(start, end);
  const seasonal = past.length >= leastHistory;
  const centres = seasonal ? mediansByWeekday(past) : Array.from({ length: 7 }, () => median(amountsOf(past)));
  const expectedOf = (day: string) => centres[weekday(day)] ?? Number.NaN;
  const today = days[index] as DailyAmount;
  const expected = expectedOf(today.day);
  const residuals = past.map(({ day, amount }) => amount - expectedOf(day));
  const each = seasonal ? past.length / 7 : past.length;
  // 5 % is what ordinary use varies by.
  const least = Math.max(0.05 * Math.abs(median(amountsOf(past))), 0.01);
  return { expected, scale: Math.max(robustDeviation(residuals) * unseen(each), least) };
}

const amountsOf = (days: readonly DailyAmount[]): number[] => days.map(({ amount }) => amount);

const mediansByWeekday = (days: readonly DailyAmount[]): number[] => {
  const byWeekday: number[][] = Array.from({ length: 7 }, () => []);
  for (const { day, amount } of days) byWeekday[weekday(day)]?.push(amount);
  return byWeekday.map(median);
};

/**
 * How much wider a new day spreads around the median of `count` days than those days do: they made the median, so it
 * lies too close to them. The variance of a median is pi/2 times that of a mean.
 */
const unseen = (count: number): number => Math.sqrt((1 + Math.PI / 2 / count) / Math.max(1 - 1 / count, 0.25));

type Verdict = Pick<Anomaly, 'day' | 'lastDay' | 'seenOn' | 'expected' | 'actual' | 'score'>;

function judge({ day, amount }: DailyAmount, { expected, scale }: Usual, rules: AnomalyRules): Verdict | null {
  const difference = amount - expected;
  const score = difference / scale;
  if (Math.abs(score) < rules.score) return null;
  if (Math.abs(difference) < rules.leastAmount) return null;
  if (Math.abs(difference) < rules.leastShare * Math.abs(expected)) return null;
  return { day, lastDay: day, seenOn: day, expected, actual: amount, score };
}

function kindOf({ expected }: Usual, { score }: Verdict): AnomalyKind {
  if (score < 0) return 'drop';
  return Math.abs(expected) < 0.01 ? 'new' : 'spike';
}

const driftWindow = 14;
const driftGap = 14;

/** Two weeks beside the two weeks that ended two weeks before: growth of a little every day. */
function driftAt(days: readonly DailyAmount[], index: number, levelFrom: number, rules: AnomalyRules): Anomaly | null {
  const recentFrom = index - driftWindow + 1;
  const beforeFrom = recentFrom - driftGap - driftWindow;
  if (beforeFrom < levelFrom) return null;
  const recent = days.slice(recentFrom, index + 1);
  const before = days.slice(beforeFrom, beforeFrom + driftWindow);
  const [actual, expected] = [median(amountsOf(recent)), median(amountsOf(before))];
  const difference = actual - expected;
  if (difference < rules.leastAmount || difference < rules.leastShare * Math.abs(expected)) return null;
  // Each window holds every weekday twice, so weekends are in both alike.
  const scale = Math.max(robustDeviation(seasonless(before)) * unseen(2), 0.05 * Math.abs(expected), 0.01);
  if (difference / scale < rules.score) return null;
  const last = (days[index] as DailyAmount).day;
  const first = (days[recentFrom] as DailyAmount).day;
  return { day: first, lastDay: last, seenOn: last, kind: 'drift', expected, actual, score: difference / scale };
}

const seasonless = (days: readonly DailyAmount[]): number[] => {
  const centres = mediansByWeekday(days);
  return days.map(({ day, amount }) => amount - (centres[weekday(day)] ?? 0));
};
