import { describe, expect, it } from 'vitest';
import { checkKey, checkPrefix } from './key.ts';

const refused = expect.objectContaining({ code: 'bad_request' });

describe('keys of objects', () => {
  it.each(['a', 'runs/0198/plan.sealed', 'projects/x/terraform.tfstate', 'a=b/c_d-e.f', '.hidden'])(
    'takes %j',
    (key) => {
      expect(checkKey(key)).toBe(key);
    },
  );

  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '..',
    'a/../b',
    'a..b',
    './a',
    'a/./b',
    'a b',
    'a?b',
    'a%2e',
    'ä',
    'a\n',
    'a'.repeat(1025),
  ])('refuses %j', (key) => {
    expect(() => checkKey(key)).toThrow(refused);
  });

  it.each(['', 'runs/', 'runs/01', 'runs'])('takes the prefix %j', (prefix) => {
    expect(checkPrefix(prefix)).toBe(prefix);
  });

  it.each(['/', '//', '../', 'a//', 'a/../'])('refuses the prefix %j', (prefix) => {
    expect(() => checkPrefix(prefix)).toThrow(refused);
  });
});
