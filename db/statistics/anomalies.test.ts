import { describe, expect, it } from 'vitest';
import { findAnomalies } from './anomalies.ts';
import { addDays, daysBetween } from './days.ts';
import { makeSeries, type SeriesEvent } from './series.fixtures.ts';

const seeds = Array.from({ length: 60 }, (_, index) => (index + 1) * 7919);

/** What docs/cost-insight.md tells, for one kind of event. */
function judged(kind: SeriesEvent['kind']) {
  let [right, wrong, missed] = [0, 0, 0];
  const delays: number[] = [];
  for (const seed of seeds) {
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
  return { precision: right / (right + wrong), recall: right / (right + missed), delay: Math.max(...delays) };
}

describe(`anomalies in ${seeds.length} seeded series of 150 days a kind (seeds 7919 to ${seeds.at(-1)})`, () => {
  it.each(['spike', 'step', 'drift'] as const)('finds a %s, and little else', (kind) => {
    const { precision, recall, delay } = judged(kind);
    expect(recall).toBeGreaterThanOrEqual(0.98);
    expect(precision).toBeGreaterThanOrEqual(0.85);
    expect(delay).toBeLessThanOrEqual(kind === 'drift' ? 21 : 1);
  });

  it('says less than 1.5 things in a thousand quiet days', () => {
    const said = seeds.flatMap((seed) => findAnomalies(makeSeries(seed, null).amounts));
    expect((said.length / (seeds.length * 150)) * 1000).toBeLessThan(1.5);
  });
});

describe('an anomaly', () => {
  const steady = (days: number, amount: number, from = '2026-03-01') =>
    Array.from({ length: days }, (_, index) => ({ day: addDays(from, index), amount }));

  it('is told once when a new level lasts, and the next quiet day is no drop', () => {
    const found = findAnomalies([...steady(40, 100), ...steady(40, 200, '2026-04-10')]);
    expect(found).toMatchObject([
      { kind: 'step', day: '2026-04-10', seenOn: '2026-04-10', expected: 100, actual: 200 },
    ]);
  });

  it('is a drop when something that was paid for every day is gone', () => {
    expect(findAnomalies([...steady(40, 100), ...steady(5, 0, '2026-04-10')])[0]).toMatchObject({ kind: 'drop' });
  });

  it('is new where nothing was paid before', () => {
    expect(findAnomalies([...steady(40, 0), ...steady(2, 50, '2026-04-10')])[0]).toMatchObject({ kind: 'new' });
  });

  it('is not a few cents, however strange', () => {
    expect(findAnomalies([...steady(40, 0.01), ...steady(2, 5, '2026-04-10')])).toEqual([]);
  });

  it('is not guessed from less than two weeks', () => {
    expect(findAnomalies([...steady(10, 100), ...steady(1, 900, '2026-03-11')])).toEqual([]);
  });

  it('is found where days are missing: they cost nothing', () => {
    const gap = steady(60, 100).filter(({ day }) => day !== '2026-04-20');
    expect(findAnomalies(gap)).toMatchObject([{ kind: 'drop', day: '2026-04-20', actual: 0 }]);
  });
});
