/** One thing that is paid for, before it meets a price. */

import type { CostComponent } from '../../../db/model/cost-estimate.ts';
import type { Decimal as Exact } from './amount.ts';
import { type Amount, asMoney, asText, between, fixed, hoursPerMonth, nothing, type Quantity } from './amount.ts';
import type { PriceLookup } from './price-book.ts';

export type Line = {
  name: string;
  path: string[];
  unit: string;
  /** Key in the price book. */
  price: string;
  amount: Amount;
  /** The amount runs all month and its price is by the hour: a month of one unit is 730 of them. */
  allMonth: boolean;
  /** Not a thing in every region or of every size: without a price it is not there, rather than missing. */
  optional: boolean;
  region: string | null;
};

type Extra = Partial<Pick<Line, 'path' | 'allMonth' | 'optional' | 'region'>>;

export const line = (
  name: string,
  unit: string,
  price: string,
  amount: Amount | Quantity,
  extra: Extra = {},
): Line => ({
  name,
  unit,
  price,
  amount: typeof amount === 'object' && 'assumed' in amount ? amount : fixed(amount),
  path: [],
  allMonth: false,
  optional: false,
  region: null,
  ...extra,
});

/** Something that runs all month. */
export const hourly = (name: string, price: string, count: Quantity = 1, extra: Extra = {}): Line =>
  line(name, 'hours', price, fixed(hoursPerMonth * Number(count)), extra);

export type Tier = { name: string; upTo: Quantity | null; price: string };

/** Lines of a price that falls with the amount. The first is there even when the use is not known. */
export function tiered(tiers: Tier[], unit: string, amount: Amount, scale: Quantity = 1): Line[] {
  let from: Quantity = 0;
  return tiers.flatMap(({ name, upTo, price }, index) => {
    const part = between(amount, from, upTo);
    from = upTo ?? from;
    if (index > 0 && part.high.isZero()) return [];
    if (index > 0 && !part.stated && part.expected.isZero()) return [];
    return [line(name, unit, price, { ...part, ...scaled(part, scale) })];
  });
}

const scaled = (part: Amount, scale: Quantity) => ({
  low: part.low.div(scale),
  expected: part.expected.div(scale),
  high: part.high.div(scale),
});

export type PricedLine = { component: CostComponent; low: Exact; expected: Exact; high: Exact } | null;

/** @returns null for what is not used, and for an optional line without a price */
export function priceLine(one: Line, region: string, prices: PriceLookup): PricedLine {
  if (one.amount.usage && nothing(one.amount)) return null;
  const found = prices.price(one.price, one.region ?? region);
  if (!found && one.optional) return null;
  const { amount } = one;
  const unitPrice = found && (one.allMonth ? found.mul(hoursPerMonth) : found);
  const cost = (quantity: Exact) => (unitPrice ? quantity.mul(unitPrice) : quantity.mul(0));
  const [low, expected, high] = [cost(amount.low), cost(amount.expected), cost(amount.high)];
  const component: CostComponent = {
    name: one.name,
    path: one.path,
    unit: one.unit,
    unitPrice: unitPrice && asText(unitPrice),
    monthlyQuantity: amount.stated ? asText(amount.expected) : null,
    monthlyCost: amount.stated && unitPrice ? asMoney(expected) : null,
    usageBased: amount.usage,
    range: unitPrice && { low: asMoney(low), expected: asMoney(expected), high: asMoney(high) },
    assumed: amount.assumed.length > 0 ? amount.assumed.join(', ') : null,
  };
  return { component, low, expected, high };
}
