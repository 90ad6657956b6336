/** Days that did not cost what they usually do: kept once a day and thing, followed when a bill is restated. */
import { and, desc, eq, gte, inArray, isNull, sql } from 'drizzle-orm';
import { notFound } from '../../platform/errors.ts';
import type { Tx } from '../client.ts';
import type { Decimal } from '../model/billing.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from '../paging.ts';
import { anomalies, billingAccounts } from '../schema/index.ts';
import { addDays } from '../statistics/days.ts';
import { decimal } from './columns.ts';
import { billingPeriodsOf, billRows } from './rows.ts';

export type AnomalyRow = typeof anomalies.$inferSelect;
export type NewAnomaly = typeof anomalies.$inferInsert;
export type AnomalyState = AnomalyRow['state'];

/** What a series is of. Effective cost of usage: fees, taxes and credits come on a day of their own choice. */
export type CostSeries = {
  currency: string;
  subAccountId: string | null;
  serviceName: string | null;
  days: { day: string; amount: Decimal }[];
};

export async function usageSeries(tx: Tx, billingAccountRef: string, from: string, to: string): Promise<CostSeries[]> {
  const { rows } = await tx.execute<Omit<CostSeries, 'days'> & { days: string[]; amounts: Decimal[] }>(sql`
    select currency, sub_account_id as "subAccountId", service_name as "serviceName",
      array_agg(day::text order by day) as days, array_agg(amount::text order by day) as amounts
    from (
      select currency, sub_account_id, service_name, day, sum(effective_cost) as amount from cost_daily_untagged
      where billing_account_ref = ${billingAccountRef} and day between ${from}::date and ${to}::date
        and charge_category = 'Usage'
      group by 1, 2, 3, 4
    ) daily group by 1, 2, 3`);
  return rows.map(({ days, amounts, ...series }) => ({
    ...series,
    days: days.map((day, index) => ({ day, amount: amounts[index] ?? '0' })),
  }));
}

/**
 * Keeps what was found in the days from `from` on. What people decided stays decided; what is not found any more was
 * restated away, and is resolved.
 *
 * @returns those that were not known before
 */
export async function keepAnomalies(
  tx: Tx,
  { orgId, billingAccountRef, from }: { orgId: string; billingAccountRef: string; from: string },
  found: NewAnomaly[],
): Promise<AnomalyRow[]> {
  const known = await tx
    .select()
    .from(anomalies)
    .where(and(eq(anomalies.billingAccountRef, billingAccountRef), gte(anomalies.day, from)))
    .for('update');
  const keyOf = ({ subject, day }: { subject: string; day: string }) => `${subject} ${day}`;
  const knownBy = new Map(known.map((row) => [keyOf(row), row]));
  const foundKeys = new Set(found.map(keyOf));
  const gone = known.filter((row) => row.state === 'open' && !foundKeys.has(keyOf(row)));
  if (gone.length > 0) {
    const note = 'The bill was restated, and the day is as usual now.';
    await tx
      .update(anomalies)
      .set({ state: 'resolved', note, updatedAt: new Date() })
      .where(
        inArray(
          anomalies.id,
          gone.map(({ id }) => id),
        ),
      );
  }
  const fresh: AnomalyRow[] = [];
  for (const one of found) {
    const before = knownBy.get(keyOf(one));
    if (before) await restate(tx, before, one);
    else
      fresh.push(
        ...(await tx
          .insert(anomalies)
          .values({ ...one, orgId })
          .onConflictDoNothing()
          .returning()),
      );
  }
  return fresh;
}

async function restate(tx: Tx, before: AnomalyRow, { expected, actual, score, kind }: NewAnomaly): Promise<void> {
  // Restated away and back again: nobody has decided anything about it.
  const state = before.state === 'resolved' && before.decidedBy === null ? 'open' : before.state;
  const isSame = before.actual === actual && before.expected === expected && before.kind === kind;
  if (isSame && state === before.state) return;
  const set = { expected, actual, score, kind, state, updatedAt: new Date() };
  await tx.update(anomalies).set(set).where(eq(anomalies.id, before.id));
}

