/** How well anomalies and forecasts do on the seeded series, as docs/cost-insight.md tells it. A test compares. */
import { findAnomalies } from './anomalies.ts';
import { daysBetween } from './days.ts';
import { forecastMonth } from './forecast.ts';
import { median } from './robust.ts';
import { makeSeries, type SeriesEvent } from './series.fixtures.ts';

export const anomalySeeds = Array.from({ length: 60 }, (_, index) => (index + 1) * 7919);

/** Of one kind of event: what was right of what was said, what was found of what there was, days until it was said. */
export function judgedAnomalies(kind: SeriesEvent['kind']) {
  let [right, wrong, missed] = [0, 0, 0];
  const delays: number[] = [];
  for (const seed of anomalySeeds) {
    const { amounts, event } = makeSeries(seed, kind);
    if (!event) throw new Error('every series of a kind has its event');
    const found = findAnomalies(amounts);
    const hit = found.find((one) => (kind === 'spike' ? one.day === event.day : one.seenOn >= event.day));
    if (hit) delays.push(daysBetween(event.day, hit.seenOn));
    right += hit ? 1 : 0;
    missed += hit ? 0 : 1;
    // Ends of a lasting event may be told again; what comes before it is wrong.
    wrong += found.filter((one) => one !== hit && (kind === 'spike' || one.day < event.day)).length;
  }
  return {
    precision: right / (right + wrong),
    recall: right / (right + missed),
    delay: Math.max(...delays),
    usualDelay: median(delays),
  };
}

/** Things said in a thousand days on which nothing happens. */
export const falseAlarms = (): number =>
  (anomalySeeds.flatMap((seed) => findAnomalies(makeSeries(seed, null).amounts)).length / (anomalySeeds.length * 150)) *
  1000;

/** Of a hundred months, asked on one day of each: how many totals the interval holds, and how far off the middle is. */
export function judgedForecasts(asOf: string) {
  let inside = 0;
  const errors: number[] = [];
  for (let seed = 31; seed <= 31 * 100; seed += 31) {
    const { amounts } = makeSeries(seed, null);
    const month = amounts.filter(({ day }) => day.startsWith(asOf.slice(0, 7)));
    const real = month.reduce((sum, { amount }) => sum + amount, 0);
    const forecast = forecastMonth(amounts, asOf);
    if (!forecast) throw new Error('a hundred days are enough');
    inside += real >= forecast.low && real <= forecast.high ? 1 : 0;
    errors.push(Math.abs(forecast.expected - real) / real);
  }
  errors.sort((a, b) => a - b);
  return { coverage: inside / 100, middle: median(errors), ninetieth: errors[89] ?? Number.NaN };
}

const percent = (share: number, digits = 0) => `${(share * 100).toFixed(digits)} %`;

export function insightTable(): string {
  const kinds = (['spike', 'step', 'drift'] as const).map((kind) => {
    const { precision, recall, delay, usualDelay } = judgedAnomalies(kind);
    return `| ${kind} | ${percent(precision)} | ${percent(recall)} | ${usualDelay.toFixed(0)} | ${delay} |`;
  });
  const months = ['2026-04-05', '2026-04-10', '2026-04-20'].map((day) => {
    const { coverage, middle, ninetieth } = judgedForecasts(day);
    return `| ${Number(day.slice(8))} | ${percent(coverage)} | ${percent(middle, 1)} | ${percent(ninetieth, 1)} |`;
  });
  return [
    '| event | precision | recall | days until it is told, usually | at most |',
    '|---|---|---|---|---|',
    ...kinds,
    '',
    `On quiet days: ${falseAlarms().toFixed(1)} false alarms in a thousand.`,
    '',
    '| complete days of the month | totals inside the interval | error of the middle, usually | in nine of ten |',
    '|---|---|---|---|',
    ...months,
  ].join('\n');
}
