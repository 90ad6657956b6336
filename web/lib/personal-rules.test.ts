import { expect, it } from 'vitest';
import type { PersonalNoticeRule } from './api-types.generated.ts';
import { isTold, stepsTo } from './personal-rules.ts';

const rule = (id: string, more: Partial<PersonalNoticeRule>): PersonalNoticeRule => ({
  id,
  way: 'email',
  kinds: ['run_ended'],
  projectId: null,
  enabled: true,
  createdAt: '2026-01-01T00:00:00Z',
  ...more,
});

it('begins with a rule where there is none, and adds to the one that is there', () => {
  expect(stepsTo(true, [], 'email', 'run_ended')).toEqual([{ do: 'create', way: 'email', kinds: ['run_ended'] }]);
  expect(stepsTo(true, [rule('a', {})], 'email', 'drift_found')).toEqual([
    { do: 'change', id: 'a', kinds: ['run_ended', 'drift_found'] },
  ]);
});

it('takes a kind out of every rule that tells it, and removes a rule that is empty then', () => {
  const rules = [rule('a', {}), rule('b', { kinds: ['run_ended', 'drift_found'] })];
  expect(stepsTo(false, rules, 'email', 'run_ended')).toEqual([
    { do: 'remove', id: 'a' },
    { do: 'change', id: 'b', kinds: ['drift_found'] },
  ]);
});

it('leaves rules of one project, of another way, and paused ones out of the table', () => {
  const rules = [rule('a', { projectId: 'p' }), rule('b', { way: 'slack' }), rule('c', { enabled: false })];
  expect(isTold(rules, 'email', 'run_ended')).toBe(false);
  expect(isTold(rules, 'slack', 'run_ended')).toBe(true);
  expect(stepsTo(false, rules, 'email', 'run_ended')).toEqual([]);
});

it('does nothing for what is so already', () => {
  expect(stepsTo(true, [rule('a', {})], 'email', 'run_ended')).toEqual([]);
});
