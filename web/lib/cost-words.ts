/** Estimates in words and figures. Amounts are decimal text, and are never made into floats to be shown. */
import type { CostEstimate, CostRange } from './types.ts';

/** "1234.5" as "$1,234.50". A cent is the least that is shown. */
export function money(amount: string, currency: string, sign = false): string {
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    signDisplay: sign ? 'exceptZero' : 'negative',
  });
  return format.format(amount as `${number}`);
}

export const quantity = (amount: string): string =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 }).format(amount as `${number}`);

/** "+$12.00 a month", or "+$12.00 (+$4.00 to +$60.00) a month" where it depends on use. */
export function deltaText({ low, expected, high }: CostRange, currency: string): string {
  const show = (amount: string) => money(amount, currency, true);
  const range = low === high ? '' : ` (${show(low)} to ${show(high)})`;
  return `${show(expected)}${range} a month`;
}

export type Estimated = Extract<CostEstimate, { status: 'estimated' }>;

/** "3 of 4 changed resources priced"; what is not in the sums follows by name. */
export function coverageText({ coverage, unpricedTypes, partialResources }: Estimated): string {
  const { changed, priced, free } = coverage;
  const known = `${priced + free} of ${changed} changed ${changed === 1 ? 'resource' : 'resources'} priced`;
  const types = unpricedTypes.length > 0 ? `no price for ${unpricedTypes.join(', ')}` : '';
  const parts = partialResources.length > 0 ? `only a part of ${partialResources.join(', ')}` : '';
  return [known, types, parts].filter(Boolean).join('; ');
}
