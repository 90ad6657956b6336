import { describe, expect, it } from 'vitest';
import { deliveryForMs } from '../../db/model/notices.ts';
import { pauseAfter } from './attempt.ts';

const hourMs = 3_600_000;

describe('the pause before the next attempt', () => {
  it('doubles from a second to an hour, a little uneven, so that a day holds some dozens of attempts', () => {
    let attempts = 0;
    let spentMs = 0;
    while (spentMs < deliveryForMs) {
      attempts += 1;
      const pauseMs = pauseAfter(attempts);
      const usual = Math.min(1000 * 2 ** (attempts - 1), hourMs);
      expect(Math.abs(pauseMs / usual - 1)).toBeLessThanOrEqual(0.101);
      spentMs += pauseMs;
    }
    expect(attempts).toBeGreaterThan(30);
    expect(attempts).toBeLessThan(40);
  });

  it('is never shorter than the other side asked, and stays an hour after very many attempts', () => {
    expect(pauseAfter(1, 7_200_000)).toBe(7_200_000);
    expect(pauseAfter(12, 1)).toBeGreaterThan(1_000_000);
    expect(pauseAfter(2_000)).toBeLessThanOrEqual(hourMs * 1.1);
  });
});
