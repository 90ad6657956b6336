/** What has been spent, in words and figures. Amounts are decimal text; they are compared as decimals, never as floats. */

import type { CostRow } from './api-types.generated.ts';
import { money } from './cost-words.ts';
import { Decimal } from './decimal.ts';

export const metricWords = {
  effective: { label: 'Effective', says: 'Commitments spread over what used them.' },
  billed: { label: 'Billed', says: 'What invoices say.' },
  list: { label: 'List', says: 'List prices, before any discount.' },
  contracted: { label: 'Contracted', says: 'With negotiated discounts, before commitments.' },
} as const;
export type Metric = keyof typeof metricWords;
export const metrics = Object.keys(metricWords) as Metric[];

export const dimensionWords = {
  service: { label: 'Service', none: 'No service' },
  serviceCategory: { label: 'Kind of service', none: 'No kind' },
  subAccount: { label: 'Account', none: 'No account' },
  project: { label: 'Project', none: 'No project' },
  region: { label: 'Region', none: 'No region' },
  provider: { label: 'Provider', none: 'No provider' },
  chargeCategory: { label: 'Kind of charge', none: 'No kind' },
  pricingCategory: { label: 'Pricing', none: 'No pricing' },
  source: { label: 'Billing account', none: 'No billing account' },
  billingAccount: { label: 'Payer', none: 'No payer' },
} as const;
export type Dimension = keyof typeof dimensionWords;
export const dimensions = Object.keys(dimensionWords) as Dimension[];

/** Keys of tags that costs are kept by unless a billing account says otherwise. */
export const usualTagKeys = ['project', 'environment', 'team', 'owner', 'application', 'cost_center', 'business_unit'];

const isDimension = (group: string): group is Dimension => group in dimensionWords;

/** "Service", "Tag team", "Resource". */
export function groupLabel(group: string): string {
  if (isDimension(group)) return dimensionWords[group].label;
  if (group.startsWith('tag:')) return `Tag ${group.slice(4)}`;
  return group === 'resource' ? 'Resource' : group;
}

/** What stands for costs without a value of the group. */
function noneLabel(group: string): string {
  if (isDimension(group)) return dimensionWords[group].none;
  return group.startsWith('tag:') ? `Without the tag ${group.slice(4)}` : 'No resource';
}

type Named = Pick<CostRow, 'keys' | 'labels'> & { others?: boolean };

/** @param at which of the keys it is */
export function rowLabel({ keys, labels, others }: Named, group: string, at = 0): string {
  if (others) return 'All others';
  return labels[at] ?? keys[at] ?? noneLabel(group);
}

/** "$1,234.50"; what is under a cent keeps two digits: "$0.00031". */
export function spent(amount: string | null, currency: string, sign = false): string {
  if (amount === null) return 'not known';
  const size = new Decimal(amount).abs();
  if (size.isZero() || size.gte('0.005')) return money(amount, currency, sign);
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 20,
    signDisplay: sign ? 'exceptZero' : 'negative',
  });
  return format.format(new Decimal(amount).toSignificantDigits(2).toFixed() as `${number}`);
}

/** "+12.4%" of what it was; "new" where there was nothing; empty where nothing can be said. */
export function changePercent(delta: string | null, before: string | null): string {
  if (delta === null) return '';
  const base = new Decimal(before ?? '0');
  if (base.isZero()) return new Decimal(delta).isZero() ? '' : 'new';
  const share = new Decimal(delta).div(base.abs()).times(100);
  const digits = share.abs().gte(100) ? 0 : 1;
  const text = share.toFixed(digits);
  return `${share.isPositive() && !share.isZero() ? '+' : ''}${text}%`;
}

/** More than 2 percent up or down is worth a colour. */
export function trendOf(delta: string | null, before: string | null): 'up' | 'down' | 'same' {
  if (delta === null) return 'same';
  const change = new Decimal(delta);
  if (change.abs().lte(new Decimal(before ?? '0').abs().times('0.02'))) return 'same';
  return change.isPositive() ? 'up' : 'down';
}

export const minus = (amount: string, other: string): string => new Decimal(amount).minus(other).toFixed();

export const sumOf = (amounts: readonly (string | null)[]): string =>
  amounts.reduce<Decimal>((sum, amount) => sum.plus(amount ?? '0'), new Decimal(0)).toFixed();

/** 0 to 100 of the whole, for the length of a bar; 0 where it is none of it, such as a credit. */
export function shareOf(amount: string | null, whole: string): number {
  const total = new Decimal(whole);
  if (amount === null || total.lte(0)) return 0;
  return Math.max(0, Math.min(100, new Decimal(amount).div(total).times(100).toNumber()));
}

const axis = (currency: string) =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency, notation: 'compact', maximumSignificantDigits: 3 });

/** For the ticks of an axis alone. */
export const axisText = (currency: string) => {
  const format = axis(currency);
  return (value: number): string => format.format(value);
};

/** The one with the largest figure first: which to show cannot wait for a rate. */
export const currenciesIn = (totals: readonly { currency: string; amount: string | null }[]): string[] =>
  totals
    .toSorted((a, b) => new Decimal(b.amount ?? '0').abs().comparedTo(new Decimal(a.amount ?? '0').abs()))
    .map(({ currency }) => currency);
