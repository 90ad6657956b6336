import { describe, expect, it } from 'vitest';
import { gistOf } from './audit-words.ts';

describe('an audit entry in a few words', () => {
  it('says which state, who, or as what', () => {
    expect(gistOf({ state: 'applied', from: 'applying', reason: null, planSha256: 'ab' })).toBe('applied');
    expect(gistOf({ role: 'operator', email: 'grace@example.com', mailed: false })).toBe('grace@example.com, operator');
    expect(gistOf({ name: 'Grace', from: 'viewer', to: 'admin' })).toBe('Grace, admin');
  });

  it('says nothing where there is nothing to say, and never much', () => {
    expect(gistOf({ payloads: 2, name: '', state: { deep: 'x' } })).toBe('');
    expect(gistOf({ name: 'x'.repeat(500) })).toHaveLength(60);
  });
});
