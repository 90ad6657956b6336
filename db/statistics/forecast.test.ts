import { describe, expect, it } from 'vitest';
import { addDays } from './days.ts';
import { forecastMonth } from './forecast.ts';
import { makeSeries } from './series.fixtures.ts';

const april = ({ day }: { day: string }) => day.startsWith('2026-04');

describe('the forecast of a month', () => {
  it('holds the real total in about 80 of 100 months, and lies within 3 % in most', () => {
    let [inside, count] = [0, 0];
    const errors: number[] = [];
    for (let seed = 31; seed <= 31 * 100; seed += 31) {
      const { amounts } = makeSeries(seed, null);
      const real = amounts.filter(april).reduce((sum, { amount }) => sum + amount, 0);
      for (const asOf of ['2026-04-10', '2026-04-20']) {
        const forecast = forecastMonth(amounts, asOf);
        if (!forecast) throw new Error('a hundred days are enough');
        inside += real >= forecast.low && real <= forecast.high ? 1 : 0;
        errors.push(Math.abs(forecast.expected - real) / real);
        count += 1;
      }
    }
    expect(inside / count).toBeGreaterThan(0.7);
    expect(inside / count).toBeLessThan(0.9);
    expect(errors.sort((a, b) => a - b)[Math.floor(errors.length * 0.9)]).toBeLessThan(0.03);
  });

  it('is what was paid when the month is over', () => {
    const amounts = Array.from({ length: 60 }, (_, index) => ({ day: addDays('2026-03-02', index), amount: 10 }));
    expect(forecastMonth(amounts, '2026-04-30')).toMatchObject({ expected: 300, low: 300, high: 300, daysLeft: 0 });
  });

  it('is not bent by one strange day', () => {
    const amounts = Array.from({ length: 45 }, (_, index) => ({ day: addDays('2026-03-02', index), amount: 10 }));
    const strange = amounts.map((one) => (one.day === '2026-04-10' ? { ...one, amount: 1000 } : one));
    const forecast = forecastMonth(strange, '2026-04-15');
    expect(forecast?.expected).toBeCloseTo(14 * 10 + 1000 + 15 * 10, 5);
  });

  it('is not made from less than a week', () => {
    const amounts = Array.from({ length: 6 }, (_, index) => ({ day: addDays('2026-04-01', index), amount: 10 }));
    expect(forecastMonth(amounts, '2026-04-06')).toBeNull();
  });
});
