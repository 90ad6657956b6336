import { expect, it } from 'vitest';
import { addressesOf, kindsText, ruleKinds, targetText } from './notice-words.ts';

it('names what a rule tells of, in one order, and says so when it is everything', () => {
  expect(kindsText(['run_ended', 'approval_wanted'])).toBe('Approval wanted, Run ended');
  expect(kindsText(ruleKinds)).toBe('everything');
  expect(kindsText([])).toBe('nothing');
});

it('offers no rule for tests', () => {
  expect(ruleKinds).not.toContain('test');
});

it('says where a channel sends in one line', () => {
  expect(targetText({ kind: 'email', settings: { addresses: ['a@x.test', 'b@x.test'] } })).toBe('a@x.test and 1 other');
  expect(targetText({ kind: 'slack', settings: { slackChannel: 'C01' } }, 'Acme')).toBe('C01 in Acme');
});

it('takes addresses apart however they are typed', () => {
  expect(addressesOf('a@x.test, b@x.test;a@x.test\n c@x.test')).toEqual(['a@x.test', 'b@x.test', 'c@x.test']);
});
