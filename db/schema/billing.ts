/** What it costs: FOCUS rows as they were billed, how they came, and what is derived from them. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import {
  type BillingFile,
  type BillingSettings,
  billingFormats,
  billingImportStates,
  billingLoadStates,
  billingSourceKinds,
  billingSyncStates,
  billingSyncTriggers,
  type ImportNote,
  type ImportProblem,
  type LoadSums,
} from '../model/billing.ts';
import { at, createdAt, idColumn } from './columns.ts';
import { orgId } from './owned.ts';
import { users } from './people.ts';
import { connections, projects } from './projects.ts';

const accountId = () =>
  uuid()
    .notNull()
    .references(() => billingAccounts.id);

/** One place that costs come from. */
export const billingAccounts = pgTable(
  'billing_accounts',
  {
    id: idColumn(),
    orgId: orgId(),
    name: text().notNull(),
    kind: text({ enum: billingSourceKinds }).notNull(),
    /** Whose read credentials are used. Null for uploads, and where the account has a secret of its own. */
    connectionId: uuid().references(() => connections.id),
    secretRef: text(),
    settings: jsonb().$type<BillingSettings>().notNull(),
    /** ISO 4217. Rows in other currencies are kept and shown apart. */
    currency: text().notNull(),
    /** Costs that are made up for the emulated account. Marked wherever they show. */
    madeUp: boolean().notNull().default(false),
    enabled: boolean().notNull().default(true),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    archivedAt: at(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.name).where(sql`archived_at is null`)],
);

/** One run of `billingSync`. Written by its workflow alone, through its activities. */
export const billingSyncs = pgTable(
  'billing_syncs',
  {
    id: idColumn(),
    orgId: orgId(),
    billingAccountId: accountId(),
    trigger: text({ enum: billingSyncTriggers }).notNull(),
    requestedBy: uuid().references(() => users.id),
    state: text({ enum: billingSyncStates }).notNull().default('running'),
    /** Words for people when it did not complete. */
    reason: text(),
    startedAt: createdAt(),
    /** When a workflow took it up; null while it only waits. */
    claimedAt: at(),
    finishedAt: at(),
  },
  (table) => [index().on(table.billingAccountId, table.startedAt)],
);

/** One set of files that is taken in or refused as a whole. `rows_staged` is where a killed load goes on. */
export const billingImports = pgTable(
  'billing_imports',
  {
    id: idColumn(),
    orgId: orgId(),
    billingAccountId: accountId(),
    /** What of the source it is, such as `2024-09` or the name of a file: a later import of the same replaces it. */
    sourceKey: text().notNull(),
    /** Of the whole set, as the source tells it (ETags, sizes, manifest) or as its bytes are (hex SHA-256). */
    digest: text().notNull(),
    /** Hex SHA-256 of all bytes, once they were fetched: rows go on only in the very same file. */
    contentSha256: text(),
    format: text({ enum: billingFormats }).notNull().default('focus'),
    files: jsonb().$type<BillingFile[]>().notNull(),
    /** First day of the billing period where the source names it; rows of another one are then refused. */
    expectedPeriod: date({ mode: 'string' }),
    expectedRows: bigint({ mode: 'number' }),
    focusVersion: text(),
    state: text({ enum: billingImportStates }).notNull().default('waiting'),
    rowsStaged: bigint({ mode: 'number' }).notNull().default(0),
    rowsTotal: bigint({ mode: 'number' }),
    notes: jsonb().$type<ImportNote[]>(),
    problems: jsonb().$type<ImportProblem[]>(),
    uploadedBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    finishedAt: at(),
  },
  (table) => [
    index().on(table.billingAccountId, table.createdAt),
    // The same content of the same thing is one import, however often it is discovered.
    uniqueIndex('billing_imports_once')
      .on(table.billingAccountId, table.sourceKey, table.digest)
      .where(sql`state in ('waiting', 'loading', 'loaded')`),
  ],
);

