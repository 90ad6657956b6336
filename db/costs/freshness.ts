/** How much of the costs is known, and until when. */
import { sql } from 'drizzle-orm';
import type { Tx } from '../client.ts';
import type { CostFreshness } from '../model/costs.ts';

/** Accounts whose newest bill is older than this many days do not hold back what is complete: nothing comes of them. */
const stillBilled = 45;

type Row = {
  billing_account_id: string;
  name: string;
  made_up: boolean;
  loaded_at: string;
  complete_through: string | null;
};

/**
 * From the newest billing period of each account alone. Usage tells how far it goes: fees and credits are dated ahead.
 */
export async function costFreshness(tx: Tx): Promise<CostFreshness> {
  const { rows } = await tx.execute<Row>(sql`
    with newest as (
      select id, billing_account_id, loaded_at, rank() over (
        partition by billing_account_id order by billing_period_start desc) as age
      from billing_loads where state = 'current'
    ), reach as (
      select n.billing_account_id, max(n.loaded_at) as loaded_at,
        max(least(d.last_day, (n.loaded_at at time zone 'UTC' - interval '48 hours')::date)) as complete_through
      from (select * from newest where age = 1) n left join lateral (
        select coalesce(max(c.day) filter (where c.charge_category = 'Usage'), max(c.day)) as last_day
        from cost_daily_untagged c where c.load_id = n.id
      ) d on true
      group by n.billing_account_id
    )
    select r.billing_account_id, a.name, a.made_up, to_char(r.loaded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as loaded_at,
      r.complete_through::text as complete_through
    from reach r join billing_accounts a on a.id = r.billing_account_id order by a.name`);
  const accounts = rows.map((row) => ({
    billingAccountId: row.billing_account_id,
    name: row.name,
    loadedAt: new Date(row.loaded_at),
    completeThrough: row.complete_through,
    madeUp: row.made_up,
  }));
  return { loadedAt: newestOf(accounts), completeThrough: wholeUntil(accounts), accounts };
}

const newestOf = (accounts: { loadedAt: Date }[]): Date | null =>
  accounts.reduce<Date | null>((newest, { loadedAt }) => (newest && newest > loadedAt ? newest : loadedAt), null);

function wholeUntil(accounts: { completeThrough: string | null }[]): string | null {
  const days = accounts.flatMap(({ completeThrough }) => completeThrough ?? []).sort();
  const last = days.at(-1);
  if (last === undefined) return null;
  const oldest = new Date(Date.parse(`${last}T00:00:00Z`) - stillBilled * 86_400_000).toISOString().slice(0, 10);
  return days.find((day) => day >= oldest) ?? null;
}
