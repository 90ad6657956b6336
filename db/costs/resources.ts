/** What one resource has cost, and what the resources of a project and of a run have. */
import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../client.ts';
import type { Decimal } from '../model/billing.ts';
import type { CostMetric, CostPeriod } from '../model/costs.ts';
import { decimal, metricColumn, within } from './columns.ts';
import { billingPeriodsOf, billRows, canonicalId } from './rows.ts';

export type ResourceCosts = {
  currency: string;
  amount: Decimal;
  daily: { day: string; amount: Decimal }[];
  byCharge: { service: string | null; chargeCategory: string; amount: Decimal }[];
};

/** @param cloudId the canonical id; bills name some things by the last part of their ARN, such as `i-0abc` */
export async function costsOfResource(
  tx: Tx,
  cloudId: string,
  { metric, period }: { metric: CostMetric; period: CostPeriod },
): Promise<ResourceCosts[]> {
  const rows = billRows(await billingPeriodsOf(tx, [period]));
  const cost = sql`coalesce(${decimal(sql`sum(${metricColumn(metric)})`)}, '0')`;
  const whose = sql`${within(period)} and ${isNamed(namesInBills(cloudId))}`;
  const daily = await tx.execute<{ currency: string; day: string; amount: Decimal }>(
    sql`select c.currency, c.day::text as day, ${cost} as amount from ${rows} c where ${whose} group by 1, c.day order by 1, c.day`,
  );
  const charges = await tx.execute<{ currency: string; service: string | null; category: string; amount: Decimal }>(sql`
    select c.currency, c.service_name as service, c.charge_category as category, ${cost} as amount
    from ${rows} c where ${whose} group by 1, 2, 3 order by 1, abs(sum(${metricColumn(metric)})) desc nulls last`);
  const totals = await tx.execute<{ currency: string; amount: Decimal }>(
    sql`select c.currency, ${cost} as amount from ${rows} c where ${whose} group by 1 order by 1`,
  );
  return totals.rows.map(({ currency, amount }) => ({
    currency,
    amount,
    daily: daily.rows
      .filter((one) => one.currency === currency)
      .map(({ day, amount: ofDay }) => ({ day, amount: ofDay })),
    byCharge: charges.rows
      .filter((one) => one.currency === currency)
      .map(({ service, category, amount: ofCharge }) => ({ service, chargeCategory: category, amount: ofCharge })),
  }));
}

/** By the index on `resource_id`, but for Azure's ids, which bills write in any case. */
function isNamed(names: string[]): SQL {
  const exact = names.filter((name) => !name.startsWith('/'));
  const anyCase = names.filter((name) => name.startsWith('/'));
  const parts = [
    ...(exact.length > 0 ? [sql`c.resource_id in (${textList(exact)})`] : []),
    ...(anyCase.length > 0 ? [sql`lower(c.resource_id) in (${textList(anyCase)})`] : []),
  ];
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
}

const textList = (values: string[]): SQL =>
  sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );

/**
 * AWS bills some services by ARN and EC2 by the bare id (`i-0abc`, `vol-0abc`), S3 by the bucket's name. A bare name
 * is taken only where it cannot be another thing's: EC2's ids are unique, and so are buckets.
 */
export function namesInBills(cloudId: string): string[] {
  const ec2 = /^arn:[^:]+:ec2:[^:]*:[^:]*:[a-z-]+\/([a-z]+-[0-9a-f]{8,17})$/.exec(cloudId)?.[1];
  const bucket = /^arn:[^:]+:s3:::([^/]+)$/.exec(cloudId)?.[1];
  return [cloudId, ...[ec2, bucket].filter((name) => name !== undefined)];
}

export type OwnedCost = {
  cloudId: string;
  address: string;
  /** Null where the inventory has not listed it. */
  resourceId: string | null;
  /** Null where no bill of the period names it, and so are the two below. */
  currency: string | null;
  amount: Decimal | null;
  /** At the rate of the days with costs, for a month of 730 hours. */
  monthlyRate: Decimal | null;
  /** Days of the period with costs. */
  days: number;
};

type Owner = { projectId: string; createdByRunId?: string };
type Asked = { metric: CostMetric; period: CostPeriod };

/** What a state holds (of a project, or what one run made there), each thing and currency once, the costliest first. */
export async function costsOfOwned(tx: Tx, { projectId, createdByRunId }: Owner, asked: Asked): Promise<OwnedCost[]> {
  const byRun = createdByRunId ? sql`and s.created_by_run_id = ${createdByRunId}` : sql``;
  const { rows: owned } = await tx.execute<{ cloudId: string; address: string; resourceId: string | null }>(sql`
    select s.cloud_id as "cloudId", min(s.address) as address,
      (select r.id from resources r where r.cloud_id = s.cloud_id order by deleted_at nulls first limit 1) as "resourceId"
    from state_resources s
    where s.project_id = ${projectId} and not s.companion and s.cloud_id is not null ${byRun}
    group by s.cloud_id order by 2 limit ${mostOwned}`);
  if (owned.length === 0) return [];
  const billed = await billedByThing(
    tx,
    owned.map(({ cloudId }) => cloudId),
    asked,
  );
  const known = new Set(billed.map(({ cloudId }) => cloudId));
  const thing = new Map(owned.map((one) => [one.cloudId, one]));
  const nothing = { currency: null, amount: null, monthlyRate: null, days: 0 };
  return [
    ...billed.flatMap((sum) => {
      const one = thing.get(sum.cloudId);
      return one ? [{ ...one, ...sum }] : [];
    }),
    ...owned.filter(({ cloudId }) => !known.has(cloudId)).map((one) => ({ ...one, ...nothing })),
  ];
}

/** Things of one project that are looked at. */
const mostOwned = 2_000;

type Billed = { cloudId: string; currency: string; amount: Decimal; monthlyRate: Decimal; days: number };

export async function billedByThing(tx: Tx, cloudIds: string[], { metric, period }: Asked): Promise<Billed[]> {
  const names = cloudIds.flatMap((cloudId) => namesInBills(cloudId).map((name) => ({ name, cloudId })));
  const rows = billRows(await billingPeriodsOf(tx, [period]));
  const pairs = sql.join(
    names.map(({ name, cloudId }) => sql`(${name}::text, ${cloudId}::text)`),
    sql`, `,
  );
  const sum = sql`coalesce(sum(${metricColumn(metric)}), 0)`;
  const { rows: billed } = await tx.execute<Billed>(sql`
    select n.cloud_id as "cloudId", c.currency, ${decimal(sum)} as amount, count(distinct c.day)::int as days,
      round(${sum} / count(distinct c.day) * 730 / 24, 2)::text as "monthlyRate"
    from ${rows} c join (values ${pairs}) n (name, cloud_id) on n.name = ${canonicalId(sql`c.resource_id`)}
    where ${within(period)} and ${isNamed(names.map(({ name }) => name))}
    group by 1, 2 order by ${sum} desc, 1`);
  return billed;
}
