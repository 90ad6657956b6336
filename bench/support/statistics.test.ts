import { describe, expect, it } from 'vitest';
import { percentile, ratioOfMedians, round, summarise } from './statistics.ts';

describe('percentiles', () => {
  it('answers the only sample for every share', () => {
    expect([0, 0.5, 0.95, 1].map((share) => percentile([7], share))).toEqual([7, 7, 7, 7]);
  });

  it('takes the middle of an odd count and the mean of the two middles of an even one', () => {
    expect(percentile([9, 1, 5], 0.5)).toBe(5);
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2.5);
  });

  it('interpolates as R and NumPy do', () => {
    const samples = [15, 20, 35, 40, 50];
    // numpy.percentile([15, 20, 35, 40, 50], [40, 95])
    expect(percentile(samples, 0.4)).toBeCloseTo(29);
    expect(percentile(samples, 0.95)).toBeCloseTo(48);
  });

  it('sorts by size, not by text, and leaves the samples as they are', () => {
    const samples = [100, 9, 20];
    expect(percentile(samples, 1)).toBe(100);
    expect(samples).toEqual([100, 9, 20]);
  });

  it('refuses no samples and shares that are none', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
    expect(() => percentile([1], 95)).toThrow(RangeError);
    expect(() => percentile([1], Number.NaN)).toThrow(RangeError);
  });
});

describe('summaries', () => {
  it('counts, and gives both ends', () => {
    const samples = Array.from({ length: 101 }, (_, index) => index);
    expect(summarise(samples)).toEqual({ n: 101, p50: 50, p95: 95, min: 0, max: 100 });
  });

  it('compares medians, so that one hiccup does not decide', () => {
    expect(ratioOfMedians([10, 20, 900], [10, 10, 10])).toBe(2);
  });

  it('rounds to the digits that mean something', () => {
    expect([round(12.345), round(1.985, 2), round(3)]).toEqual([12.3, 1.99, 3]);
  });
});
