import { describe, expect, it } from 'vitest';
import { isWholeToken, looksPersonal, newPersonalToken } from './personal-tokens.ts';
import { hashOf } from './tokens.ts';

describe('a personal token', () => {
  it('is found by its prefix, and each is another', () => {
    const [one, other] = [newPersonalToken(), newPersonalToken()];
    expect(one.token).toMatch(/^aurora_pat_[\w-]{49}$/);
    expect(looksPersonal(one.token)).toBe(true);
    expect(one.token).not.toBe(other.token);
    expect(one.tokenHash).toBe(hashOf(one.token));
    expect(one.token.startsWith(one.prefix)).toBe(true);
    expect(one.prefix).toHaveLength(15);
  });

  it('is whole, and is not with any one character changed, cut off or added', () => {
    const { token } = newPersonalToken();
    expect(isWholeToken(token)).toBe(true);
    for (let at = 0; at < token.length; at += 1) {
      const typo = token[at] === 'x' ? 'y' : 'x';
      expect(isWholeToken(token.slice(0, at) + typo + token.slice(at + 1))).toBe(false);
    }
    expect(isWholeToken(token.slice(0, -1))).toBe(false);
    expect(isWholeToken(`${token}a`)).toBe(false);
    expect(isWholeToken('aurora_pat_')).toBe(false);
  });
});
