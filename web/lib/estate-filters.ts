/** What the inventory shows, as it stands in the page's URL: the same names and values that the API takes. */
import { type inferParserType, parseAsBoolean, parseAsNativeArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs';
import { categoryWords, codificationWords, providerWords } from './estate-words.ts';
import type { Category, CloudProvider, Codification } from './types.ts';

export const sorts = ['name', 'nativeType', 'region', 'lastChangedAt', 'firstSeenAt'] as const;
export type Sort = (typeof sorts)[number];

const strings = parseAsNativeArrayOf(parseAsString);
const oneOf = <Value extends string>(words: Record<Value, unknown>) =>
  parseAsNativeArrayOf(parseAsStringLiteral(Object.keys(words) as Value[]));

export const filterParsers = {
  q: parseAsString.withDefault(''),
  provider: oneOf<CloudProvider>(providerWords),
  connectionId: strings,
  account: strings,
  region: strings,
  service: strings,
  nativeType: strings,
  category: oneOf<Category>(categoryWords),
  tag: strings,
  untagged: parseAsBoolean.withDefault(false),
  codification: oneOf<Codification>(codificationWords),
  changedSince: parseAsString,
  deleted: parseAsStringLiteral(['no', 'only', 'any'] as const).withDefault('no'),
};

export type Filters = inferParserType<typeof filterParsers>;

export const listFilters = [
  'provider',
  'connectionId',
  'account',
  'region',
  'service',
  'nativeType',
  'category',
  'codification',
  'tag',
] as const;
export type ListFilter = (typeof listFilters)[number];

/** All filters off. */
export const noFilters = {
  q: null,
  provider: null,
  connectionId: null,
  account: null,
  region: null,
  service: null,
  nativeType: null,
  category: null,
  tag: null,
  untagged: null,
  codification: null,
  changedSince: null,
  deleted: null,
} as const;

/** The API's query of these filters, always in one order, so that it can name what is kept of the answer. */
export function searchOf(filters: Filters, order?: { sort: Sort; order: 'asc' | 'desc' }): string {
  const search = new URLSearchParams();
  const words = filters.q.trim();
  if (words) search.set('q', words);
  for (const name of listFilters) for (const value of filters[name]) search.append(name, value);
  if (filters.untagged) search.set('untagged', 'true');
  if (filters.changedSince) search.set('changedSince', filters.changedSince);
  if (filters.deleted !== 'no') search.set('deleted', filters.deleted);
  if (order) {
    search.set('sort', order.sort);
    search.set('order', order.order);
  }
  return search.toString();
}

/** How many filters narrow the table. */
export const filterCount = (filters: Filters): number =>
  (filters.q.trim() ? 1 : 0) +
  listFilters.reduce((sum, name) => sum + filters[name].length, 0) +
  (filters.untagged ? 1 : 0) +
  (filters.changedSince ? 1 : 0) +
  (filters.deleted === 'no' ? 0 : 1);

/** A value that is in comes out, any other goes in. */
export const toggled = <Value>(values: readonly Value[], value: Value): Value[] =>
  values.includes(value) ? values.filter((one) => one !== value) : [...values, value];

/** A page's own query string without what is not a filter or an order: what a saved view keeps. */
export function viewQuery(search: string): string {
  const kept = new URLSearchParams(search);
  kept.delete('view');
  kept.sort();
  return kept.toString();
}
