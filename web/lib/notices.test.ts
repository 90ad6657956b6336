import { expect, it } from 'vitest';
import { type KeptNotice, mergedNotices, unreadIn } from './notices.ts';

const notice = (noticeKey: string, seq: number): KeptNotice => ({
  noticeKey,
  seq,
  level: 'error',
  text: `${noticeKey} ${seq}`,
  href: null,
  at: '2026-01-01T00:00:00Z',
});

it('keeps one notice of a key, the newest, however often it is read again', () => {
  const kept = mergedNotices([notice('a', 3), notice('b', 2)], [notice('a', 1), notice('a', 7), notice('b', 2)]);
  expect(kept.map(({ text }) => text)).toEqual(['a 7', 'b 2']);
});

it('forgets the oldest above its bound', () => {
  const many = Array.from({ length: 40 }, (_, at) => notice(`k${at}`, at));
  expect(mergedNotices([], many)).toHaveLength(30);
  expect(mergedNotices([], many)[0]?.seq).toBe(39);
});

it('counts what came after the last one that was read', () => {
  expect(unreadIn([notice('a', 3), notice('b', 2)], 2)).toBe(1);
});
