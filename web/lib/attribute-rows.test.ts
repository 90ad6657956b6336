import { expect, it } from 'vitest';
import { attributeRows, attributeText } from './attribute-rows.ts';

it('names nested values by their path', () => {
  expect(attributeRows({ a: 1, net: { ports: [80, 443], rules: [{ from: 1 }, { from: 2 }] } })).toEqual([
    { path: 'a', value: 1 },
    { path: 'net.ports', value: [80, 443] },
    { path: 'net.rules[0].from', value: 1 },
    { path: 'net.rules[1].from', value: 2 },
  ]);
});

it('shows what is empty: absent is not the same', () => {
  expect(attributeRows({ tags: {}, list: [], nothing: null })).toEqual([
    { path: 'tags', value: {} },
    { path: 'list', value: [] },
    { path: 'nothing', value: null },
  ]);
});

it('tells empty text from no list and from null', () => {
  expect(['', [], null, ['a', 'b'], false].map(attributeText)).toEqual(['""', 'none', 'null', 'a, b', 'false']);
});
