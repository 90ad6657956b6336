/** The rows of the bills with the names that the rollups have, for questions about single resources. */
import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../client.ts';
import type { CostPeriod } from '../model/costs.ts';
import { within } from './columns.ts';

/** Azure's ids are compared in lower case, as the inventory writes them. */
export const canonicalId = (id: SQL): SQL => sql`case when ${id} like '/%' then lower(${id}) else ${id} end`;

/**
 * To be called `c`. What is costly to know (project, tags) is looked up only where a question names it: Postgres
 * flattens the subquery and drops columns that nobody reads.
 *
 * @param billingPeriods first instants; other partitions are not read
 */
export const billRows = (billingPeriods: string[]): SQL => sql`(
  select f.billing_account_ref, f.billing_account_id, f.billing_currency as currency, f.provider_name as provider,
    f.sub_account_id, f.service_category, f.service_name, f.region_id, f.charge_category, f.pricing_category,
    f.resource_id, f.resource_name, f.billed_cost, f.effective_cost, f.list_cost, f.contracted_cost,
    (f.charge_period_start at time zone 'UTC')::date as day, f.billing_period_start,
    (select min(s.project_id::text)::uuid from state_resources s
      where s.cloud_id = ${canonicalId(sql`f.resource_id`)}) as project_id,
    (select jsonb_object_agg(lower(t.key), t.value) from jsonb_each_text(f.tags) t) as tags
  from focus_rows f where ${inPeriods(billingPeriods)})`;

/** As constants, so that the planner leaves the other partitions out. */
const inPeriods = (starts: string[]): SQL =>
  starts.length === 0
    ? sql`false`
    : sql`f.billing_period_start in (${sql.join(
        starts.map((start) => sql`${start}::timestamptz`),
        sql`, `,
      )})`;

/** A charge may be billed long after its day, so the rollup is asked which bills hold these days. */
export async function billingPeriodsOf(tx: Tx, periods: CostPeriod[]): Promise<string[]> {
  const days = sql.join(periods.map(within), sql` or `);
  const { rows } = await tx.execute<{ start: string }>(
    sql`select distinct c.billing_period_start::text as start from cost_daily c where ${days}`,
  );
  return rows.map(({ start }) => start);
}
