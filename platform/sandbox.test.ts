import { expect, it } from 'vitest';
import { newSandboxKeyId, sandboxAccountOf } from './sandbox.ts';

it('gives each organisation an account of its own, and the same one again', () => {
  const accounts = Array.from({ length: 200 }, (_, number) => sandboxAccountOf(`org-${number}`));
  expect(new Set(accounts).size).toBe(200);
  expect(accounts.every((account) => /^900\d{9}$/.test(account))).toBe(true);
  expect(sandboxAccountOf('org-0')).toBe(accounts[0]);
});

// What moto 5.2.1's generate_access_key_id_from_account_id makes of them.
it.each([
  ['900000000000', /^AKIA5DDBOFAA[A-P][A-Z2-7]{7}$/],
  ['900000000001', /^AKIA5DDBOFAA[Q-Z2-7][A-Z2-7]{7}$/],
  ['900123456789', /^AKIA5DE4J6UK[Q-Z2-7][A-Z2-7]{7}$/],
  ['900999999998', /^AKIA5DR6I6H7[A-P][A-Z2-7]{7}$/],
])('writes account %s into the id of a key as AWS does', (account, form) => {
  expect(newSandboxKeyId(account)).toMatch(form);
});

it('makes no id twice', () => {
  const ids = Array.from({ length: 100 }, () => newSandboxKeyId('900123456789'));
  expect(new Set(ids).size).toBe(100);
});
