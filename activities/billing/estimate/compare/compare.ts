/** An estimate beside the components that another tool printed for the same configuration. */
import type { CostComponent, Estimate } from '../../../../db/model/cost-estimate.ts';
import { Decimal } from '../amount.ts';

export type ReferenceComponent = {
  resource: string;
  component: string;
  path: string[];
  unit: string;
  monthlyQuantity: string | null;
  monthlyCost: string | null;
  unitPrice?: string;
  usageBased: boolean;
};

export type ReferenceCase = {
  case: string;
  goldenLastChanged: string;
  usageYml: string | null;
  components: ReferenceComponent[];
  total: string;
};

/** How one printed component compares. Price: within a cent and 0.5% of the printed cost, or of the printed price. */
export type Match = { found: boolean; unit: boolean; quantity: boolean; price: boolean; error: string | null };

export type Comparison = {
  name: string;
  class: string;
  reference: ReferenceComponent;
  match: Match;
};

const keyOf = (path: string[], name: string) => [...path, name].join(' / ');

export function compareCase(reference: ReferenceCase, estimate: Estimate): Comparison[] {
  const costs = new Map(
    estimate.resources.flatMap(({ address, components }) =>
      components.map((one): [string, CostComponent] => [`${address} / ${keyOf(one.path, one.name)}`, one]),
    ),
  );
  return reference.components.map((one) => {
    const found = costs.get(`${one.resource} / ${keyOf(one.path, one.component)}`);
    const type = one.resource.split('.')[0] ?? '';
    return { name: reference.case, class: type, reference: one, match: matchOf(one, found) };
  });
}

function matchOf(reference: ReferenceComponent, found: CostComponent | undefined): Match {
  if (!found) return { found: false, unit: false, quantity: false, price: false, error: null };
  return {
    found: true,
    unit: found.unit === reference.unit,
    quantity: sameQuantity(reference.monthlyQuantity, found.monthlyQuantity),
    price: samePrice(reference, found),
    error: errorOf(reference, found),
  };
}

/** Printed quantities are cut to four digits. */
function sameQuantity(printed: string | null, ours: string | null): boolean {
  if (printed === null || ours === null) return printed === ours;
  return (
    new Decimal(ours).toDecimalPlaces(4, Decimal.ROUND_DOWN).eq(printed) ||
    new Decimal(ours).sub(printed).abs().lte('0.0001')
  );
}

const near = (ours: string | null, printed: string, least: string): boolean => {
  if (ours === null) return false;
  const off = new Decimal(ours).sub(printed).abs();
  return off.lte(Decimal.max(least, new Decimal(printed).abs().mul('0.005')));
};

function samePrice(reference: ReferenceComponent, found: CostComponent): boolean {
  if (reference.monthlyCost !== null) return near(found.monthlyCost, reference.monthlyCost, '0.011');
  if (reference.unitPrice === undefined) return true;
  // Printed with two digits where it is above a cent: 0.225 stands as 0.23.
  return near(found.unitPrice, reference.unitPrice, new Decimal(reference.unitPrice).gte('0.1') ? '0.0051' : '0');
}

/** Our cost less the printed one. */
function errorOf(reference: ReferenceComponent, found: CostComponent): string | null {
  if (reference.monthlyCost === null || found.monthlyCost === null) return null;
  return new Decimal(found.monthlyCost).sub(reference.monthlyCost).toFixed(2);
}

export type Row = {
  class: string;
  cases: number;
  components: number;
  found: number;
  unit: number;
  quantity: number;
  price: number;
  exact: number;
  printed: string;
  /** Sum of the absolute differences. */
  error: string;
};

export function tableOf(comparisons: Comparison[], by: (one: Comparison) => string): Row[] {
  const groups = Map.groupBy(comparisons, by);
  return [...groups].map(([name, rows]) => {
    const count = (test: (match: Match) => boolean) => rows.filter(({ match }) => test(match)).length;
    const add = (values: (string | null)[]) =>
      values.reduce((sum, value) => sum.add(value ?? 0), new Decimal(0)).toFixed(2);
    return {
      class: name,
      cases: new Set(rows.map((one) => one.name)).size,
      components: rows.length,
      found: count(({ found }) => found),
      unit: count(({ unit }) => unit),
      quantity: count(({ quantity }) => quantity),
      price: count(({ price }) => price),
      exact: count((match) => match.found && match.unit && match.quantity && match.price),
      printed: add(rows.map(({ reference }) => reference.monthlyCost)),
      error: add(
        rows.map(({ match, reference }) =>
          match.found ? (match.error ?? '0').replace('-', '') : reference.monthlyCost,
        ),
      ),
    };
  });
}
