/** The instances of `count` and `for_each`, as the names that their expressions see. */
import { pairsOf } from './evaluate.ts';
import { limits, Options, oneOf, Unknown, unknown, type Value, vacuous } from './values.ts';

export type InstanceSets = {
  count: number;
  /** For each instance looked at, what `each` or `count` is. */
  names: Record<string, Value>[];
};

/** @param most more instances than these are taken together */
export function counted(value: Value, most: number): InstanceSets {
  const numbers = (value instanceof Options ? value.values : [value]).map((one) =>
    one instanceof Unknown ? 1 : Number(one),
  );
  const count = Math.max(0, ...numbers.map((number) => (Number.isFinite(number) ? number : 1)));
  const known = !(value instanceof Unknown) && count > 0;
  const indexes = known ? Array.from({ length: Math.min(count, limits.options) }, (_, index) => index) : [];
  const name = (index: Value) => ({ count: new Map([['index', index]]) });
  if (!known) return { count, names: [name(value instanceof Unknown ? value : vacuous)] };
  if (count <= most) return { count, names: indexes.map(name) };
  return { count, names: [name(count > limits.options ? unknown : oneOf(indexes))] };
}

export function repeated(value: Value, most: number): InstanceSets {
  const collections = value instanceof Options ? value.values : [value];
  const pairs = collections.flatMap((one) =>
    (pairsOf(one) ?? []).map(([key, item]) => (Array.isArray(one) ? ([item, item] as const) : ([key, item] as const))),
  );
  const count = Math.max(0, ...collections.map((one) => pairsOf(one)?.length ?? 1));
  const name = (key: Value, item: Value) => ({
    each: new Map<string, Value>([
      ['key', key],
      ['value', item],
    ]),
  });
  const open = collections.find((one) => one instanceof Unknown);
  if (open) return { count, names: [name(open, open)] };
  if (pairs.length === 0) return { count, names: [name(vacuous, vacuous)] };
  if (pairs.length <= most) return { count, names: pairs.map(([key, item]) => name(key, item)) };
  return { count, names: [name(oneOf(pairs.map(([key]) => key)), oneOf(pairs.map(([, item]) => item)))] };
}
