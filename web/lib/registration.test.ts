import { expect, it } from 'vitest';
import { checkRegistration, checkSignIn } from './registration.ts';

const good = { name: 'Ada', email: 'ada@example.com', password: 'correct horse', organisation: 'Engines' };

it('lets a whole registration pass', () => {
  expect(checkRegistration(good)).toEqual({});
});

it.each([
  ['name', ''],
  ['organisation', ''],
  ['organisation', 'x'.repeat(101)],
  ['email', 'ada@example'],
  ['email', 'ada example.com'],
  ['password', 'short'],
  ['password', 'x'.repeat(201)],
])('says what is wrong with %s %j, and only that', (field, value) => {
  expect(Object.keys(checkRegistration({ ...good, [field]: value }))).toEqual([field]);
});

it('does not hold the rules for new passwords against those who sign in', () => {
  expect(checkSignIn({ email: 'ada@example.com', password: 'short' })).toEqual({});
});
