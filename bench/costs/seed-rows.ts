/** Thirteen months of bills made inside Postgres, loaded as any import is: staged, rolled up, swapped in. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { findImport, insertImport, loadsOf, noteImport, openLoads } from '../../db/billing-imports.ts';
import { swapIn } from '../../db/billing-swap.ts';
import { type Database, inOrg } from '../../db/client.ts';
import { billingImports } from '../../db/schema/index.ts';

export type SeededBills = { orgId: string; accountId: string; rows: number; from: string; to: string };

const months = 13;
const firstMonth = '2025-01-01';

/**
 * 20,000 resources of 8 services in 4 regions and 20 accounts of one payer, 5 teams and 2 environments in tags, credits
 * among them. The same rows for the same seed.
 */
export async function seedBills(db: Database, of: { orgId: string; accountId: string }, rows: number, seed: number) {
  const perMonth = Math.ceil(rows / months);
  for (let month = 0; month < months; month += 1) await seedMonth(db, of, { month, rows: perMonth, seed });
  return { ...of, rows: perMonth * months, from: firstMonth, to: monthStart(months) } satisfies SeededBills;
}

const monthStart = (month: number): string => new Date(Date.UTC(2025, month, 1)).toISOString().slice(0, 10);

type Month = { month: number; rows: number; seed: number };

async function seedMonth(db: Database, { orgId, accountId }: { orgId: string; accountId: string }, given: Month) {
  const importId = randomUUID();
  const [start, end] = [new Date(monthStart(given.month)), new Date(monthStart(given.month + 1))];
  const row = {
    id: importId,
    orgId,
    billingAccountId: accountId,
    sourceKey: monthStart(given.month),
    digest: importId,
  };
  await inOrg(db, { orgId }, async (tx) => {
    await insertImport(tx, { ...row, files: [] });
    await openLoads(tx, await findImport(tx, importId), '1.2', [{ start, end }]);
    const [load] = await loadsOf(tx, [importId]);
    await tx.execute(sql`select setseed(${1 / (given.seed + given.month + 1)}::float8)`);
    await tx.execute(rowsSql({ orgId, accountId, loadId: load?.id ?? '' }, start, end, given.rows));
    await noteImport(tx, importId, { state: 'loading', rowsTotal: given.rows });
    await tx.update(billingImports).set({ rowsStaged: given.rows }).where(sql`id = ${importId}`);
  });
  await swapIn(db, orgId, importId);
}

type Ids = { orgId: string; accountId: string; loadId: string };

const rowsSql = ({ orgId, accountId, loadId }: Ids, start: Date, end: Date, rows: number) => sql`
  insert into focus_rows (org_id, billing_account_ref, load_id, file_number, row_number, billed_cost, effective_cost,
    list_cost, contracted_cost, billing_currency, billing_period_start, billing_period_end, charge_period_start,
    charge_period_end, charge_category, billing_account_id, sub_account_id, provider_name, service_category,
    service_name, region_id, resource_id, resource_name, pricing_category, tags)
  select ${orgId}, ${accountId}, ${loadId}, 1, n, cost, cost * 0.9, cost * 1.1, cost, 'USD', ${start.toISOString()}, ${end.toISOString()},
    ${start.toISOString()}::timestamptz + hours * interval '1 hour',
    ${start.toISOString()}::timestamptz + (hours + 1) * interval '1 hour',
    case when n % 200 = 0 then 'Credit' else 'Usage' end, '111122223333', '1111222233' || lpad((thing % 20)::text, 2, '0'),
    'AWS', (array['Compute','Storage','Databases','Compute','Networking','Management and Governance','Integration','Security'])[1 + thing / 20 % 8],
    (array['Amazon Elastic Compute Cloud','Amazon Simple Storage Service','Amazon Relational Database Service','AWS Lambda',
      'Amazon Virtual Private Cloud','AmazonCloudWatch','Amazon Simple Queue Service','AWS Key Management Service'])[1 + thing / 20 % 8],
    (array['us-east-1','us-west-2','eu-central-1','eu-west-1'])[1 + thing / 160 % 4],
    'arn:aws:service:::resource/' || thing, 'resource-' || thing, 'Standard',
    jsonb_build_object('team', (array['core','web','data','search','pay'])[1 + thing / 640 % 5],
      'environment', (array['prod','dev'])[1 + thing / 3200 % 2])
  from (
    select n, round((random() * 3)::numeric, 11) as cost, floor(random() * 20000)::int as thing,
      floor(random() * extract(day from ${end.toISOString()}::timestamptz - ${start.toISOString()}::timestamptz) * 24)::int as hours
    from generate_series(1, ${rows}::int) n
  ) made`;
