/** What the platform noticed about costs, and what may be spent. */
import { z } from 'zod';
import { costDimensions } from '../../db/model/costs.ts';
import { Id, Name, PageQuery, Time } from './common.ts';

const Decimal = z.string().describe('decimal text');
const Day = z.iso.date();
const states = ['open', 'acknowledged', 'expected', 'resolved'] as const;

export const AnomalyView = z
  .object({
    id: Id,
    billingAccountId: Id,
    accountName: z.string(),
    day: Day.describe('the first strange one'),
    currency: z.string(),
    subAccountId: z.string().nullable(),
    serviceName: z.string().nullable(),
    kind: z
      .enum(['spike', 'step', 'drift', 'drop', 'new'])
      .describe('step: lasts; drift: grows a little every day; drop: less than usual; new: there was nothing before'),
    expected: Decimal.describe('a day'),
    actual: Decimal.describe('that day; of a drift the median of two weeks'),
    score: Decimal.describe('robust deviations from what was expected'),
    state: z.enum(states),
    drivers: z.array(z.object({ name: z.string(), delta: Decimal })).describe('what moved most'),
    note: z.string().nullable(),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'Anomaly' });

export const AnomalyQuery = PageQuery.extend({ state: z.enum(states).optional(), since: Day.optional() });
export const AnomalyParams = z.object({ anomalyId: Id });
export const DecideAnomaly = z.object({ state: z.enum(states), note: z.string().trim().max(1_000).optional() });

const Amount = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,6})?$/)
  .refine((text) => /[1-9]/.test(text), 'A budget is more than nothing.');

const Threshold = z.object({
  percent: z.number().int().min(1).max(1_000).describe('of the amount'),
  basis: z.enum(['actual', 'forecast']),
});
const filterValues = z.array(z.string().max(300)).max(50);
const Filter = z
  .strictObject({
    ...(Object.fromEntries(costDimensions.map((name) => [name, filterValues.optional()])) as Record<
      (typeof costDimensions)[number],
      z.ZodOptional<typeof filterValues>
    >),
    tag: filterValues.optional(),
  })
  .describe('as the explorer has it; nothing: all costs in the currency');

const budgetFields = {
  name: Name,
  amount: Amount.describe('for the whole period'),
  metric: z.enum(['billed', 'effective']),
  filter: Filter,
  projectId: Id.nullable(),
  thresholds: z.array(Threshold).max(10).describe('people are told once a period when one is met'),
};

export const CreateBudget = z.object({
  id: Id.optional().describe('made by the client, so that a repeat changes nothing'),
  name: budgetFields.name,
  amount: budgetFields.amount,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('USD'),
  period: z.enum(['month', 'quarter', 'year']).default('month'),
  metric: budgetFields.metric.default('effective'),
  filter: budgetFields.filter.default({}),
  projectId: budgetFields.projectId.default(null),
  thresholds: budgetFields.thresholds.default([
    { percent: 80, basis: 'actual' },
    { percent: 100, basis: 'actual' },
    { percent: 100, basis: 'forecast' },
  ]),
});

export const ChangeBudget = z.object(budgetFields).partial();
export const BudgetParams = z.object({ budgetId: Id });

export const BudgetView = z
  .object({
    id: Id,
    ...budgetFields,
    amount: Decimal,
    name: z.string(),
    currency: z.string(),
    period: z.enum(['month', 'quarter', 'year']),
    createdAt: Time,
    state: z.object({
      period: z.object({ from: Day, to: Day }),
      actual: Decimal,
      forecast: z
        .object({ expected: Decimal, low: Decimal, high: Decimal })
        .nullable()
        .describe('null where too little is known'),
      asOf: Day.nullable().describe('the last complete day, on which the forecast rests'),
      left: Decimal.describe('negative when more than the amount is spent'),
      actualPercent: z.number(),
      forecastPercent: z.number().nullable(),
      verdict: z.enum(['within', 'threshold_met', 'over', 'over_by_forecast']),
    }),
  })
  .meta({ id: 'Budget' });
