import { expect, it } from 'vitest';
import type { CostRow } from './api-types.generated.ts';
import { sortedCosts } from './cost-sort.ts';

const row = (key: string | null, amount: string | null, others = false): CostRow => ({
  currency: 'USD',
  keys: [key],
  labels: [key],
  others,
  amount,
  compareAmount: null,
  delta: amount,
});

it('sorts amounts as numbers with every digit, credits below nothing, the others last', () => {
  const rows = [
    row('a', '9'),
    row('b', '10'),
    row('c', '-1'),
    row('d', null),
    row(null, '99', true),
    row('e', '10.0000000000000000001'),
  ];
  const names = (order: 'asc' | 'desc') => sortedCosts(rows, 'service', 'amount', order).map(({ keys }) => keys[0]);
  expect(names('desc')).toEqual(['e', 'b', 'a', 'd', 'c', null]);
  expect(names('asc')).toEqual(['c', 'd', 'a', 'b', 'e', null]);
});
