/** The words in which costs are asked for: by what, of which kind, over which days. */
import type { Decimal } from './billing.ts';

/** Billed: what an invoice says. Effective: commitments spread over what used them. List and contracted: before discounts. */
export const costMetrics = ['billed', 'effective', 'list', 'contracted'] as const;
export type CostMetric = (typeof costMetrics)[number];

/** What rollups are kept by. `source` is one of our billing accounts, `billingAccount` the provider's own. */
export const costDimensions = [
  'provider',
  'source',
  'billingAccount',
  'subAccount',
  'serviceCategory',
  'service',
  'region',
  'chargeCategory',
  'pricingCategory',
  'project',
] as const;
export type CostDimension = (typeof costDimensions)[number];

export const costGrains = ['day', 'week', 'month'] as const;
export type CostGrain = (typeof costGrains)[number];

export type CostGroup = CostDimension | CostGrain | `tag:${string}`;

/** Both days are in it, as `YYYY-MM-DD` in UTC. */
export type CostPeriod = { from: string; to: string };

/**
 * Values of one filter are alternatives, filters are all to be met. An empty text stands for costs without that value.
 * Tags are `key` or `key=value`, keys in lower case; `key=` stands for costs without it.
 */
export type CostFilter = Partial<Record<CostDimension, string[]>> & { currency?: string[]; tag?: string[] };

/** How much is known. A day is complete when it was loaded two days after its start or later: providers bill late. */
export type CostFreshness = {
  /** When the newest load became visible; null where no costs have come. */
  loadedAt: Date | null;
  /** The newest day that the bills of every account that still gets bills have whole. */
  completeThrough: string | null;
  accounts: {
    billingAccountId: string;
    name: string;
    loadedAt: Date;
    completeThrough: string | null;
    madeUp: boolean;
  }[];
};

export type CostChange = { amount: Decimal | null; compareAmount: Decimal | null; delta: Decimal | null };
