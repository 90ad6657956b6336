import { expect, it } from 'vitest';
import { bytes, duration, relativeTime } from './time.ts';

const now = Date.UTC(2026, 0, 10);
const at = (seconds: number) => new Date(now + seconds * 1000).toISOString();

it.each([
  [0, 'now'],
  [-9, 'now'],
  [-30, '30s ago'],
  [-90, '1m ago'],
  [-7_200, '2h ago'],
  [-86_400, 'yesterday'],
  [3_700, 'in 1h'],
])('says when %i seconds from now is', (seconds, words) => {
  expect(relativeTime(at(seconds), now)).toBe(words);
});

it.each([
  [0, '0 ms'],
  [120.4, '120 ms'],
  [4_230, '4.2 s'],
  [9_960, '10 s'],
  [59_700, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [7_800_000, '2 h 10 min'],
  [273_600_000, '3 d 4 h'],
])('says how long %i ms are', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

it('says how large a file is', () => {
  expect([bytes(12), bytes(2_048), bytes(3_145_728)]).toEqual(['12 B', '2.0 KB', '3.0 MB']);
});
