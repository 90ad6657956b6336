/** Imports: what was discovered, how far each has come, and what became of it. */
import { and, asc, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { BillingImportState, ImportProblem } from './model/billing.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { billingImports, billingLoads } from './schema/index.ts';

export type BillingImport = typeof billingImports.$inferSelect;
export type NewBillingImport = typeof billingImports.$inferInsert & { id: string };
export type BillingLoad = typeof billingLoads.$inferSelect;

export const isOver = (state: BillingImportState): boolean => state !== 'waiting' && state !== 'loading';

/**
 * Keeps an import, unless the same content of the same thing waits, loads or is loaded.
 *
 * @returns the import that has this content, and whether it is this one
 */
export async function insertImport(tx: Tx, given: NewBillingImport): Promise<{ id: string; isNew: boolean }> {
  const [created] = await tx
    .insert(billingImports)
    .values(given)
    .onConflictDoNothing()
    .returning({ id: billingImports.id });
  if (created) return { id: created.id, isNew: true };
  const { billingAccountId, sourceKey, digest } = given;
  const [same] = await tx
    .select({ id: billingImports.id })
    .from(billingImports)
    .where(
      sql`${billingImports.id} = ${given.id} or (${and(
        eq(billingImports.billingAccountId, billingAccountId),
        eq(billingImports.sourceKey, sourceKey),
        eq(billingImports.digest, digest),
        inArray(billingImports.state, ['waiting', 'loading', 'loaded']),
      )})`,
    );
  if (!same) throw notFound('import');
  return { id: same.id, isNew: same.id === given.id };
}

/** @throws AuroraError `not_found` */
export async function findImport(tx: Tx, id: string): Promise<BillingImport> {
  const [row] = await tx.select().from(billingImports).where(eq(billingImports.id, id));
  if (!row) throw notFound('import');
  return row;
}

export type ImportFacts = Partial<
  Pick<BillingImport, 'files' | 'contentSha256' | 'focusVersion' | 'format' | 'rowsTotal' | 'notes' | 'expectedRows'>
>;

export async function noteImport(tx: Tx, id: string, facts: ImportFacts & { state?: 'loading' }): Promise<void> {
  await tx.update(billingImports).set(facts).where(eq(billingImports.id, id));
}

/** Ends an import that brings nothing. Its staged rows are for the purge; what was loaded before stays as it is. */
export async function endImport(
  tx: Tx,
  id: string,
  { state, problems }: { state: 'unchanged' | 'refused' | 'failed' | 'superseded'; problems?: ImportProblem[] },
): Promise<void> {
  await tx
    .update(billingImports)
    .set({ state, problems, finishedAt: new Date() })
    .where(and(eq(billingImports.id, id), inArray(billingImports.state, ['waiting', 'loading'])));
  await tx
    .update(billingLoads)
    .set({ state: 'dropped' })
    .where(and(eq(billingLoads.importId, id), eq(billingLoads.state, 'staging')));
}

/** Another import of the same key whose bytes are these, and whose every period is still current. */
export async function sameContent(tx: Tx, given: BillingImport, contentSha256: string): Promise<string | undefined> {
  const [same] = await tx
    .select({ id: billingImports.id })
    .from(billingImports)
    .innerJoin(billingLoads, eq(billingLoads.importId, billingImports.id))
    .where(
      and(
        eq(billingImports.billingAccountId, given.billingAccountId),
        eq(billingImports.sourceKey, given.sourceKey),
        eq(billingImports.contentSha256, contentSha256),
        eq(billingImports.format, given.format),
        eq(billingImports.state, 'loaded'),
        ne(billingImports.id, given.id),
      ),
    )
    .groupBy(billingImports.id)
    .having(sql`bool_and(${billingLoads.state} = 'current')`);
  return same?.id;
}

export type LoadPeriod = { start: Date; end: Date };

/** One load a period; asking again changes nothing. Each has a partition to lie in afterwards. */
export async function openLoads(tx: Tx, given: BillingImport, version: string, periods: LoadPeriod[]): Promise<void> {
  for (const { start, end } of periods) {
    await tx.execute(sql`select focus_month(${start.toISOString().slice(0, 10)}::date)`);
    const { orgId, billingAccountId, sourceKey, id: importId } = given;
    const period = { billingPeriodStart: start, billingPeriodEnd: end, focusVersion: version };
    await tx
      .insert(billingLoads)
      .values({ orgId, billingAccountId, sourceKey, importId, ...period })
      .onConflictDoNothing();
  }
}

export type ImportWithLoads = { import: BillingImport; loads: BillingLoad[] };

/** Newest first, each with its periods in order. */
export async function listImports(tx: Tx, accountId: string, request: PageRequest): Promise<Page<ImportWithLoads>> {
  const rows = await tx
    .select({ one: billingImports, id: billingImports.id, place: placeOf(billingImports.createdAt) })
    .from(billingImports)
    .where(
      and(
        eq(billingImports.billingAccountId, accountId),
        afterPlace(billingImports.createdAt, billingImports.id, request.cursor),
      ),
    )
    .orderBy(desc(billingImports.createdAt), desc(billingImports.id))
    .limit(request.limit + 1);
  const page = pageOf(rows, request.limit);
  const loads = await loadsOf(
    tx,
    page.rows.map(({ id }) => id),
  );
  return {
    rows: page.rows.map(({ one }) => ({ import: one, loads: loads.filter(({ importId }) => importId === one.id) })),
    nextCursor: page.nextCursor,
  };
}

export async function loadsOf(tx: Tx, importIds: string[]): Promise<BillingLoad[]> {
  if (importIds.length === 0) return [];
  return tx
    .select()
    .from(billingLoads)
    .where(inArray(billingLoads.importId, importIds))
    .orderBy(asc(billingLoads.billingPeriodStart));
}

/** Whether people see rows of this import's key. */
export async function hasCosts(tx: Tx, { billingAccountId, sourceKey }: BillingImport): Promise<boolean> {
  const [load] = await tx
    .select({ id: billingLoads.id })
    .from(billingLoads)
    .where(
      and(
        eq(billingLoads.billingAccountId, billingAccountId),
        eq(billingLoads.sourceKey, sourceKey),
        eq(billingLoads.state, 'current'),
      ),
    )
    .limit(1);
  return load !== undefined;
}

/** Waiting or half loaded, oldest first: a sync begins with what the one before left over. */
export async function unfinishedImports(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: billingImports.id })
    .from(billingImports)
    .where(and(eq(billingImports.billingAccountId, accountId), inArray(billingImports.state, ['waiting', 'loading'])))
    .orderBy(asc(billingImports.createdAt), asc(billingImports.id));
  return rows.map(({ id }) => id);
}

