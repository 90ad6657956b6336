import { expect, it } from 'vitest';
import { loadShare, monthText, problemPlace, sourceKinds } from './billing-words.ts';

it('says where in a refused file to look, as far as it is known', () => {
  const problem = { code: 'unreadable', message: 'Not an amount.' };
  expect(problemPlace({ ...problem, file: 'a.csv', row: 1204, column: 'BilledCost', value: '12,5' })).toBe(
    'a.csv, row 1,204, column BilledCost, “12,5”',
  );
  expect(problemPlace({ ...problem, row: 0 })).toBe('row 0');
  expect(problemPlace(problem)).toBe('');
});

it('names a billing period by its month, wherever the reader sits', () => {
  expect(monthText('2024-09-01T00:00:00Z')).toBe('September 2024');
  expect(monthText('2024-09-30T23:59:59Z')).toBe('September 2024');
});

it('knows how far a load is only when it knows how many rows there are', () => {
  expect(loadShare({ rowsStaged: 5, rowsTotal: null })).toBeNull();
  expect(loadShare({ rowsStaged: 5, rowsTotal: 20 })).toBe(0.25);
  expect(loadShare({ rowsStaged: 30, rowsTotal: 20 })).toBe(1);
});

it('lets nobody make up costs by hand', () => {
  expect(sourceKinds).not.toContain('sandbox');
});
