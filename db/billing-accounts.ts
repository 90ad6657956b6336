/** Billing accounts and their syncs, as routes and the workflow's activities ask for them. */
import { and, asc, desc, eq, inArray, isNotNull, isNull, notInArray, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Database, Tx } from './client.ts';
import type { BillingSettings, BillingSyncState, BillingSyncTrigger } from './model/billing.ts';
import { tellNotice } from './notices.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { billingAccounts, billingSyncs, connections } from './schema/index.ts';

export type BillingAccount = typeof billingAccounts.$inferSelect;
export type NewBillingAccount = typeof billingAccounts.$inferInsert;
export type BillingSync = typeof billingSyncs.$inferSelect;

/** Oldest first. */
export function listBillingAccounts(tx: Tx): Promise<BillingAccount[]> {
  return tx
    .select()
    .from(billingAccounts)
    .where(isNull(billingAccounts.archivedAt))
    .orderBy(asc(billingAccounts.createdAt), asc(billingAccounts.id));
}

/** @throws AuroraError `not_found`, also for one that is archived */
export async function findBillingAccount(tx: Tx, id: string): Promise<BillingAccount> {
  const [row] = await tx
    .select()
    .from(billingAccounts)
    .where(and(eq(billingAccounts.id, id), isNull(billingAccounts.archivedAt)));
  if (!row) throw notFound('billing account');
  return row;
}

/** The same id again answers the account that is there. @throws AuroraError `conflict` for a name that is taken */
export async function insertBillingAccount(tx: Tx, account: NewBillingAccount): Promise<BillingAccount> {
  if (account.connectionId) await requireConnection(tx, account.connectionId);
  const [created] = await tx.insert(billingAccounts).values(account).onConflictDoNothing().returning();
  if (created) return created;
  const [named] = await tx
    .select({ id: billingAccounts.id })
    .from(billingAccounts)
    .where(and(eq(billingAccounts.name, account.name), isNull(billingAccounts.archivedAt)));
  if (named && named.id !== account.id) {
    throw conflict(`There is a billing account named "${account.name}" already. Choose another name.`);
  }
  return findBillingAccount(tx, account.id ?? '');
}

async function requireConnection(tx: Tx, id: string): Promise<void> {
  const [row] = await tx.select({ id: connections.id }).from(connections).where(eq(connections.id, id));
  if (!row) throw notFound('connection');
}

export type BillingAccountChange = { name?: string; enabled?: boolean; settings?: BillingSettings };

export async function updateBillingAccount(tx: Tx, id: string, change: BillingAccountChange): Promise<BillingAccount> {
  await findBillingAccount(tx, id);
  if (Object.keys(change).length > 0) await tx.update(billingAccounts).set(change).where(eq(billingAccounts.id, id));
  return findBillingAccount(tx, id);
}

/** Those that are read with the credentials of a connection. */
export function billingAccountsOf(tx: Tx, connectionId: string): Promise<BillingAccount[]> {
  return tx
    .select()
    .from(billingAccounts)
    .where(and(eq(billingAccounts.connectionId, connectionId), isNull(billingAccounts.archivedAt)));
}

/** Its costs stay in the books: a bill that was paid does not go away with the way that it came. */
export async function archiveBillingAccount(tx: Tx, id: string): Promise<BillingAccount> {
  const account = await findBillingAccount(tx, id);
  await tx.update(billingAccounts).set({ archivedAt: new Date(), enabled: false }).where(eq(billingAccounts.id, id));
  return account;
}

export type NewBillingSync = {
  id: string;
  orgId: string;
  billingAccountId: string;
  trigger: BillingSyncTrigger;
  requestedBy?: string | null;
  claimedAt?: Date;
};

/** The same id again changes nothing. */
export async function insertBillingSync(tx: Tx, sync: NewBillingSync): Promise<void> {
  await tx.insert(billingSyncs).values(sync).onConflictDoNothing();
}

