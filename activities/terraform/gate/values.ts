/**
 * What an expression can be before Terraform runs: a value, one of several, or nobody knows.
 * Lists, sets and tuples are arrays; maps and objects are Maps.
 */

export type Scalar = string | number | boolean | null;
export type Value = Scalar | Unknown | Options | Value[] | Map<string, Value>;

/** Known only when Terraform runs. `size` is a lower estimate of its characters, so that doubling shows without the value. */
export class Unknown {
  readonly size: number;
  /** In code that never runs as the files stand: over an empty collection, or in a module that nobody calls. */
  readonly vacuous: boolean;
  constructor(size = 1, vacuous = false) {
    this.size = size;
    this.vacuous = vacuous;
  }
}

/** One of these, depending on something: an instance, a condition, a caller. */
export class Options {
  readonly values: Value[];
  constructor(values: Value[]) {
    this.values = values;
  }
}

export const unknown = new Unknown();
export const vacuous = new Unknown(1, true);

/** Beyond these numbers of a thing nobody wrote it by hand; Terraform would take minutes and gigabytes. */
export const limits = {
  characters: 4_194_304,
  items: 50_000,
  steps: 400_000,
  /** Combinations that are tried before a value counts as unknown. */
  options: 512,
} as const;

/** An expression that grows without bounds. Ends the evaluation of one place, and becomes a finding. */
export class BlowUp extends Error {}

export function checkText(text: string): string {
  if (text.length > limits.characters) throw new BlowUp(`a text of more than ${limits.characters} characters`);
  return text;
}

export function checkItems<T>(items: T[]): T[] {
  if (items.length > limits.items) throw new BlowUp(`a list of more than ${limits.items} elements`);
  return items;
}

export function makeUnknown(size: number, parts: Value[] = []): Unknown {
  if (size > limits.characters) throw new BlowUp(`a value of more than ${limits.characters} characters`);
  return new Unknown(Math.max(1, size), parts.some(isVacuous));
}

const isVacuous = (value: Value) => value instanceof Unknown && value.vacuous;

/** One of several without repeats; flat. Too many to follow: unknown. */
export function oneOf(values: Value[]): Value {
  const flat = values.flatMap((value) => (value instanceof Options ? value.values : [value]));
  const seen = new Set<unknown>();
  const kept = flat.filter((value) => {
    const key = typeof value === 'object' && value !== null && !(value instanceof Unknown) ? value : keyOf(value);
    return !seen.has(key) && seen.add(key);
  });
  const [only] = kept;
  if (kept.length === 1 && only !== undefined) return only;
  if (kept.length === 0) return unknown;
  return kept.length > limits.options ? makeUnknown(Math.max(...kept.map(sizeOf)), kept) : new Options(kept);
}

const keyOf = (value: Value) =>
  value instanceof Unknown ? `unknown ${value.vacuous}` : `${typeof value} ${String(value)}`;

type Composite = Value[] | Map<string, Value>;
type Facts = { size: number; open: boolean };

/** Lists and maps share their parts, so each is measured once: a value that doubles thirty times is small to hold and endless to visit. */
const measured = new WeakMap<Composite, Facts>();

function factsOf(value: Value): Facts {
  if (value instanceof Options) return { size: Math.max(0, ...value.values.map(sizeOf)), open: true };
  if (!Array.isArray(value) && !(value instanceof Map)) return { size: sizeOf(value), open: false };
  const known = measured.get(value);
  if (known) return known;
  const parts = Array.isArray(value) ? value : [...value.values()];
  const all = parts.map(factsOf);
  const size = all.reduce((sum, part) => sum + part.size, 1);
  if (size > limits.characters) throw new BlowUp(`a value of more than ${limits.characters} characters`);
  const facts = { size, open: all.some(({ open }) => open) };
  measured.set(value, facts);
  return facts;
}

/** Characters in all, at least; of options the largest. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof Unknown) return value.size;
  return value instanceof Options || Array.isArray(value) || value instanceof Map ? factsOf(value).size : 1;
}

/** @throws BlowUp when a list or map holds more than any plan could */
export function checkSize(value: Value): Value {
  if (sizeOf(value) > limits.characters) throw new BlowUp(`a value of more than ${limits.characters} characters`);
  return value;
}

/** Every value this may be, with no Options left at any depth; null when there are too many. */
export function alternatives(value: Value): Value[] | null {
  if (!factsOf(value).open) return [value];
  if (value instanceof Options) return joined(value.values.map(alternatives));
  if (Array.isArray(value)) return product(value.map(alternatives));
  if (!(value instanceof Map)) return [value];
  const keys = [...value.keys()];
  const combined = product([...value.values()].map(alternatives));
  return combined?.map((items) => new Map(keys.map((key, index) => [key, items[index] ?? null]))) ?? null;
}

function joined(lists: (Value[] | null)[]): Value[] | null {
  const all: Value[] = [];
  for (const list of lists) {
    if (!list) return null;
    all.push(...list);
  }
  return all.length > limits.options ? null : all;
}

/** All combinations, one from each list. */
export function product(lists: (Value[] | null)[]): Value[][] | null {
  let combined: Value[][] = [[]];
  for (const list of lists) {
    if (!list || combined.length * list.length > limits.options) return null;
    const [only] = list;
    if (list.length === 1 && only !== undefined) for (const items of combined) items.push(only);
    else combined = combined.flatMap((items) => list.map((item) => [...items, item]));
  }
  return combined;
}

export const isScalar = (value: Value): value is Scalar => value === null || typeof value !== 'object';

/** As HCL makes text of it; null when it cannot. */
export function toText(value: Value): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return null;
}

export function fromJson(value: unknown): Value {
  if (Array.isArray(value)) return checkItems(value).map(fromJson);
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item)]));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** @returns undefined when a part is not known */
export function toJson(value: Value): unknown {
  if (value instanceof Unknown || value instanceof Options) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(toJson);
    return items.includes(undefined) ? undefined : items;
  }
  if (!(value instanceof Map)) return value;
  const entries = [...value].map(([key, item]) => [key, toJson(item)] as const);
  return entries.some(([, item]) => item === undefined) ? undefined : Object.fromEntries(entries);
}
