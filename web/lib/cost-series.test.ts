import { expect, it } from 'vitest';
import type { CostRow } from './api-types.generated.ts';
import { cumulative, stacked } from './cost-series.ts';

const row = (day: string, service: string | null, amount: string | null, others = false): CostRow => ({
  currency: 'USD',
  keys: [day, service],
  labels: [day, service],
  others,
  amount,
  compareAmount: null,
  delta: null,
});
const period = { from: '2026-11-01', to: '2026-11-03' };

it('has a point for each day, the largest group first and the others last', () => {
  const rows = [
    row('2026-11-01', 'S3', '1.10'),
    row('2026-11-03', 'S3', '2'),
    row('2026-11-01', 'EC2', '9'),
    row('2026-11-01', null, '0.5'),
    row('2026-11-01', null, '100', true),
  ];
  const { series, points } = stacked(rows, 'service', period, 'day');
  expect(series.map(({ label }) => label)).toEqual(['EC2', 'S3', 'No service', 'All others']);
  expect(points.map(({ values }) => values['key S3'])).toEqual([1.1, null, 2]);
  expect(points[0]?.texts['key S3']).toBe('1.10');
});

it('keeps a service apart that is called as the others are', () => {
  const { series } = stacked(
    [row('2026-11-01', 'others', '1'), row('2026-11-01', null, '2', true)],
    'service',
    period,
    'day',
  );
  expect(new Set(series.map(({ key }) => key)).size).toBe(2);
});

it('adds up a month to its newest day, beside a longer month before', () => {
  const daily = [
    { day: '2026-10-31', amount: '7' },
    { day: '2026-11-01', amount: '0.1' },
    { day: '2026-11-02', amount: '0.2' },
  ];
  const { points } = cumulative(daily, { from: '2026-11-01', to: '2026-11-30' }, '2026-11-02');
  expect(points).toHaveLength(31);
  expect(points.slice(0, 3).map(({ texts }) => texts.month)).toEqual(['0.1', '0.3', null]);
  expect(points[30]?.texts).toEqual({ month: null, before: '7' });
});