export async function noteDrivers(tx: Tx, id: string, drivers: AnomalyRow['drivers']): Promise<void> {
  await tx.update(anomalies).set({ drivers }).where(eq(anomalies.id, id));
}

const weeksBack = 4;

/** What moved most that day beside the same weekday of the four weeks before, by resource, else by region. */
export async function anomalyDrivers(tx: Tx, anomaly: AnomalyRow): Promise<{ name: string; delta: Decimal }[]> {
  const { day, currency, billingAccountRef, subAccountId, serviceName } = anomaly;
  const before = Array.from({ length: weeksBack }, (_, week) => addDays(day, -7 * (week + 1)));
  const days = sql.join(
    [day, ...before].map((one) => sql`${one}::date`),
    sql`, `,
  );
  const periods = await billingPeriodsOf(
    tx,
    [day, ...before].map((one) => ({ from: one, to: one })),
  );
  const { rows } = await tx.execute<{ name: string; delta: Decimal }>(sql`
    with moved as (
      select coalesce(c.resource_name, c.resource_id, c.region_id, 'without a name') as name,
        coalesce(sum(c.effective_cost) filter (where c.day = ${day}::date), 0)
          - coalesce(sum(c.effective_cost) filter (where c.day <> ${day}::date), 0) / ${weeksBack} as delta
      from ${billRows(periods)} c
      where c.day in (${days}) and c.billing_account_ref = ${billingAccountRef} and c.currency = ${currency}
        and c.charge_category = 'Usage' and c.sub_account_id is not distinct from ${subAccountId}
        and c.service_name is not distinct from ${serviceName}
      group by 1
    )
    select name, ${decimal(sql`round(delta, 6)`)} as delta from moved
    where delta <> 0 order by abs(delta) desc, name limit 5`);
  return rows;
}

export type AnomalyFilter = { state?: AnomalyState; since?: string };
export type ListedAnomaly = AnomalyRow & { accountName: string };

export async function listAnomalies(
  tx: Tx,
  { state, since }: AnomalyFilter,
  { cursor, limit }: PageRequest,
): Promise<Page<ListedAnomaly>> {
  const rows = await tx
    .select({
      anomaly: anomalies,
      accountName: billingAccounts.name,
      id: anomalies.id,
      place: placeOf(anomalies.createdAt),
    })
    .from(anomalies)
    .innerJoin(billingAccounts, eq(billingAccounts.id, anomalies.billingAccountRef))
    .where(
      and(
        state ? eq(anomalies.state, state) : undefined,
        since ? gte(anomalies.day, since) : undefined,
        afterPlace(anomalies.createdAt, anomalies.id, cursor),
      ),
    )
    .orderBy(desc(anomalies.createdAt), desc(anomalies.id))
    .limit(limit + 1);
  const page = pageOf(rows, limit);
  return { ...page, rows: page.rows.map(({ anomaly, accountName }) => ({ ...anomaly, accountName })) };
}

export type AnomalyDecision = { state: 'open' | 'acknowledged' | 'expected' | 'resolved'; note?: string };

/** @throws AuroraError `not_found` */
export async function decideAnomaly(
  tx: Tx,
  id: string,
  userId: string,
  { state, note }: AnomalyDecision,
): Promise<ListedAnomaly> {
  const decided = { state, note: note ?? null, decidedBy: userId, updatedAt: new Date() };
  const [row] = await tx.update(anomalies).set(decided).where(eq(anomalies.id, id)).returning();
  if (!row) throw notFound('anomaly');
  const [account] = await tx
    .select({ name: billingAccounts.name })
    .from(billingAccounts)
    .where(eq(billingAccounts.id, row.billingAccountRef));
  return { ...row, accountName: account?.name ?? '' };
}

/** Those that no one has looked at yet, without drivers: the newest first. */
export const withoutDrivers = (tx: Tx, billingAccountRef: string, limit: number): Promise<AnomalyRow[]> =>
  tx
    .select()
    .from(anomalies)
    .where(and(eq(anomalies.billingAccountRef, billingAccountRef), isNull(anomalies.drivers)))
    .orderBy(desc(anomalies.day), desc(anomalies.id))
    .limit(limit);
