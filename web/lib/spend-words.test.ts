import { expect, it } from 'vitest';
import { changePercent, groupLabel, minus, rowLabel, shareOf, spent, sumOf, trendOf } from './spend-words.ts';

it('shows cents, and does not round what is under a cent to nothing', () => {
  expect(spent('1234.5', 'USD')).toBe('$1,234.50');
  expect(spent('0.0003149', 'USD')).toBe('$0.00031');
  expect(spent('-0.0000008', 'EUR')).toBe('-€0.0000008');
  expect(spent('0', 'USD', true)).toBe('$0.00');
  expect(spent('12', 'USD', true)).toBe('+$12.00');
  expect(spent(null, 'USD')).toBe('not known');
});

it('adds and subtracts with every digit', () => {
  expect(sumOf(['0.1', '0.2', null])).toBe('0.3');
  expect(sumOf(['90071992547409931.25', '0.00000080000'])).toBe('90071992547409931.2500008');
  expect(minus('0.3', '0.1')).toBe('0.2');
});

it('says by how much it changed, and not by infinity where there was nothing', () => {
  expect(changePercent('5', '40')).toBe('+12.5%');
  expect(changePercent('-40', '40')).toBe('-100%');
  expect(changePercent('0', '40')).toBe('0.0%');
  expect(changePercent('5', '0')).toBe('new');
  expect(changePercent('5', '-10')).toBe('+50.0%');
  expect(changePercent(null, null)).toBe('');
});

it('takes two percent either way for the same', () => {
  expect(trendOf('2', '100')).toBe('same');
  expect(trendOf('2.1', '100')).toBe('up');
  expect(trendOf('-50', '100')).toBe('down');
});

it('gives credits no bar', () => {
  expect(shareOf('-5', '100')).toBe(0);
  expect(shareOf('25', '100')).toBe(25);
  expect(shareOf('5', '0')).toBe(0);
});

it('names what has no value by what it lacks', () => {
  expect(rowLabel({ keys: [null], labels: [null], others: false }, 'project')).toBe('No project');
  expect(rowLabel({ keys: [null], labels: [null], others: false }, 'tag:team')).toBe('Without the tag team');
  expect(rowLabel({ keys: [null], labels: [null], others: true }, 'service')).toBe('All others');
  expect(groupLabel('tag:team')).toBe('Tag team');
});
