import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapWithLimit } from './concurrency.ts';

describe('mapping with a limit', () => {
  it('keeps the order and never has more at work than allowed', async () => {
    let working = 0;
    let most = 0;
    const results = await mapWithLimit([30, 5, 20, 1, 10, 2], 2, async (ms) => {
      most = Math.max(most, ++working);
      await sleep(ms);
      working--;
      return ms * 2;
    });
    expect(results).toEqual([60, 10, 40, 2, 20, 4]);
    expect(most).toBe(2);
  });

  it('starts nothing after a failure and waits for what is under way', async () => {
    const started: number[] = [];
    const ended: number[] = [];
    const work = mapWithLimit([0, 1, 2, 3, 4, 5], 2, async (n) => {
      started.push(n);
      if (n === 0) throw new Error('first');
      await sleep(30);
      ended.push(n);
    });
    await expect(work).rejects.toThrow('first');
    expect(started).toEqual([0, 1]);
    expect(ended).toEqual([1]);
  });

  it('does nothing for nothing', async () => {
    expect(await mapWithLimit([], 4, async () => 1)).toEqual([]);
  });
});
