/**
 * What a plan would cost: every resource before and after the change, against a price book of a stated day.
 * Deterministic; asks nobody. A resource without a price gets no number, and is named.
 */
import type { CostRange, CostStatus, Estimate, ResourceCost } from '../../../db/model/cost-estimate.ts';
import type { PlanJson, PlannedResource } from '../../terraform/plan-json.ts';
import { asMoney, Decimal } from './amount.ts';
import { readConfiguration } from './configuration.ts';
import { isFree } from './free.ts';
import { priceLine } from './line.ts';
import { own } from './own.ts';
import { awsPrices, type PriceLookup } from './price-book.ts';
import { Resource, type Side, type Values } from './resource.ts';
import { rules } from './services/index.ts';
import { noUsage, type UsageFile, usageOf } from './usage.ts';

export type EstimateOptions = {
  /** Where the provider's region is not written in the configuration: that of the connection. */
  region: string;
  usage?: UsageFile;
  prices?: PriceLookup;
  /** The day of the estimate, as a date; that of the price book if not given. */
  on?: string;
};

type Range = { low: Decimal; expected: Decimal; high: Decimal };
type Priced = Pick<ResourceCost, 'status' | 'components' | 'notes'> & { range: Range };
type SideName = 'before' | 'after';

const zero = (): Range => ({ low: new Decimal(0), expected: new Decimal(0), high: new Decimal(0) });
const none: Priced = { status: 'free', components: [], notes: [], range: zero() };

export function estimatePlan(plan: PlanJson, options: EstimateOptions): Estimate {
  const prices = options.prices ?? awsPrices();
  const changes = (plan.resource_changes ?? []).filter(({ mode }) => mode === 'managed');
  const priced = {
    before: priceSide(plan, 'before', options, prices),
    after: priceSide(plan, 'after', options, prices),
  };
  const all = changes.map((change) => costOf(change, priced));
  const changed = all.filter(({ cost }) => cost.action !== 'noop');
  const [before, after] = (['before', 'after'] as const).map((side) => total(all.map((one) => one[side])));
  const { name, date, currency } = prices;
  return {
    status: 'estimated',
    currency,
    priceBook: { name, date },
    hoursPerMonth: 730,
    before: rangeText(before ?? zero()),
    after: rangeText(after ?? zero()),
    delta: rangeText(total(all.map(({ delta }) => delta))),
    coverage: coverageOf(changed.map(({ cost }) => cost.status)),
    unpricedTypes: [
      ...new Set(changed.filter(({ cost }) => cost.status === 'unpriced').map(({ cost }) => cost.type)),
    ].sort(),
    partialResources: changed.filter(({ cost }) => cost.status === 'partial').map(({ cost }) => cost.address),
    unchanged: all.length - changed.length,
    resources: changed.sort((a, b) => b.delta.expected.abs().cmp(a.delta.expected.abs())).map(({ cost }) => cost),
  };
}

/** Prices every resource as it is on one side, where each can see the others. */
function priceSide(
  plan: PlanJson,
  name: SideName,
  options: EstimateOptions,
  prices: PriceLookup,
): Map<PlannedResource, Priced & { region: string }> {
  const configuration = readConfiguration(plan);
  const side: Side = { resources: [], configuration, on: options.on ?? prices.date };
  const here = new Map<PlannedResource, Resource>();
  for (const change of plan.resource_changes ?? []) {
    const values = change.change[name];
    if (change.mode !== 'managed' || typeof values !== 'object' || values === null) continue;
    const { address, type } = change;
    const written = (values as Values).region;
    const region =
      typeof written === 'string' && written !== '' ? written : (configuration.region(address) ?? options.region);
    const usage = usageOf(options.usage ?? noUsage, address, type);
    const unknown = name === 'after' ? change.change.after_unknown : {};
    const resource = new Resource({ address, type, region, values: values as Values, unknown, usage, side });
    side.resources.push(resource);
    here.set(change, resource);
  }
  return new Map(
    [...here].map(([change, resource]) => [change, { ...price(resource, prices), region: resource.region }]),
  );
}

