/**
 * What a plan would cost: made by `activities/billing/estimate/`, kept in `runs.cost`, answered by the API.
 *
 * Money and quantities are decimal text, a month has 730 hours. Low is no use at all of what is paid by use, expected rests on
 * stated use (a usage file, else a stated default), high on a stated multiple of the default.
 */
import { z } from 'zod';

export const Money = z.string().regex(/^-?\d+(\.\d+)?$/);

export const CostRange = z.object({ low: Money, expected: Money, high: Money }).describe('a month, in `currency`');

export const CostComponent = z.object({
  name: z.string().describe('as people know it: "Storage (general purpose SSD, gp3)"'),
  path: z.array(z.string()).describe('the blocks above it, such as root_block_device'),
  unit: z.string().describe('what is counted: hours, GB, 1M requests'),
  unitPrice: Money.nullable().describe('of one unit a month; null where the price book has none'),
  monthlyQuantity: Money.nullable().describe('null where it depends on use that nobody stated'),
  monthlyCost: Money.nullable().describe('null where quantity or price is'),
  usageBased: z.boolean(),
  range: CostRange.nullable().describe('null without a price'),
  assumed: z.string().nullable().describe('the use that expected and high rest on, where none was stated'),
});

export const costStatuses = ['priced', 'partial', 'free', 'unpriced'] as const;

export const ResourceCost = z.object({
  address: z.string(),
  type: z.string(),
  region: z.string(),
  action: z.enum(['create', 'update', 'replace', 'destroy', 'noop']),
  status: z.enum(costStatuses).describe('partial: a part has no price and is not in the sums'),
  before: CostRange,
  after: CostRange,
  delta: CostRange,
  components: z.array(CostComponent).describe('after the change; before it for what is destroyed'),
  notes: z.array(z.string()).describe('what was assumed, and what has no price'),
});

export const CostCoverage = z.object({
  changed: z.number().int().describe('resources that the plan changes'),
  priced: z.number().int(),
  free: z.number().int(),
  partial: z.number().int(),
  unpriced: z.number().int(),
  share: z.string().describe('priced and free ones of the changed, 0 to 1, four digits; 1 where nothing changes'),
});

export const Estimate = z.object({
  status: z.literal('estimated'),
  currency: z.string(),
  priceBook: z.object({ name: z.string(), date: z.iso.date() }),
  hoursPerMonth: z.literal(730),
  before: CostRange.describe('all resources of the project'),
  after: CostRange,
  delta: CostRange,
  coverage: CostCoverage,
  unpricedTypes: z.array(z.string()).describe('changed types without a price: they are not in any sum'),
  partialResources: z.array(z.string()).describe('changed resources of which a part is not in any sum'),
  unchanged: z.number().int().describe('resources that stay as they are, in before and after alike'),
  resources: z.array(ResourceCost).describe('changed ones, largest change first'),
});

export const NoEstimate = z.object({ status: z.literal('failed'), reason: z.string() });

export const CostEstimate = z.discriminatedUnion('status', [Estimate, NoEstimate]);

/** The sums without the resources: for lists, models and the end of a run. */
export function briefCost(cost: CostEstimate | null) {
  if (cost?.status !== 'estimated') return cost;
  const { resources: _resources, ...brief } = cost;
  return brief;
}

export type CostRange = z.infer<typeof CostRange>;
export type CostComponent = z.infer<typeof CostComponent>;
export type CostStatus = z.infer<typeof ResourceCost>['status'];
export type ResourceCost = z.infer<typeof ResourceCost>;
export type Estimate = z.infer<typeof Estimate>;
export type CostEstimate = z.infer<typeof CostEstimate>;