export type Freshness = {
  lastLoadedAt: Date | null;
  newestPeriod: Date | null;
  rows: number;
  problems: ImportProblem[];
};

/** When rows came last, of which period, and why the newest import brought none. By billing account. */
export async function freshnessOf(tx: Tx, accountIds: string[]): Promise<Map<string, Freshness>> {
  if (accountIds.length === 0) return new Map();
  const current = await tx
    .select({
      accountId: billingLoads.billingAccountId,
      lastLoadedAt: sql<Date | null>`max(${billingLoads.loadedAt})`.mapWith(billingLoads.loadedAt),
      newestPeriod: sql<Date | null>`max(${billingLoads.billingPeriodStart})`.mapWith(billingLoads.billingPeriodStart),
      rows: sql<number>`sum(${billingLoads.rowCount})`.mapWith(Number),
    })
    .from(billingLoads)
    .where(and(inArray(billingLoads.billingAccountId, accountIds), eq(billingLoads.state, 'current')))
    .groupBy(billingLoads.billingAccountId);
  const newest = await tx
    .selectDistinctOn([billingImports.billingAccountId], {
      accountId: billingImports.billingAccountId,
      problems: billingImports.problems,
    })
    .from(billingImports)
    .where(inArray(billingImports.billingAccountId, accountIds))
    .orderBy(billingImports.billingAccountId, desc(billingImports.createdAt), desc(billingImports.id));
  const problemsOf = new Map(newest.map(({ accountId, problems }) => [accountId, problems ?? []]));
  const currentOf = new Map(current.map((one) => [one.accountId, one]));
  return new Map(
    accountIds.map((id) => {
      const { lastLoadedAt = null, newestPeriod = null, rows = 0 } = currentOf.get(id) ?? {};
      return [id, { lastLoadedAt, newestPeriod, rows, problems: problemsOf.get(id) ?? [] }];
    }),
  );
}
