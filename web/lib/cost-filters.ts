/** What the cost pages show, as it stands in their URL, and the API's query for it. */
import { type inferParserType, parseAsNativeArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs';
import { comparisonNames, type Period } from './cost-period.ts';
import { type Dimension, dimensions, metrics } from './spend-words.ts';

const values = parseAsNativeArrayOf(parseAsString);

export const costFilterParsers = {
  service: values,
  serviceCategory: values,
  subAccount: values,
  project: values,
  region: values,
  provider: values,
  chargeCategory: values,
  pricingCategory: values,
  source: values,
  billingAccount: values,
  tag: values,
};
export type CostFilters = inferParserType<typeof costFilterParsers>;
export type CostFilterName = keyof CostFilters;
export const costFilterNames = [...dimensions, 'tag'] as const satisfies readonly CostFilterName[];

export const noCostFilters = Object.fromEntries(costFilterNames.map((name) => [name, null])) as Record<
  Dimension | 'tag',
  null
>;

export const grains = ['day', 'week', 'month'] as const;
export const exploreParsers = {
  range: parseAsString.withDefault('last30'),
  compare: parseAsStringLiteral(comparisonNames).withDefault('before'),
  groupBy: parseAsString.withDefault('service'),
  grain: parseAsStringLiteral(grains).withDefault('day'),
  metric: parseAsStringLiteral(metrics).withDefault('effective'),
  chart: parseAsStringLiteral(['bars', 'lines'] as const).withDefault('bars'),
  driversBy: parseAsString,
  currency: parseAsString,
};

export type CostQuestion = {
  period: Period;
  compare?: Period | null;
  metric: string;
  filters?: Partial<CostFilters>;
  currency?: string | null;
  groupBy?: readonly string[];
  /** Only of what explains a change. */
  by?: string;
  limit?: number;
};

/** The API's query, always in one order, so that it can name what is kept of the answer. */
export function costSearch({ period, compare, metric, filters, currency, groupBy, by, limit }: CostQuestion): string {
  const search = new URLSearchParams({ from: period.from, to: period.to, metric });
  if (compare) {
    search.set('compareFrom', compare.from);
    search.set('compareTo', compare.to);
  }
  for (const group of groupBy ?? []) search.append('groupBy', group);
  if (by) search.set('by', by);
  for (const name of costFilterNames) for (const value of filters?.[name] ?? []) search.append(name, value);
  if (currency) search.set('currency', currency);
  if (limit) search.set('limit', String(limit));
  return search.toString();
}

/** The explorer with one value of a group picked out. */
export function exploreHref(given: {
  range: string;
  metric: string;
  currency: string;
  group: string;
  /** null: costs without a value */
  value?: string | null;
  groupBy?: string;
}): string {
  const { range, metric, currency, group, value, groupBy } = given;
  const search = new URLSearchParams({ range, currency, groupBy: groupBy ?? group });
  if (metric !== 'effective') search.set('metric', metric);
  if (value !== undefined) {
    const tag = group.startsWith('tag:') ? group.slice(4) : null;
    search.set(tag === null ? group : 'tag', tag === null ? (value ?? '') : `${tag}=${value ?? ''}`);
  }
  return `/costs/explore?${search}`;
}
