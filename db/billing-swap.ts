/** Makes what an import staged the truth, and removes what is not true any more. */
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { AuroraError } from '../platform/errors.ts';
import { loadsOf } from './billing-imports.ts';
import { rollUp } from './billing-rollup.ts';
import { type Database, inOrg, type Tx } from './client.ts';
import type { LoadSums } from './model/billing.ts';
import {
  billingAccounts,
  billingImports,
  billingLoads,
  costDaily,
  costDailyUntagged,
  costMonthly,
} from './schema/index.ts';

/** Row-level security shows the rows of this import to this transaction. */
const seeImport = (tx: Tx, importId: string) => tx.execute(sql`select set_config('app.import_id', ${importId}, true)`);

export type Swapped = { loadIds: string[]; replacedLoadIds: string[] };

/**
 * All periods of an import become current together, rollups with them, in one transaction: a reader sees the month as
 * it was or as it is. Again after it was done, it changes nothing.
 */
export function swapIn(db: Database, orgId: string, importId: string): Promise<Swapped> {
  return inOrg(db, { orgId }, async (tx) => {
    await seeImport(tx, importId);
    const [taken] = await tx.select().from(billingImports).where(eq(billingImports.id, importId)).for('update');
    const loads = await loadsOf(tx, [importId]);
    const loadIds = loads.map(({ id }) => id);
    if (taken?.state === 'loaded') return { loadIds, replacedLoadIds: [] };
    if (taken?.state !== 'loading' || taken.rowsStaged !== taken.rowsTotal) throw notWhole();
    // One swap of an account at a time: two imports of the same month follow each other.
    const account = eq(billingAccounts.id, taken.billingAccountId);
    const [owner] = await tx
      .select({ settings: billingAccounts.settings })
      .from(billingAccounts)
      .where(account)
      .for('update');
    const replacedLoadIds: string[] = [];
    for (const load of loads) {
      replacedLoadIds.push(...(await retire(tx, load)));
      await rollUp(tx, load.id, owner?.settings ?? {});
      const sums = await sumsOf(tx, load.id);
      const rowCount = Object.values(sums).reduce((all, { rows }) => all + rows, 0);
      const now = { state: 'current' as const, sums, rowCount, loadedAt: new Date() };
      await tx.update(billingLoads).set(now).where(eq(billingLoads.id, load.id));
    }
    await tx
      .update(billingImports)
      .set({ state: 'loaded', finishedAt: new Date() })
      .where(eq(billingImports.id, importId));
    await supersede(tx, taken.billingAccountId);
    return { loadIds, replacedLoadIds };
  });
}

type Load = typeof billingLoads.$inferSelect;

async function retire(tx: Tx, { id, billingAccountId, sourceKey, billingPeriodStart }: Load): Promise<string[]> {
  const old = await tx
    .update(billingLoads)
    .set({ state: 'replaced', replacedBy: id })
    .where(
      and(
        eq(billingLoads.billingAccountId, billingAccountId),
        eq(billingLoads.sourceKey, sourceKey),
        eq(billingLoads.billingPeriodStart, billingPeriodStart),
        eq(billingLoads.state, 'current'),
      ),
    )
    .returning({ id: billingLoads.id });
  const ids = old.map((row) => row.id);
  if (ids.length === 0) return ids;
  for (const rollup of [costDaily, costDailyUntagged, costMonthly])
    await tx.delete(rollup).where(inArray(rollup.loadId, ids));
  return ids;
}

/** Imports of which no period is current any more. */
async function supersede(tx: Tx, billingAccountId: string): Promise<void> {
  await tx
    .update(billingImports)
    .set({ state: 'superseded' })
    .where(
      and(
        eq(billingImports.billingAccountId, billingAccountId),
        eq(billingImports.state, 'loaded'),
        sql`not exists (select 1 from billing_loads l where l.import_id = ${billingImports.id} and l.state = 'current')`,
      ),
    );
}

/** From the rollup, which has every visible row once. Without trailing zeros, so that equal amounts are equal text. */
async function sumsOf(tx: Tx, loadId: string): Promise<LoadSums> {
  const { rows } = await tx.execute<{ currency: string; rows: string } & Record<string, string>>(sql`
    select currency, sum(rows)::text as rows, trim_scale(sum(billed_cost))::text as billed,
      trim_scale(sum(effective_cost))::text as effective, trim_scale(sum(list_cost))::text as list,
      trim_scale(sum(contracted_cost))::text as contracted
    from cost_daily where load_id = ${loadId} group by currency order by currency`);
  return Object.fromEntries(
    rows.map(({ currency, rows: count, billed = '0', effective = '0', list = null, contracted = null }) => [
      currency,
      { rows: Number(count), billed, effective, list, contracted },
    ]),
  );
}

const purgeBatch = 50_000;

/**
 * Removes rows that nobody sees any more, a batch a transaction, oldest load first.
 *
 * @returns how many rows went; 0 when nothing is left, at least 1 for each load that was looked at
 */
export async function purgeSome(db: Database, orgId: string, billingAccountId: string): Promise<number> {
  return inOrg(db, { orgId }, async (tx) => {
    const [load] = await tx
      .select()
      .from(billingLoads)
      .where(
        and(
          eq(billingLoads.billingAccountId, billingAccountId),
          inArray(billingLoads.state, ['replaced', 'dropped']),
          isNull(billingLoads.purgedAt),
        ),
      )
      .orderBy(billingLoads.createdAt)
      .limit(1)
      .for('update', { skipLocked: true });
    if (!load) return 0;
    await seeImport(tx, load.importId);
    const start = load.billingPeriodStart.toISOString();
    const { rowCount } = await tx.execute(sql`
      delete from focus_rows where load_id = ${load.id} and billing_period_start = ${start}
        and (file_number, row_number) in (
          select file_number, row_number from focus_rows
          where load_id = ${load.id} and billing_period_start = ${start} limit ${purgeBatch})`);
    const removed = rowCount ?? 0;
    if (removed < purgeBatch) {
      await tx.update(billingLoads).set({ purgedAt: new Date() }).where(eq(billingLoads.id, load.id));
    }
    // A load without rows is no end: there may be a next one.
    return Math.max(removed, 1);
  });
}

const notWhole = () =>
  new AuroraError({
    code: 'conflict',
    retryable: true,
    userMessage: 'Not all rows of this import are there yet, so what was loaded before stays. It is tried again.',
  });
