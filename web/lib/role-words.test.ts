import { expect, it } from 'vitest';
import { mayAct, rolesUpTo } from './role-words.ts';

it('lets nobody hand on more than they may themselves', () => {
  expect(rolesUpTo('viewer')).toEqual(['viewer']);
  expect(rolesUpTo('approver')).toEqual(['viewer', 'operator', 'approver']);
});

it('takes a role as enough for itself and for what is below it', () => {
  expect(mayAct('operator', 'operator')).toBe(true);
  expect(mayAct('operator', 'admin')).toBe(false);
});
