import { describe, expect, it } from 'vitest';
import { attributeDiff } from './attribute-diff.ts';

describe('what differs between two versions of a resource', () => {
  it('is named leaf by leaf, by path, with both values', () => {
    const before = {
      name: 'a',
      tags: { team: 'x', 'cost.center': '1' },
      attributes: { rules: [{ days: 3 }, { days: 5 }] },
    };
    const after = { name: 'a', tags: { team: 'y' }, attributes: { rules: [{ days: 4 }], open: false } };
    expect(attributeDiff(before, after)).toEqual([
      { path: 'tags.team', before: 'x', after: 'y' },
      { path: 'tags."cost.center"', before: '1', after: null },
      { path: 'attributes.rules[0].days', before: 3, after: 4 },
      { path: 'attributes.rules[1]', before: { days: 5 }, after: null },
      { path: 'attributes.open', before: null, after: false },
    ]);
  });

  it('is nothing where values are equal, and where null stands for an absent one', () => {
    expect(attributeDiff({ a: [1, { b: 2 }], c: null }, { a: [1, { b: 2 }] })).toEqual([]);
  });

  it('is the whole value where a list became a map', () => {
    expect(attributeDiff({ a: [1] }, { a: { b: 1 } })).toEqual([{ path: 'a', before: [1], after: { b: 1 } }]);
  });
});
