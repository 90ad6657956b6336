/** Summaries of measured times. */

export type Summary = { n: number; p50: number; p95: number; min: number; max: number };

/**
 * The value at or below which a share of the samples lies, with linear interpolation between neighbours
 * (Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, type 7; the default of R and NumPy).
 *
 * @param share from 0 to 1
 * @throws RangeError without samples, or for a share outside
 */
export function percentile(samples: number[], share: number): number {
  if (samples.length === 0) throw new RangeError('There is no percentile of nothing.');
  if (!(share >= 0 && share <= 1)) throw new RangeError(`A share is between 0 and 1, not ${share}.`);
  const sorted = samples.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function summarise(samples: number[]): Summary {
  return {
    n: samples.length,
    p50: percentile(samples, 0.5),
    p95: percentile(samples, 0.95),
    min: percentile(samples, 0),
    max: percentile(samples, 1),
  };
}

/** How many times as long the first takes at the median. */
export const ratioOfMedians = (ours: number[], theirs: number[]): number =>
  percentile(ours, 0.5) / percentile(theirs, 0.5);

/** To a tenth of a millisecond, or a hundredth of a ratio: more digits would be noise. */
export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
