/**
 * Terraform's functions, as far as names of files and numbers of things depend on them in practice.
 * What is not here is unknown, and a path made with it is refused.
 * Reference: https://developer.hashicorp.com/terraform/language/functions
 */
import { posix } from 'node:path';
import { insideProject, rootMarker } from '../paths.ts';
import { BlowUp, checkItems, checkText, fromJson, limits, toJson, toText, Unknown, type Value } from '../values.ts';

/** undefined: not known. Arguments hold no Options, but may hold Unknown inside lists and maps. */
export type Pure = (...args: Value[]) => Value | undefined;

const list = (value: Value | undefined): Value[] | null => (Array.isArray(value) ? value : null);
const map = (value: Value | undefined): Map<string, Value> | null => (value instanceof Map ? value : null);
const numeric = (value: Value | undefined): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
};

/** A function of texts alone. */
const texts =
  (make: (...args: string[]) => Value | undefined): Pure =>
  (...args) => {
    const given = args.map(toText);
    return given.includes(null) ? undefined : make(...(given as string[]));
  };

const numbers =
  (make: (...args: number[]) => number): Pure =>
  (...args) => {
    const given = args.map(numeric);
    return given.includes(null) ? undefined : make(...(given as number[]));
  };

const lists =
  (make: (...args: Value[][]) => Value | undefined): Pure =>
  (...args) => {
    const given = args.map(list);
    return given.includes(null) ? undefined : make(...(given as Value[][]));
  };

const known = (items: Value[]) => !items.some((item) => item instanceof Unknown);
const distinct = (items: Value[]) =>
  known(items) ? [...new Map(items.map((item) => [JSON.stringify(toJson(item)), item])).values()] : items;

const flatten = (items: Value[]): Value[] =>
  checkItems(items.flatMap((item) => (Array.isArray(item) ? flatten(item) : [item])));

function setProduct(...sets: Value[][]): Value {
  const total = sets.reduce((size, set) => size * set.length, 1);
  if (total > limits.items) throw new BlowUp(`setproduct of ${total} elements`);
  return sets.reduce<Value[][]>((rows, set) => rows.flatMap((row) => set.map((item) => [...row, item])), [[]]);
}

function range(...args: number[]): Value[] {
  const [start = 0, end = 0, step] = args.length === 1 ? [0, args[0]] : args;
  const by = step ?? (end < start ? -1 : 1);
  if (by === 0) return [];
  const length = Math.max(0, Math.ceil((end - start) / by));
  if (length > limits.items) throw new BlowUp(`range of ${length} numbers`);
  return Array.from({ length }, (_, index) => start + index * by);
}

