/** Costs as people ask for them. Amounts are decimal text with every digit; those of two currencies are never added. */
import { z } from 'zod';
import { CostEstimate } from '../../db/model/cost-estimate.ts';
import { costDimensions, costGrains, costMetrics } from '../../db/model/costs.ts';
import { Id, Time } from './common.ts';
import { ResourceRef } from './estate.ts';

const Decimal = z.string().describe('decimal text, every digit kept');
const Day = z.iso.date();
const value = z.string().max(300);

/** One value or the same parameter several times. */
const oneOrMore = z
  .union([value, z.array(value).max(50)])
  .transform((given) => [given].flat())
  .optional();

const dimensionFilters = Object.fromEntries(costDimensions.map((name) => [name, oneOrMore])) as Record<
  (typeof costDimensions)[number],
  typeof oneOrMore
>;

/** Values of one filter are alternatives, filters are all to be met; an empty value stands for costs without one. */
export const CostFilters = z.object({
  ...dimensionFilters,
  currency: oneOrMore,
  tag: oneOrMore.describe('`key` or `key=value`; `key=` for costs without it; several are all to be met'),
});

const Metric = z.enum(costMetrics).default('effective').describe('effective: commitments spread over what used them');
const group = z.union([
  z.enum([...costGrains, ...costDimensions]),
  z
    .string()
    .regex(/^tag:[^\p{Cc}]{1,128}$/u)
    .transform((text) => text as `tag:${string}`),
]);

/** Longer ones are asked for in pieces. */
const mostDays = 1_100;
const daysOf = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
const inOrder = (from?: string, to?: string) => !from || !to || (from <= to && daysOf(from, to) <= mostDays);

const period = {
  from: Day.describe('first day'),
  to: Day.describe('last day, it included; UTC'),
};
const wrongPeriod = { message: `A period begins before it ends and has ${mostDays} days at most.`, path: ['to'] };

const ExploreShape = CostFilters.extend({
  ...period,
  compareFrom: Day.optional(),
  compareTo: Day.optional(),
  metric: Metric,
  groupBy: z
    .union([group, z.array(group).max(2)])
    .transform((given) => [given].flat())
    .default([])
    .describe('up to two: day, week (from Monday), month, a dimension, or tag:KEY'),
  limit: z.coerce.number().int().min(1).max(1_000).default(50).describe('values a currency; the rest is added up'),
});

const isPeriod = (given: { from: string; to: string; compareFrom?: string; compareTo?: string }) =>
  inOrder(given.from, given.to) &&
  inOrder(given.compareFrom, given.compareTo) &&
  (given.compareFrom === undefined) === (given.compareTo === undefined);

export const ExploreQuery = ExploreShape.refine(isPeriod, wrongPeriod);

export const OverviewQuery = CostFilters.extend({
  metric: Metric,
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional()
    .describe('YYYY-MM; default: the newest month with costs, this one at the latest'),
  tagKey: z.string().min(1).max(128).optional().describe('also break down by this tag'),
  limit: z.coerce.number().int().min(1).max(100).default(10).describe('values of each breakdown'),
});

