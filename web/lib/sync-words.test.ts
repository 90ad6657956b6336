import { expect, it } from 'vitest';
import { changeText, intervalText, regionsOf } from './sync-words.ts';

it('names only the counts that there are', () => {
  expect(changeText({ created: 2, updated: 0, deleted: 1 })).toBe('2 new, 1 gone');
  expect(changeText({ created: 0, updated: 0, deleted: 0 })).toBe('no change');
});

it('takes regions as people type them', () => {
  expect(regionsOf(' eu-west-1, us-east-1\neu-west-1 ')).toEqual(['eu-west-1', 'us-east-1']);
  expect(regionsOf(' , ')).toEqual([]);
});

it('says an interval that is not in the list too', () => {
  expect(intervalText(60)).toBe('every hour');
  expect(intervalText(45)).toBe('every 45 minutes');
});
