import { describe, expect, it } from 'vitest';
import { periodBefore, periodNamed } from './periods.ts';

describe('periods', () => {
  it.each([
    ['last_month', '2026-03-31', '2026-02-01', '2026-02-28'],
    ['this_month', '2026-03-31', '2026-03-01', '2026-03-31'],
    ['last_month', '2026-01-01', '2025-12-01', '2025-12-31'],
    ['last_7_days', '2026-03-03', '2026-02-25', '2026-03-03'],
  ] as const)('%s on %s is %s to %s', (name, today, from, to) => {
    expect(periodNamed(name, today)).toEqual({ from, to });
  });

  it.each([
    ['2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
    ['2026-03-01', '2026-03-30', '2026-02-01', '2026-02-28'],
    ['2026-03-01', '2026-03-10', '2026-02-01', '2026-02-10'],
    ['2026-03-05', '2026-03-11', '2026-02-26', '2026-03-04'],
    ['2026-01-01', '2026-03-31', '2025-10-03', '2025-12-31'],
  ])('before %s to %s are %s to %s', (from, to, before, end) => {
    expect(periodBefore({ from, to })).toEqual({ from: before, to: end });
  });
});
