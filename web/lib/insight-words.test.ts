import { expect, it } from 'vitest';
import { amountOf, evidenceText, thresholdsOf, thresholdsText } from './insight-words.ts';

it('reads thresholds as people type them, each once, and gives them back', () => {
  const read = thresholdsOf('100%, 80, Forecast 100, 80');
  expect(read).toEqual([
    { percent: 80, basis: 'actual' },
    { percent: 100, basis: 'actual' },
    { percent: 100, basis: 'forecast' },
  ]);
  expect(thresholdsText(read ?? [])).toBe('80, 100, forecast 100');
  expect(thresholdsOf('')).toEqual([]);
});

it('refuses thresholds that are none', () => {
  for (const text of ['eighty', '0', '80, -5', '1001', '80 forecast']) expect(thresholdsOf(text)).toBeNull();
});

it('reads an amount without making a float of it', () => {
  expect(amountOf('1,200.50')).toBe('1200.50');
  expect(amountOf('900719925474099.31')).toBe('900719925474099.31');
  for (const text of ['', '0', '0.00', '-5', '1e5', 'a lot', '1.2.3']) expect(amountOf(text)).toBeNull();
});

it('says what proves a finding, without what is not known', () => {
  expect(evidenceText({ state: 'available', sizeGb: 8, attachedTo: null, tags: { a: 'b' } })).toBe(
    'state: available, sizeGb: 8, tags: {"a":"b"}',
  );
});
