import { expect, it } from 'vitest';
import { mayAct, mayActSomewhere, roleIn, rolesUpTo } from './role-words.ts';

it('lets nobody hand on more than they may themselves', () => {
  expect(rolesUpTo('viewer')).toEqual(['viewer']);
  expect(rolesUpTo('approver')).toEqual(['viewer', 'operator', 'approver']);
});

it('takes a role as enough for itself and for what is below it', () => {
  expect(mayAct('operator', 'operator')).toBe(true);
  expect(mayAct('operator', 'admin')).toBe(false);
});

it('counts the role in the project where it is another, whether it is more or less', () => {
  const viewer = { role: 'viewer' as const, projectRoles: { p1: 'approver' as const } };
  expect(['p1', 'p2', null].map((id) => roleIn(viewer, id))).toEqual(['approver', 'viewer', 'viewer']);
  const operator = { role: 'operator' as const, projectRoles: { p1: 'viewer' as const } };
  expect(['p1', 'p2', null].map((id) => roleIn(operator, id))).toEqual(['viewer', 'operator', 'operator']);
});

it('finds a place to act in the organisation or in one project', () => {
  const somewhere = (role: 'viewer' | 'operator', ...there: ('viewer' | 'approver')[]) =>
    mayActSomewhere({ role, projectRoles: Object.fromEntries(there.map((one, n) => [`p${n}`, one])) }, 'operator');
  expect([somewhere('viewer'), somewhere('viewer', 'viewer')]).toEqual([false, false]);
  expect([somewhere('viewer', 'viewer', 'approver'), somewhere('operator', 'viewer')]).toEqual([true, true]);
});