function price(resource: Resource, prices: PriceLookup): Priced {
  const rule = own(rules, resource.type);
  if (!rule)
    return isFree(resource.type)
      ? none
      : { ...none, status: 'unpriced', notes: [`no price for the type ${resource.type}`] };
  const lines = rule(resource);
  if (lines === null)
    return { ...none, status: 'unpriced', notes: [...resource.notes, 'no price for this configuration'] };
  const range = zero();
  const missing: string[] = [];
  const components = lines.flatMap((one) => {
    const found = priceLine(one, resource.region, prices);
    if (!found) return [];
    for (const side of ['low', 'expected', 'high'] as const) range[side] = range[side].add(found[side]);
    if (found.component.unitPrice === null)
      missing.push(`no price in ${one.region ?? resource.region} for: ${one.name}`);
    return [found.component];
  });
  const notes = [...new Set([...resource.notes, ...missing])];
  return { status: statusOf(components.length, missing.length), components, notes, range };
}

function statusOf(parts: number, missing: number): CostStatus {
  if (parts === 0) return 'free';
  if (missing === 0) return 'priced';
  return missing === parts ? 'unpriced' : 'partial';
}

const worst: CostStatus[] = ['unpriced', 'partial', 'priced', 'free'];

function costOf(change: PlannedResource, priced: Record<SideName, Map<PlannedResource, Priced & { region: string }>>) {
  const action = actionOf(change);
  const [was, is] = [priced.before.get(change), priced.after.get(change)];
  const before = was?.range ?? zero();
  // What Terraform forgets goes on costing: it is left running.
  const after = is?.range ?? (change.change.actions.includes('forget') ? before : zero());
  const shown = is ?? was ?? { ...none, region: '' };
  const status = worst.find((one) => was?.status === one || is?.status === one) ?? 'free';
  const delta = deltaOf(before, after);
  const { address, type } = change;
  const { region, components } = shown;
  const notes = [...new Set([...(is?.notes ?? []), ...(was?.notes ?? [])])];
  const texts = { before: rangeText(before), after: rangeText(after), delta: rangeText(delta) };
  return { before, after, delta, cost: { address, type, region, action, status, ...texts, components, notes } };
}

function actionOf({ change: { actions } }: PlannedResource): ResourceCost['action'] {
  if (actions.includes('create')) return actions.includes('delete') ? 'replace' : 'create';
  if (actions.includes('delete')) return 'destroy';
  return actions.includes('update') ? 'update' : 'noop';
}

/** Each month against the same kind of month: what is not used before is not used after. */
function deltaOf(before: Range, after: Range): Range {
  const [low, expected, high] = [
    after.low.sub(before.low),
    after.expected.sub(before.expected),
    after.high.sub(before.high),
  ];
  return { low: Decimal.min(low, expected, high), expected, high: Decimal.max(low, expected, high) };
}

const total = (ranges: Range[]): Range =>
  ranges.reduce(
    (sum, one) => ({
      low: sum.low.add(one.low),
      expected: sum.expected.add(one.expected),
      high: sum.high.add(one.high),
    }),
    zero(),
  );

const rangeText = ({ low, expected, high }: Range): CostRange => ({
  low: asMoney(low),
  expected: asMoney(expected),
  high: asMoney(high),
});

function coverageOf(statuses: CostStatus[]): Estimate['coverage'] {
  const count = (status: CostStatus) => statuses.filter((one) => one === status).length;
  const [priced, free] = [count('priced'), count('free')];
  const share = statuses.length === 0 ? new Decimal(1) : new Decimal(priced + free).div(statuses.length);
  const rest = { partial: count('partial'), unpriced: count('unpriced') };
  return { changed: statuses.length, priced, free, ...rest, share: share.toDecimalPlaces(4).toFixed() };
}