/** One billing period of one import. At most one of an account, key and period is current, swapped in one transaction. */
export const billingLoads = pgTable(
  'billing_loads',
  {
    id: idColumn(),
    orgId: orgId(),
    billingAccountId: accountId(),
    importId: uuid()
      .notNull()
      .references(() => billingImports.id),
    /** Of its import. Two keys of one account add up; the same key again replaces. */
    sourceKey: text().notNull(),
    /** First instant of the period, and the first one after it. */
    billingPeriodStart: at().notNull(),
    billingPeriodEnd: at().notNull(),
    focusVersion: text().notNull(),
    rowCount: bigint({ mode: 'number' }).notNull().default(0),
    sums: jsonb().$type<LoadSums>(),
    state: text({ enum: billingLoadStates }).notNull().default('staging'),
    replacedBy: uuid(),
    loadedAt: at(),
    /** Rows of replaced loads are hidden at once and removed later. */
    purgedAt: at(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('billing_loads_of_import').on(table.importId, table.billingPeriodStart),
    uniqueIndex('billing_loads_one_current')
      .on(table.billingAccountId, table.sourceKey, table.billingPeriodStart)
      .where(sql`state = 'current'`),
    index('billing_loads_current').on(table.orgId, table.id).where(sql`state = 'current'`),
    index('billing_loads_to_purge')
      .on(table.billingAccountId)
      .where(sql`state in ('replaced', 'dropped') and purged_at is null`),
  ],
);

/**
 * Every row of every bill, in FOCUS 1.2. Partitioned by month of the billing period (`focus_month` makes one), so a load
 * lies in one partition. Written once: a policy hides rows whose load is not current, so staging is invisible and a swap
 * is one update. `Database` reads it through row-level security only; COPY goes through a temporary table.
 */
export const focusRows = pgTable(
  'focus_rows',
  {
    orgId: uuid().notNull(),
    billingAccountRef: uuid().notNull(),
    loadId: uuid().notNull(),
    fileNumber: smallint().notNull(),
    /** From 1, within the file, the header left out. */
    rowNumber: bigint({ mode: 'number' }).notNull(),
    billedCost: numeric().notNull(),
    effectiveCost: numeric().notNull(),
    listCost: numeric(),
    contractedCost: numeric(),
    billingCurrency: text().notNull(),
    billingPeriodStart: at().notNull(),
    billingPeriodEnd: at().notNull(),
    chargePeriodStart: at().notNull(),
    chargePeriodEnd: at().notNull(),
    chargeCategory: text().notNull(),
    chargeClass: text(),
    chargeDescription: text(),
    chargeFrequency: text(),
    billingAccountId: text(),
    billingAccountName: text(),
    billingAccountType: text(),
    subAccountId: text(),
    subAccountName: text(),
    subAccountType: text(),
    providerName: text(),
    publisherName: text(),
    invoiceIssuerName: text(),
    invoiceId: text(),
    serviceCategory: text(),
    serviceSubcategory: text(),
    serviceName: text(),
    regionId: text(),
    regionName: text(),
    availabilityZone: text(),
    resourceId: text(),
    resourceName: text(),
    resourceType: text(),
    skuId: text(),
    skuMeter: text(),
    skuPriceId: text(),
    skuPriceDetails: jsonb().$type<Record<string, unknown>>(),
    pricingCategory: text(),
    pricingQuantity: numeric(),
    pricingUnit: text(),
    listUnitPrice: numeric(),
    contractedUnitPrice: numeric(),
    pricingCurrency: text(),
    pricingCurrencyListUnitPrice: numeric(),
    pricingCurrencyContractedUnitPrice: numeric(),
    pricingCurrencyEffectiveCost: numeric(),
    consumedQuantity: numeric(),
    consumedUnit: text(),
    commitmentDiscountId: text(),
    commitmentDiscountName: text(),
    commitmentDiscountType: text(),
    commitmentDiscountCategory: text(),
    commitmentDiscountStatus: text(),
    commitmentDiscountQuantity: numeric(),
    commitmentDiscountUnit: text(),
    capacityReservationId: text(),
    capacityReservationStatus: text(),
    tags: jsonb().$type<Record<string, string>>(),
    /** Columns that FOCUS does not know (`x_...` and others), by their names in the file. */
    extra: jsonb().$type<Record<string, string>>(),
  },
  (table) => [
    // Proof that no row is there twice, and the way to the rows of a load. A partitioned key holds the partition's.
    primaryKey({ columns: [table.loadId, table.fileNumber, table.rowNumber, table.billingPeriodStart] }),
    index('focus_rows_by_resource').on(table.resourceId).where(sql`resource_id is not null`),
  ],
);

/** What all rollups are kept by but tags, and their sums. */
const rollupColumns = () => ({
  orgId: orgId(),
  billingAccountRef: accountId(),
  loadId: uuid()
    .notNull()
    .references(() => billingLoads.id),
  day: date({ mode: 'string' }).notNull(),
  currency: text().notNull(),
  provider: text(),
  billingAccountId: text(),
  subAccountId: text(),
  serviceCategory: text(),
  serviceName: text(),
  regionId: text(),
  chargeCategory: text().notNull(),
  pricingCategory: text(),
  /** The project whose Terraform state held the resource when the load was rolled up. */
  projectId: uuid(),
  rows: integer().notNull(),
  billedCost: numeric().notNull(),
  effectiveCost: numeric().notNull(),
  listCost: numeric(),
  contractedCost: numeric(),
});

/** The tags that the billing account keeps costs by, keys in lower case. */
const rollupTags = () => jsonb().$type<Record<string, string>>().notNull();

/**
 * Sums by day, replaced with their load in the same transaction: always exactly the visible rows of `focus_rows`.
 * A charge that spans days counts on its first. Amounts of two currencies are in two rows.
 */
export const costDaily = pgTable(
  'cost_daily',
  { ...rollupColumns(), billingPeriodStart: at().notNull(), tags: rollupTags() },
  (table) => [
    index('cost_daily_by_day').on(table.orgId, table.day),
    index('cost_daily_of_load').on(table.loadId),
    index('cost_daily_by_project').on(table.projectId, table.day).where(sql`project_id is not null`),
  ],
);

/** The same without tags: a fraction of the rows, for whatever asks by day. Made from `cost_daily` with it. */
export const costDailyUntagged = pgTable('cost_daily_untagged', rollupColumns(), (table) => [
  index('cost_daily_untagged_by_day').on(table.orgId, table.day),
  index('cost_daily_untagged_of_load').on(table.loadId),
]);

/** The same by month, `day` its first: for whatever asks for whole months. Made from `cost_daily` with it. */
export const costMonthly = pgTable('cost_monthly', { ...rollupColumns(), tags: rollupTags() }, (table) => [
  index('cost_monthly_by_day').on(table.orgId, table.day),
  index('cost_monthly_of_load').on(table.loadId),
]);

/** What may be spent on something in a month. Checked after each load; what was said is kept, so it is said once. */
export const budgets = pgTable(
  'budgets',
  {
    id: idColumn(),
    orgId: orgId(),
    name: text().notNull(),
    amount: numeric().notNull(),
    currency: text().notNull(),
    period: text({ enum: ['month', 'quarter', 'year'] })
      .notNull()
      .default('month'),
    metric: text({ enum: ['billed', 'effective'] })
      .notNull()
      .default('effective'),
    /** Columns of `cost_daily` and the values that count; absent: everything. */
    filter: jsonb().$type<Record<string, string[]>>().notNull(),
    projectId: uuid().references(() => projects.id),
    /** Percent of the amount at which people are told, actual or forecast. */
    thresholds: jsonb().$type<{ percent: number; basis: 'actual' | 'forecast' }[]>().notNull(),
    /** What was told already, such as `2024-09:actual:80`. */
    told: jsonb().$type<string[]>().notNull().default([]),
    createdBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    archivedAt: at(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.name).where(sql`archived_at is null`)],
);

/** A day's cost of something that is not as it usually is. One row a day and thing; a restated day updates it. */
export const anomalies = pgTable(
  'anomalies',
  {
    id: idColumn(),
    orgId: orgId(),
    billingAccountRef: accountId(),
    day: date({ mode: 'string' }).notNull(),
    currency: text().notNull(),
    subAccountId: text(),
    serviceName: text(),
    /** Hex digest of what it is about, for the unique key: some parts of it may be null. */
    subject: text().notNull(),
    expected: numeric().notNull(),
    actual: numeric().notNull(),
    score: numeric().notNull(),
    kind: text({ enum: ['spike', 'step', 'drift', 'drop', 'new'] }).notNull(),
    state: text({ enum: ['open', 'acknowledged', 'expected', 'resolved'] })
      .notNull()
      .default('open'),
    /** What moved most: names of resources, regions or usage with their difference. */
    drivers: jsonb().$type<{ name: string; delta: string }[]>(),
    decidedBy: uuid().references(() => users.id),
    note: text(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    uniqueIndex('anomalies_once').on(table.orgId, table.subject, table.day),
    index().on(table.orgId, table.day),
  ],
);

/** A dated list of prices that estimates are made from. `org_id` is the organisation that it was made or agreed for. */
export const priceBooks = pgTable(
  'price_books',
  {
    id: idColumn(),
    orgId: orgId(),
    provider: text().notNull(),
    name: text().notNull(),
    currency: text().notNull(),
    /** The day that the prices are of. */
    pricesOf: date({ mode: 'string' }).notNull(),
    source: text().notNull(),
    digest: text().notNull(),
    /** Item to unit price as decimal text, by the names of the estimates' own catalogue. */
    prices: jsonb().$type<Record<string, string>>().notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.orgId, table.provider, table.name, table.pricesOf)],
);
