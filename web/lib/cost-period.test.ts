import { expect, it } from 'vitest';
import { comparedWith, periodOf, periodText, timesOf } from './cost-period.ts';

const today = '2026-11-26';

it('reads what the URL says, and takes nonsense for the last 30 days', () => {
  expect(periodOf('month', today)).toEqual({ from: '2026-11-01', to: today });
  expect(periodOf('lastMonth', '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(periodOf('2024-02-01..2024-02-29', today)).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  const usual = { from: '2026-10-28', to: today };
  expect(periodOf('last30', today)).toEqual(usual);
  expect(periodOf('2023-02-29..2023-03-01', today)).toEqual(usual);
  expect(periodOf('2026-11-02..2026-11-01', today)).toEqual(usual);
});

it('compares days with as many before, and months with months', () => {
  expect(comparedWith({ from: '2026-10-28', to: today }, 'before')).toEqual({ from: '2026-09-28', to: '2026-10-27' });
  expect(comparedWith({ from: '2026-11-01', to: today }, 'before')).toEqual({ from: '2026-10-01', to: '2026-10-26' });
  expect(comparedWith({ from: '2026-03-01', to: '2026-03-31' }, 'before')).toEqual({
    from: '2026-02-01',
    to: '2026-02-28',
  });
  expect(comparedWith({ from: '2026-09-01', to: '2026-11-30' }, 'before')).toEqual({
    from: '2026-06-01',
    to: '2026-08-31',
  });
});

it('compares a leap day with the last day of February', () => {
  const february = { from: '2024-02-01', to: '2024-02-29' };
  expect(comparedWith(february, 'year')).toEqual({ from: '2023-02-01', to: '2023-02-28' });
  expect(comparedWith(february, 'none')).toBeNull();
});

it('has a bar for every day, week and month of a period', () => {
  expect(timesOf({ from: '2026-02-27', to: '2026-03-02' }, 'day')).toHaveLength(4);
  expect(timesOf({ from: '2026-11-25', to: '2026-12-01' }, 'week')).toEqual(['2026-11-23', '2026-11-30']);
  expect(timesOf({ from: '2026-11-25', to: '2027-01-01' }, 'month')).toEqual([
    '2026-11-01',
    '2026-12-01',
    '2027-01-01',
  ]);
});

it('says a period without repeating its month or year', () => {
  expect(periodText({ from: '2026-11-01', to: '2026-11-25' })).toBe('1 to 25 Nov 2026');
  expect(periodText({ from: '2026-10-28', to: '2026-11-26' })).toBe('28 Oct to 26 Nov 2026');
  expect(periodText({ from: '2025-12-28', to: '2026-01-02' })).toBe('28 Dec 2025 to 2 Jan 2026');
});
