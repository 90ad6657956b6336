import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

it.each([
  [{}, undefined],
  [{ 'retry-after': '3' }, 3_000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:10 GMT' }, 10_000],
  [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
  [{ 'retry-after': '999999' }, 900_000],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'x-amz-retry-after': '1500', 'retry-after': '9' }, 1_500],
])('waits after %j for %j ms', (headers: Record<string, string>, ms) => {
  expect(retryAfterMs(headers, now)).toBe(ms);
});
