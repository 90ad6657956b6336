/** Rows of billing as their views. Where credentials are kept does not go out. */
import type { z } from 'zod';
import type { BillingAccount, BillingSync } from '../../db/billing-accounts.ts';
import type { Freshness, ImportWithLoads } from '../../db/billing-imports.ts';
import type { BillingAccountView, BillingImportView, BillingSyncView } from '../views/billing.ts';
import { time, timeOrNull } from './times.ts';

export const billingAccountView = (
  account: BillingAccount,
  freshness: Freshness | undefined,
): z.output<typeof BillingAccountView> => ({
  id: account.id,
  name: account.name,
  kind: account.kind,
  connectionId: account.connectionId,
  settings: account.settings,
  currency: account.currency,
  madeUp: account.madeUp,
  enabled: account.enabled,
  createdAt: time(account.createdAt),
  rows: freshness?.rows ?? 0,
  lastLoadedAt: timeOrNull(freshness?.lastLoadedAt ?? null),
  newestPeriod: timeOrNull(freshness?.newestPeriod ?? null),
  problems: freshness?.problems ?? [],
});

export const billingImportView = ({ import: one, loads }: ImportWithLoads): z.output<typeof BillingImportView> => ({
  id: one.id,
  sourceKey: one.sourceKey,
  state: one.state,
  format: one.format,
  focusVersion: one.focusVersion,
  files: one.files.map(({ name, bytes }) => ({ name, bytes })),
  rowsStaged: one.rowsStaged,
  rowsTotal: one.rowsTotal,
  notes: one.notes ?? [],
  problems: one.problems ?? [],
  createdAt: time(one.createdAt),
  finishedAt: timeOrNull(one.finishedAt),
  periods: loads.map((load) => ({
    loadId: load.id,
    start: time(load.billingPeriodStart),
    end: time(load.billingPeriodEnd),
    state: load.state,
    rows: load.rowCount,
    sums: load.sums ?? {},
    loadedAt: timeOrNull(load.loadedAt),
    replacedBy: load.replacedBy,
  })),
});

export const billingSyncView = (sync: BillingSync): z.output<typeof BillingSyncView> => ({
  id: sync.id,
  trigger: sync.trigger,
  state: sync.state,
  reason: sync.reason,
  startedAt: time(sync.startedAt),
  finishedAt: timeOrNull(sync.finishedAt),
});
