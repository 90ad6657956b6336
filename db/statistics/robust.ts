/** Statistics that one strange day cannot bend. Amounts are estimates here: money that people read stays decimal text. */

/** @returns NaN for no values */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/**
 * Standard deviation of the bulk of the values: 1.4826 times the median absolute deviation, which for a normal
 * distribution is its standard deviation (Rousseeuw and Croux, 1993).
 */
export function robustDeviation(values: readonly number[], centre = median(values)): number {
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)));
}

/** Median of all pairwise slopes (Theil and Sen): change of value a step. 0 for fewer than two values. */
export function theilSenSlope(values: readonly number[]): number {
  const slopes: number[] = [];
  for (let i = 0; i < values.length; i += 1)
    for (let j = i + 1; j < values.length; j += 1) slopes.push(((values[j] ?? 0) - (values[i] ?? 0)) / (j - i));
  return slopes.length === 0 ? 0 : median(slopes);
}
