/** Exact amounts. One of our own, so that nobody's setting of Decimal changes a price. */
import { Decimal as Base } from 'decimal.js';

export const Decimal = Base.clone({ precision: 40, rounding: Base.ROUND_HALF_UP, toExpNeg: -40, toExpPos: 40 });
export type Decimal = Base;
export type Quantity = Base.Value;

export const hoursPerMonth = 730;

/** How much of a unit a month takes: in a month without use, in an expected one, and in a busy one. */
export type Amount = {
  low: Decimal;
  expected: Decimal;
  high: Decimal;
  /** False where it rests on a default because nobody stated the use. */
  stated: boolean;
  usage: boolean;
  /** The defaults it rests on, such as "storage_gb: 100". */
  assumed: string[];
};

export function fixed(value: Quantity): Amount {
  const amount = new Decimal(value);
  return { low: amount, expected: amount, high: amount, stated: true, usage: false, assumed: [] };
}

/** The same arithmetic on each of the three. */
export function combine(work: (...values: Decimal[]) => Decimal, ...parts: Amount[]): Amount {
  const each = (side: 'low' | 'expected' | 'high') => work(...parts.map((part) => part[side]));
  return {
    low: each('low'),
    expected: each('expected'),
    high: each('high'),
    stated: parts.every(({ stated }) => stated),
    usage: parts.some(({ usage }) => usage),
    assumed: [...new Set(parts.flatMap(({ assumed }) => assumed))],
  };
}

export const times = (amount: Amount, factor: Quantity): Amount => combine((value) => value.mul(factor), amount);
export const per = (amount: Amount, divisor: Quantity): Amount => combine((value) => value.div(divisor), amount);
export const sum = (...parts: Amount[]): Amount =>
  combine((...values) => values.reduce((total, value) => total.add(value), new Decimal(0)), ...parts);
export const product = (...parts: Amount[]): Amount =>
  combine((...values) => values.reduce((total, value) => total.mul(value), new Decimal(1)), ...parts);

/** The part of an amount between two limits: what one price tier takes. */
export const between = (amount: Amount, from: Quantity, to: Quantity | null): Amount =>
  combine((value) => Decimal.max(0, (to === null ? value : Decimal.min(value, to)).sub(from)), amount);

export const nothing = (amount: Amount): boolean => amount.stated && amount.expected.isZero();

/** At most ten digits after the point: enough for a price of a byte. */
export const asText = (value: Decimal): string => value.toDecimalPlaces(10).toFixed();
/** Sums and costs, to the hundredth of a cent. */
export const asMoney = (value: Decimal): string => value.toDecimalPlaces(4).toFixed();
