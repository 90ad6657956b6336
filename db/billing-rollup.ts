/** Sums of one load by what people ask costs by. */
import { sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { type BillingSettings, defaultTagKeys } from './model/billing.ts';

/**
 * Tags are kept by the keys of the account, in lower case; a charge that spans days counts on its first. Azure's ids
 * are compared in lower case, as the inventory writes them.
 */
export async function rollUp(tx: Tx, loadId: string, { tagKeys = defaultTagKeys }: BillingSettings): Promise<void> {
  const keys = sql.join(
    tagKeys.map((key) => sql`${key.toLowerCase()}`),
    sql`, `,
  );
  const tags =
    tagKeys.length === 0
      ? sql`'{}'::jsonb`
      : sql`coalesce((select jsonb_object_agg(lower(t.key), t.value) from jsonb_each_text(f.tags) t
          where lower(t.key) in (${keys})), '{}'::jsonb)`;
  await tx.execute(sql`
    insert into cost_daily (org_id, billing_account_ref, load_id, billing_period_start, day, currency, provider,
      billing_account_id, sub_account_id, service_category, service_name, region_id, charge_category, pricing_category,
      project_id, tags, rows, billed_cost, effective_cost, list_cost, contracted_cost)
    with owned as (
      select name, min(project_id::text)::uuid as project_id
      from state_resources, unnest(array[cloud_id, ${otherNames}]) name where name is not null group by name
    )
    select org_id, billing_account_ref, load_id, billing_period_start, day, billing_currency, provider_name,
      billing_account_id, sub_account_id, service_category, service_name, region_id, charge_category, pricing_category,
      project_id, tags, count(*), sum(billed_cost), sum(effective_cost), sum(list_cost), sum(contracted_cost)
    from (
      select f.org_id, f.billing_account_ref, f.load_id, f.billing_period_start, f.billing_currency, f.provider_name,
        f.billing_account_id, f.sub_account_id, f.service_category, f.service_name, f.region_id, f.charge_category,
        f.pricing_category, f.billed_cost, f.effective_cost, f.list_cost, f.contracted_cost,
        (f.charge_period_start at time zone 'UTC')::date as day, o.project_id, ${tags} as tags
      from focus_rows f
      left join owned o on o.name = case when f.resource_id like '/%' then lower(f.resource_id) else f.resource_id end
      where f.load_id = ${loadId}
    ) r
    group by org_id, billing_account_ref, load_id, billing_period_start, day, billing_currency, provider_name,
      billing_account_id, sub_account_id, service_category, service_name, region_id, charge_category, pricing_category,
      project_id, tags`);
  await derive(tx, loadId);
}

/** How AWS' bills write ids whose ARN the state has: EC2's last part, and a bucket's name. */
const otherNames = sql`substring(cloud_id from '^arn:[^:]+:ec2:[^:]*:[^:]*:[a-z-]+/([a-z]+-[0-9a-f]{8,17})$'),
  substring(cloud_id from '^arn:[^:]+:s3:::([^/]+)$')`;

const shared = sql.raw(`org_id, billing_account_ref, load_id, currency, provider, billing_account_id, sub_account_id,
  service_category, service_name, region_id, charge_category, pricing_category, project_id`);
const sums = sql.raw('rows, billed_cost, effective_cost, list_cost, contracted_cost');
const summed = sql.raw('sum(rows), sum(billed_cost), sum(effective_cost), sum(list_cost), sum(contracted_cost)');

/** The smaller rollups: each leaves one thing out, so that most questions read a fraction of the rows. */
async function derive(tx: Tx, loadId: string): Promise<void> {
  await tx.execute(sql`
    insert into cost_daily_untagged (day, ${shared}, ${sums})
    select day, ${shared}, ${summed} from cost_daily where load_id = ${loadId} group by day, ${shared} order by day`);
  await tx.execute(sql`
    insert into cost_monthly (day, tags, ${shared}, ${sums})
    select date_trunc('month', day::timestamp)::date, tags, ${shared}, ${summed}
    from cost_daily where load_id = ${loadId} group by 1, tags, ${shared} order by 1`);
}
