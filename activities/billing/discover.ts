/** What a source has that is not loaded yet becomes imports that wait. */
import { randomUUID } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import type { BillingAccount } from '../../db/billing-accounts.ts';
import { insertImport } from '../../db/billing-imports.ts';
import { inOrg, type Tx } from '../../db/client.ts';
import type { BillingImportState } from '../../db/model/billing.ts';
import { billingImports } from '../../db/schema/index.ts';
import type { WorkerDeps } from '../deps.ts';
import { type BillingSource, type FileSource, monthsBack, type RowSource } from './sources/source.ts';

const defaultBackfill = 13;

type Options = { signal: AbortSignal; syncId: string; now?: Date };

/** @returns how many imports wait now because of this look */
export async function discover(
  { db }: Pick<WorkerDeps, 'db'>,
  account: BillingAccount,
  source: BillingSource,
  { signal, syncId, now }: Options,
): Promise<number> {
  const months = monthsBack(account.settings.backfillMonths ?? defaultBackfill, now);
  const wanted =
    source.kind === 'files'
      ? await fileSets(source, months, signal)
      : await monthsToAsk(db, account, source, months, syncId);
  const { orgId, id: billingAccountId } = account;
  let waiting = 0;
  for (const one of wanted) {
    const isNew = await inOrg(db, { orgId }, async (tx) => {
      if (await wasRefused(tx, billingAccountId, one.sourceKey, one.digest)) return false;
      return (await insertImport(tx, { id: randomUUID(), orgId, billingAccountId, ...one })).isNew;
    });
    if (isNew) waiting += 1;
  }
  return waiting;
}

async function fileSets(source: FileSource, months: string[], signal: AbortSignal) {
  const sets = await source.discover(months, { signal });
  return sets.map(({ key, ...set }) => ({ ...set, sourceKey: key }));
}

/** A month that was asked about and cannot change any more is not asked about again. */
async function monthsToAsk(
  db: WorkerDeps['db'],
  { orgId, id }: BillingAccount,
  { restatesMonths }: RowSource,
  months: string[],
  syncId: string,
) {
  const known = await inOrg(db, { orgId }, (tx) => importsIn(tx, id, ['loaded', 'unchanged']));
  const pending = await inOrg(db, { orgId }, (tx) => importsIn(tx, id, ['waiting', 'loading']));
  const asked = new Set(known);
  const open = new Set(months.slice(-1 - restatesMonths));
  return months
    .filter((month) => !pending.includes(month) && (open.has(month) || !asked.has(month)))
    .map((month) => ({
      sourceKey: month,
      digest: `asked by ${syncId}`,
      format: 'focus' as const,
      files: [],
      expectedPeriod: `${month}-01`,
    }));
}

async function importsIn(tx: Tx, accountId: string, states: BillingImportState[]): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ key: billingImports.sourceKey })
    .from(billingImports)
    .where(and(eq(billingImports.billingAccountId, accountId), inArray(billingImports.state, states)));
  return rows.map(({ key }) => key);
}

/** The same bytes would be refused again, every day. */
async function wasRefused(tx: Tx, billingAccountId: string, sourceKey: string, digest: string): Promise<boolean> {
  const [same] = await tx
    .select({ id: billingImports.id })
    .from(billingImports)
    .where(
      and(
        eq(billingImports.billingAccountId, billingAccountId),
        eq(billingImports.sourceKey, sourceKey),
        eq(billingImports.digest, digest),
        eq(billingImports.state, 'refused'),
      ),
    )
    .limit(1);
  return same !== undefined;
}