type OfAccount = { orgId: string; billingAccountId: string };

/**
 * What was asked for and nobody has answered: one look at the source answers all of it.
 *
 * @param own id of the row that is made where nobody asked, as when the schedule starts a sync
 */
export async function claimBillingSyncs(
  tx: Tx,
  { orgId, billingAccountId }: OfAccount,
  own: { id: string; trigger: BillingSyncTrigger },
): Promise<string[]> {
  const waiting = and(eq(billingSyncs.billingAccountId, billingAccountId), eq(billingSyncs.state, 'running'));
  const claimedAt = new Date();
  const asked = await tx.update(billingSyncs).set({ claimedAt }).where(waiting).returning({ id: billingSyncs.id });
  if (asked.length > 0) return asked.map(({ id }) => id);
  await insertBillingSync(tx, { ...own, orgId, billingAccountId, claimedAt });
  return [own.id];
}

export async function finishBillingSyncs(
  tx: Tx,
  ids: string[],
  { state, reason }: { state: BillingSyncState; reason: string | null },
): Promise<void> {
  const ended = await tx
    .update(billingSyncs)
    .set({ state, reason, finishedAt: new Date() })
    .where(and(inArray(billingSyncs.id, ids), eq(billingSyncs.state, 'running')))
    .returning();
  const [one] = ended;
  if (one && (state === 'failed' || state === 'partial')) await tellBillingFailed(tx, one, ids);
}

/** Told when it begins to go wrong, not each time that it goes on. */
async function tellBillingFailed(tx: Tx, sync: BillingSync, ids: string[]): Promise<void> {
  const { id, orgId, billingAccountId, state, reason } = sync;
  const ofAccount = and(eq(billingSyncs.billingAccountId, billingAccountId), notInArray(billingSyncs.id, ids));
  const [before] = await tx
    .select({ state: billingSyncs.state })
    .from(billingSyncs)
    .where(and(ofAccount, isNotNull(billingSyncs.finishedAt)))
    .orderBy(desc(billingSyncs.finishedAt))
    .limit(1);
  if (before?.state === state) return;
  const [account] = await tx.select().from(billingAccounts).where(eq(billingAccounts.id, billingAccountId));
  const failed = state === 'failed';
  await tellNotice(tx, orgId, {
    key: `billing-failed:${id}`,
    kind: 'sync_failed',
    level: failed ? 'error' : 'warning',
    text: `The costs of ${account?.name} ${failed ? 'could not be read' : 'were read in part only'}. ${reason ?? ''} What was there before is kept.`,
    href: `/costs/accounts/${billingAccountId}`,
    subject: { billingAccountId },
  });
}

/** Newest first. */
export async function listBillingSyncs(
  tx: Tx,
  accountId: string,
  { cursor, limit }: PageRequest,
): Promise<Page<BillingSync>> {
  const rows = await tx
    .select({ sync: billingSyncs, id: billingSyncs.id, place: placeOf(billingSyncs.startedAt) })
    .from(billingSyncs)
    .where(
      and(eq(billingSyncs.billingAccountId, accountId), afterPlace(billingSyncs.startedAt, billingSyncs.id, cursor)),
    )
    .orderBy(desc(billingSyncs.startedAt), desc(billingSyncs.id))
    .limit(limit + 1);
  const page = pageOf(rows, limit);
  return { rows: page.rows.map(({ sync }) => sync), nextCursor: page.nextCursor };
}

/** Of every billing account of every organisation, also archived ones: ids and choices only (see migration 0017). */
export async function wantedBillingSchedules(db: Database): Promise<(OfAccount & { enabled: boolean })[]> {
  const { rows } = await db.orm.execute<OfAccount & { enabled: boolean }>(sql`
    select org_id as "orgId", billing_account_id as "billingAccountId", enabled from wanted_billing_schedules()`);
  return rows;
}
