import { expect, it } from 'vitest';
import { coverageText, deltaText, type Estimated, money } from './cost-words.ts';

it('shows amounts to the cent, from text that no float could hold', () => {
  expect(money('1234.5', 'USD')).toBe('$1,234.50');
  expect(money('90071992547409931.25', 'USD')).toBe('$90,071,992,547,409,931.25');
  expect(money('-3.65', 'USD', true)).toBe('-$3.65');
  expect(money('0', 'USD', true)).toBe('$0.00');
});

it('shows a range only where the cost depends on use', () => {
  expect(deltaText({ low: '12', expected: '12', high: '12' }, 'USD')).toBe('+$12.00 a month');
  expect(deltaText({ low: '4', expected: '12', high: '60' }, 'USD')).toBe('+$12.00 (+$4.00 to +$60.00) a month');
});

it('names what is in no sum', () => {
  const estimate = {
    coverage: { changed: 4, priced: 1, free: 1, partial: 1, unpriced: 1, share: '0.5' },
    unpricedTypes: ['aws_quantum_computer'],
    partialResources: ['aws_instance.far'],
  } as Estimated;
  expect(coverageText(estimate)).toBe(
    '2 of 4 changed resources priced; no price for aws_quantum_computer; only a part of aws_instance.far',
  );
});