export const DriversQuery = CostFilters.extend({
  ...period,
  compareFrom: Day.describe('of the period before'),
  compareTo: Day,
  metric: Metric,
  by: z.union([z.enum([...costDimensions, 'resource']), group]).default('service'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
}).refine(isPeriod, wrongPeriod);

/** Default: the last 90 days. */
export const PeriodQuery = z
  .object({ from: Day.optional(), to: Day.optional(), metric: Metric })
  .refine(({ from, to }) => inOrder(from, to), wrongPeriod);

const Period = z.object({ from: Day, to: Day }).describe('both days are in it, UTC');

export const CostFreshness = z
  .object({
    loadedAt: Time.nullable().describe('when the newest costs came; null: none have'),
    completeThrough: Day.nullable().describe('last day of which the bills are complete'),
    accounts: z.array(
      z.object({
        billingAccountId: Id,
        name: z.string(),
        loadedAt: Time,
        completeThrough: Day.nullable(),
        madeUp: z.boolean().describe('costs that nobody pays: made up for the sandbox account'),
      }),
    ),
  })
  .meta({ id: 'CostFreshness' });

const change = {
  amount: Decimal.nullable().describe('null where no row has this metric'),
  compareAmount: Decimal.nullable(),
  delta: Decimal.nullable().describe('null without a period to compare with'),
};
const labelled = {
  currency: z.string(),
  keys: z.array(z.string().nullable()).describe('in the order of groupBy; times are first days; null: without one'),
  labels: z.array(z.string().nullable()).describe('what people call them'),
};

export const CostRow = z
  .object({
    ...labelled,
    others: z.boolean().describe('all values beyond the limit added up'),
    ...change,
  })
  .meta({ id: 'CostRow' });

export const CostTotal = z.object({ currency: z.string(), ...change }).meta({ id: 'CostTotal' });

export const CostExploration = z
  .object({
    metric: z.enum(costMetrics),
    period: Period,
    compare: Period.nullable(),
    groupBy: z.array(z.string()),
    totals: z.array(CostTotal).describe('one a currency'),
    rows: z.array(CostRow),
    freshness: CostFreshness,
  })
  .meta({ id: 'CostExploration' });

export const CostForecast = z
  .object({
    expected: Decimal,
    low: Decimal,
    high: Decimal.describe('the interval holds the real total in about 80 of 100 months: docs/cost-insight.md'),
    asOf: Day.describe('the last complete day, on which it rests'),
    daysLeft: z.number().int(),
  })
  .meta({ id: 'CostForecast' });

export const CostOverview = z
  .object({
    metric: z.enum(costMetrics),
    month: Period.describe('the whole month'),
    period: Period.describe('its days so far: to the newest day with costs'),
    compare: Period.describe('the same days of the month before'),
    currencies: z.array(
      z.object({
        currency: z.string(),
        monthToDate: Decimal,
        sameDaysBefore: Decimal,
        monthBefore: Decimal,
        forecast: CostForecast.nullable().describe('of the whole month; null when it is over or too little is known'),
        daily: z.array(z.object({ day: Day, amount: Decimal })).describe('this month and the one before'),
      }),
    ),
    by: z.object({
      service: z.array(CostRow),
      subAccount: z.array(CostRow),
      project: z.array(CostRow),
      region: z.array(CostRow),
      tag: z.array(CostRow).nullable().describe('null without tagKey'),
    }),
    freshness: CostFreshness,
  })
  .meta({ id: 'CostOverview' });

export const CostDrivers = z
  .object({
    metric: z.enum(costMetrics),
    period: Period,
    compare: Period,
    by: z.string(),
    totals: z.array(CostTotal),
    drivers: z
      .array(z.object({ ...labelled, amount: Decimal, compareAmount: Decimal, delta: Decimal }))
      .describe('largest change first, whichever way'),
    freshness: CostFreshness,
  })
  .meta({ id: 'CostDrivers' });

export const ResourceCosts = z
  .object({
    metric: z.enum(costMetrics),
    period: Period,
    currencies: z.array(
      z.object({
        currency: z.string(),
        amount: Decimal,
        daily: z.array(z.object({ day: Day, amount: Decimal })),
        byCharge: z.array(z.object({ service: z.string().nullable(), chargeCategory: z.string(), amount: Decimal })),
      }),
    ),
    freshness: CostFreshness,
  })
  .meta({ id: 'ResourceCosts' });

export const OwnedCost = z
  .object({
    cloudId: ResourceRef.shape.cloudId,
    address: z.string().describe('in Terraform'),
    resourceId: Id.nullable().describe('null: not in the inventory'),
    currency: z.string().nullable().describe('null: no bill of the period names it'),
    amount: Decimal.nullable(),
    monthlyRate: Decimal.nullable().describe('at the rate of the days with costs, for a month of 730 hours'),
    days: z.number().int().describe('with costs'),
  })
  .meta({ id: 'OwnedCost' });

export const ProjectCosts = z
  .object({
    metric: z.enum(costMetrics),
    period: Period,
    totals: z.array(CostTotal).describe('of what was the project’s when its bill came'),
    daily: z.array(CostRow),
    byService: z.array(CostRow),
    resources: z.array(OwnedCost).describe('what its state holds now'),
    freshness: CostFreshness,
  })
  .meta({ id: 'ProjectCosts' });

export const RunCosts = z
  .object({
    metric: z.enum(costMetrics),
    period: Period.describe('since the run ended'),
    estimate: CostEstimate.nullable(),
    totals: z
      .array(z.object({ currency: z.string(), amount: Decimal, monthlyRate: Decimal }))
      .describe('of what the run made and the bills name so far'),
    resources: z.array(OwnedCost).describe('what the run made and the state still holds'),
    freshness: CostFreshness,
  })
  .meta({ id: 'RunCosts' });
