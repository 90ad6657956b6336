import { describe, expect, it } from 'vitest';
import { type Filters, filterCount, searchOf, toggled, viewQuery } from './estate-filters.ts';

const none: Filters = {
  q: '',
  provider: [],
  connectionId: [],
  account: [],
  region: [],
  service: [],
  nativeType: [],
  category: [],
  tag: [],
  untagged: false,
  codification: [],
  changedSince: null,
  deleted: 'no',
};

describe('searchOf', () => {
  it('leaves out what does not filter', () => {
    expect(searchOf({ ...none, q: '   ' })).toBe('');
  });

  it('repeats a filter for each of its values and keeps signs in them', () => {
    const search = searchOf({ ...none, region: ['eu-west-1', 'us-east-1'], tag: ['team=a&b'] });
    expect(new URLSearchParams(search).getAll('region')).toEqual(['eu-west-1', 'us-east-1']);
    expect(new URLSearchParams(search).getAll('tag')).toEqual(['team=a&b']);
  });

  it('names the same list alike, in whatever order its filters were chosen', () => {
    const given = { ...none, untagged: true, deleted: 'any' as const, q: 'logs' };
    const turned = Object.fromEntries(Object.entries(given).reverse()) as Filters;
    const order = { sort: 'name', order: 'desc' } as const;
    expect(searchOf(turned, order)).toBe(searchOf(given, order));
  });
});

it('counts every value as a filter, since each has a way out of its own', () => {
  expect(filterCount(none)).toBe(0);
  expect(filterCount({ ...none, q: 'a', region: ['x', 'y'], deleted: 'only' })).toBe(4);
});

it('takes a value in and out again', () => {
  expect(toggled(toggled(['a'], 'b'), 'b')).toEqual(['a']);
});

it('knows a view by its filters, whatever their order in the address', () => {
  expect(viewQuery('region=a&q=x')).toBe(viewQuery('?q=x&region=a'.slice(1)));
});