function format(template: string, ...args: Value[]): Value | undefined {
  const width = Math.max(0, ...[...template.matchAll(/%[-+# 0]*(\d+)/g)].map(([, digits]) => Number(digits)));
  if (width > 100_000) throw new BlowUp(`format with a width of ${width}`);
  let at = 0;
  let lost = false;
  const text = template.replaceAll(/%(%|s|d|v|0\d+d)/g, (verb, kind: string) => {
    if (kind === '%') return '%';
    const value = toText(args[at] ?? null);
    at += 1;
    if (value === null) lost = true;
    return kind.startsWith('0') ? (value ?? '').padStart(Number(kind.slice(1, -1)), '0') : (value ?? verb);
  });
  return lost || /%[^%]/.test(template.replaceAll(/%(%|s|d|v|0\d+d)/g, '')) ? undefined : checkText(text);
}

function replace(text: string, search: string, by: string): string | undefined {
  // Between slashes it is a regular expression of another dialect.
  if (search.length > 1 && search.startsWith('/') && search.endsWith('/')) return undefined;
  const times = search === '' ? text.length + 1 : text.split(search).length - 1;
  if (times * by.length > limits.characters) throw new BlowUp('a text that replace makes very long');
  return checkText(text.replaceAll(search, () => by));
}

const sameValue = (a: Value, b: Value) => JSON.stringify(toJson(a)) === JSON.stringify(toJson(b));

function parseJson(text: string): Value | undefined {
  try {
    return fromJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function absolute(path: string): string | undefined {
  const inside = insideProject(path);
  return inside === null ? (path.startsWith('/') ? posix.normalize(path) : undefined) : posix.join(rootMarker, inside);
}

export const pure: Record<string, Pure> = {
  abs: numbers(Math.abs),
  abspath: texts(absolute),
  alltrue: lists((items) => (known(items) ? items.every((item) => item === true || item === 'true') : undefined)),
  anytrue: lists((items) => (known(items) ? items.some((item) => item === true || item === 'true') : undefined)),
  base64decode: texts((text) => Buffer.from(text, 'base64').toString('utf8')),
  base64encode: texts((text) => checkText(Buffer.from(text).toString('base64'))),
  basename: texts((path) => posix.basename(path)),
  ceil: numbers(Math.ceil),
  chomp: texts((text) => text.replace(/[\r\n]+$/, '')),
  chunklist: (items, size) => {
    const all = list(items);
    const by = numeric(size);
    return all && by && by >= 1
      ? Array.from({ length: Math.ceil(all.length / by) }, (_, index) => all.slice(index * by, (index + 1) * by))
      : undefined;
  },
  coalesce: (...args) => {
    const first = args.find((value) => value !== null && value !== '');
    return first instanceof Unknown ? undefined : first;
  },
  coalescelist: lists((...all) => all.find((items) => items.length > 0)),
  compact: lists((items) => (known(items) ? items.filter((item) => item !== null && item !== '') : undefined)),
  concat: lists((...all) => checkItems(all.flat())),
  contains: (items, value) => {
    const all = list(items);
    return all && known(all) && value !== undefined ? all.some((item) => sameValue(item, value)) : undefined;
  },
  dirname: texts((path) => posix.dirname(path)),
  distinct: lists(distinct),
  element: (items, index) => {
    const all = list(items);
    const at = numeric(index);
    return all && all.length > 0 && at !== null ? all[((at % all.length) + all.length) % all.length] : undefined;
  },
  endswith: texts((text, end = '') => text.endsWith(end)),
  flatten: lists(flatten),
  floor: numbers(Math.floor),
  format: (template, ...args) => (typeof template === 'string' ? format(template, ...args) : undefined),
  formatlist: (template, ...args) => {
    const length = Math.max(0, ...args.map((arg) => list(arg)?.length ?? 1));
    if (typeof template !== 'string') return undefined;
    return checkItems(
      Array.from(
        { length },
        (_, index) => format(template, ...args.map((arg) => list(arg)?.[index] ?? (arg as Value))) ?? new Unknown(),
      ),
    );
  },
  indent: (spaces, text) => {
    const [width, lines] = [numeric(spaces), typeof text === 'string' ? text.split('\n') : []];
    if (width === null) return undefined;
    if (width * Math.max(1, lines.length) > limits.characters) throw new BlowUp(`an indentation of ${width} blanks`);
    return typeof text === 'string' ? lines.join(`\n${' '.repeat(width)}`) : undefined;
  },
  index: (items, value) => {
    const all = list(items);
    return all && known(all) && value !== undefined ? all.findIndex((item) => sameValue(item, value)) : undefined;
  },
  join: (separator, ...rest) => {
    const items = rest.flatMap((part) => list(part) ?? []).map(toText);
    if (typeof separator !== 'string' || rest.some((part) => !Array.isArray(part)) || items.includes(null))
      return undefined;
    const size = items.reduce((sum, item) => sum + (item?.length ?? 0) + separator.length, 0);
    if (size > limits.characters) throw new BlowUp('a text that join makes very long');
    return items.join(separator);
  },
  jsondecode: texts(parseJson),
  jsonencode: (value) => {
    const json = toJson(value ?? null);
    return json === undefined ? undefined : checkText(JSON.stringify(json));
  },
  keys: (value) => {
    const object = map(value);
    return object ? [...object.keys()].sort() : undefined;
  },
  length: (value) => {
    if (typeof value === 'string') return [...value].length;
    return list(value)?.length ?? map(value)?.size;
  },
  lookup: (value, key, fallback) => {
    const object = map(value);
    const name = toText(key ?? null);
    return object && name !== null ? (object.get(name) ?? fallback) : undefined;
  },
  lower: texts((text) => text.toLowerCase()),
  max: numbers(Math.max),
  merge: (...args) => {
    const given = args.filter((value) => value !== null).map(map);
    return given.includes(null) ? undefined : new Map(given.flatMap((object) => [...(object ?? [])]));
  },
  min: numbers(Math.min),
  nonsensitive: (value) => value,
  one: lists((items) => (items.length === 0 ? null : items[0])),
  parseint: (text, base) => {
    const number = Number.parseInt(toText(text ?? null) ?? '', numeric(base) ?? 10);
    return Number.isNaN(number) ? undefined : number;
  },
  pow: numbers((base, exponent = 1) => base ** exponent),
  range: (...args) => {
    const given = args.map(numeric);
    return given.includes(null) ? undefined : range(...(given as number[]));
  },
  replace: texts((text, search = '', by = '') => replace(text, search, by)),
  reverse: lists((items) => items.toReversed()),
  sensitive: (value) => value,
  ephemeralasnull: () => null,
  setproduct: lists(setProduct),
  setunion: lists((...sets) => distinct(checkItems(sets.flat()))),
  setsubtract: lists((from, what = []) =>
    known([...from, ...what]) ? from.filter((item) => !what.some((other) => sameValue(item, other))) : undefined,
  ),
  setintersection: lists((first, ...others) =>
    known([first, ...others].flat())
      ? first.filter((item) => others.every((set) => set.some((other) => sameValue(item, other))))
      : undefined,
  ),
  slice: (items, from, to) => {
    const all = list(items);
    const [start, end] = [numeric(from), numeric(to)];
    return all && start !== null && end !== null ? all.slice(start, end) : undefined;
  },
  sort: lists((items) => (known(items) ? items.map((item) => toText(item) ?? '').sort() : undefined)),
  split: texts((separator, text = '') => checkItems(text.split(separator))),
  startswith: texts((text, start = '') => text.startsWith(start)),
  strcontains: texts((text, part = '') => text.includes(part)),
  strrev: texts((text) => [...text].reverse().join('')),
  substr: (text, offset, length) => {
    const [chars, at, size] = [typeof text === 'string' ? [...text] : null, numeric(offset), numeric(length)];
    if (!chars || at === null || size === null) return undefined;
    const start = at < 0 ? Math.max(0, chars.length + at) : at;
    return chars.slice(start, size < 0 ? undefined : start + size).join('');
  },
  sum: lists((items) =>
    items.map(numeric).includes(null)
      ? undefined
      : items.reduce<number>((total, item) => total + (numeric(item) ?? 0), 0),
  ),
  title: texts((text) => text.replaceAll(/(^|[\s_-])(\p{L})/gu, (part) => part.toUpperCase())),
  tobool: (value) =>
    typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : undefined,
  tolist: (value) => list(value) ?? undefined,
  tomap: (value) => map(value) ?? undefined,
  tonumber: (value) => numeric(value) ?? undefined,
  toset: lists(distinct),
  tostring: (value) => toText(value ?? null) ?? undefined,
  trim: texts((text, cutset = '') => trimStart(trimEnd(text, cutset), cutset)),
  trimprefix: texts((text, prefix = '') => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trimspace: texts((text) => text.trim()),
  trimsuffix: texts((text, suffix = '') =>
    suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  ),
  upper: texts((text) => text.toUpperCase()),
  urlencode: texts((text) => checkText(encodeURIComponent(text.toWellFormed()))),
  values: (value) => {
    const object = map(value);
    return object ? [...object.keys()].sort().map((key) => object.get(key) ?? null) : undefined;
  },
  zipmap: (names, items) => {
    const [keys, all] = [list(names), list(items)];
    if (!keys || !all || !known(keys)) return undefined;
    return new Map(keys.map((key, index) => [toText(key) ?? '', all[index] ?? null]));
  },
};

function trimStart(text: string, cutset: string): string {
  const chars = [...text];
  const first = chars.findIndex((char) => !cutset.includes(char));
  return first === -1 ? '' : chars.slice(first).join('');
}

const trimEnd = (text: string, cutset: string): string =>
  [...trimStart([...text].reverse().join(''), cutset)].reverse().join('');

/** Functions whose result can be far longer than their arguments together; the factor for arguments that are not known. */
export const growth: Record<string, number> = {
  jsonencode: 2,
  urlencode: 3,
  base64encode: 1.4,
  textencodebase64: 1.4,
  yamlencode: 2,
  indent: 2,
};
