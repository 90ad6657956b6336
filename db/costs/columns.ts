/** From the words of a question to SQL on the rollups: which days, which rows, by what. */
import { type SQL, sql } from 'drizzle-orm';
import type { CostDimension, CostFilter, CostGrain, CostGroup, CostMetric, CostPeriod } from '../model/costs.ts';
import { costDimensions, costGrains } from '../model/costs.ts';

/** Of a rollup that is called `c`. */
const dimensionColumns: Record<CostDimension, SQL> = {
  provider: sql`c.provider`,
  source: sql`c.billing_account_ref::text`,
  billingAccount: sql`c.billing_account_id`,
  subAccount: sql`c.sub_account_id`,
  serviceCategory: sql`c.service_category`,
  service: sql`c.service_name`,
  region: sql`c.region_id`,
  chargeCategory: sql`c.charge_category`,
  pricingCategory: sql`c.pricing_category`,
  project: sql`c.project_id::text`,
};

const metricColumns: Record<CostMetric, SQL> = {
  billed: sql`c.billed_cost`,
  effective: sql`c.effective_cost`,
  list: sql`c.list_cost`,
  contracted: sql`c.contracted_cost`,
};

export const metricColumn = (metric: CostMetric): SQL => metricColumns[metric];

export const isGrain = (group: CostGroup): group is CostGrain => costGrains.includes(group as CostGrain);

/** A week starts on Monday. `day` is an expression of type date, and so is this: text would cost twice the time. */
const grainOf = (grain: CostGrain, day: SQL): SQL =>
  grain === 'day' ? day : sql`date_trunc(${grain}, ${day}::timestamp)::date`;

/** The value of a row by which it is grouped: a date for times, else text; null where it has none. */
export function groupColumn(group: CostGroup, day: SQL = sql`c.day`): SQL {
  if (isGrain(group)) return grainOf(group, day);
  if (group.startsWith('tag:')) return sql`c.tags->>${group.slice(4).toLowerCase()}`;
  return dimensionColumns[group as CostDimension];
}

export const within = ({ from, to }: CostPeriod): SQL => sql`c.day between ${from}::date and ${to}::date`;

export function matching(filter: CostFilter): SQL {
  const parts = [
    ...costDimensions.map((name) => anyOf(dimensionColumns[name], filter[name])),
    anyOf(sql`c.currency`, filter.currency),
    ...(filter.tag ?? []).map(hasTag),
  ].filter((part) => part !== null);
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `);
}

function anyOf(column: SQL, values: string[] | undefined): SQL | null {
  if (!values || values.length === 0) return null;
  const named = values.filter((value) => value !== '');
  const isNamed = sql`${column} in (${sql.join(
    named.map((value) => sql`${value}`),
    sql`, `,
  )})`;
  if (named.length === values.length) return isNamed;
  return named.length === 0 ? sql`${column} is null` : sql`(${column} is null or ${isNamed})`;
}

function hasTag(given: string): SQL {
  const split = given.indexOf('=');
  const key = (split < 0 ? given : given.slice(0, split)).toLowerCase();
  const value = sql`c.tags->>${key}`;
  if (split < 0) return sql`${value} is not null`;
  return split === given.length - 1 ? sql`${value} is null` : sql`${value} = ${given.slice(split + 1)}`;
}

/** Decimal text with every digit and no zeros behind them, so that equal amounts are equal text. */
export const decimal = (amount: SQL): SQL<string | null> => sql<string | null>`trim_scale(${amount})::text`;
