/** The words of billing: where costs come from, and what can become of what came. */

/** How rows arrive. `sandbox`: made up from list prices for the emulated account, and marked as such everywhere. */
export const billingSourceKinds = [
  'upload',
  's3_focus',
  'aws_export',
  'aws_cost_explorer',
  'azure_export',
  'azure_query',
  'gcp_bigquery',
  'ovh',
  'sandbox',
] as const;
export type BillingSourceKind = (typeof billingSourceKinds)[number];

/**
 * One set of files, or of pages of an API, that is taken in as a whole.
 * `unchanged`: its content is what is loaded already. `refused`: it cannot be right; the last good load stays.
 * `superseded`: all its periods were replaced by newer imports.
 */
export const billingImportStates = [
  'waiting',
  'loading',
  'loaded',
  'unchanged',
  'refused',
  'failed',
  'superseded',
] as const;
export type BillingImportState = (typeof billingImportStates)[number];

/** Of one billing period of one import. Readers see rows of `current` loads only. */
export const billingLoadStates = ['staging', 'current', 'replaced', 'dropped'] as const;
export type BillingLoadState = (typeof billingLoadStates)[number];

export const billingSyncStates = ['running', 'complete', 'partial', 'failed', 'cancelled'] as const;
export type BillingSyncState = (typeof billingSyncStates)[number];
export const billingSyncTriggers = ['schedule', 'person', 'upload', 'connect'] as const;
export type BillingSyncTrigger = (typeof billingSyncTriggers)[number];

/** How a file's columns are to be read. `cur2`: AWS Cost and Usage Report 2.0. */
export const billingFormats = ['focus', 'cur2'] as const;
export type BillingFormat = (typeof billingFormats)[number];

/** A decimal as text, with every digit. Never a JavaScript number. */
export type Decimal = string;

/** By currency, because amounts of two currencies are never added. */
export type LoadSums = Record<
  string,
  { rows: number; billed: Decimal; effective: Decimal; list: Decimal | null; contracted: Decimal | null }
>;

/** One of an import's files. `location` is a key of our own storage, or where the source has it. */
export type BillingFile = { name: string; location: string; digest: string | null; bytes: number | null };

/** What was taken as it came although something is unusual, in words for people. */
export type ImportNote = { code: string; message: string };

/** Why an import was refused or failed. `row` counts from 1 and leaves the header out; `line` is the file's own. */
export type ImportProblem = {
  code: string;
  message: string;
  file?: string;
  row?: number;
  column?: string;
  value?: string;
};

/** Which tags costs can be grouped by, where a billing account does not say otherwise. Compared in lower case. */
export const defaultTagKeys = [
  'application',
  'business_unit',
  'cost_center',
  'environment',
  'owner',
  'project',
  'team',
];

/** What a source needs to know; never a secret. Which fields count depends on the kind: see docs/billing.md. */
export type BillingSettings = {
  bucket?: string;
  prefix?: string;
  region?: string;
  /** Other than the cloud's own; only hosts that BILLING_ENDPOINT_HOSTS lists. */
  endpoint?: string;
  format?: BillingFormat;
  /** Azure: blob container and the scope that the Query API is asked about, such as `subscriptions/{id}`. */
  container?: string;
  storageAccount?: string;
  scope?: string;
  /** GCP: where the billing export's table is. */
  project?: string;
  dataset?: string;
  table?: string;
  /** Keys of tags that rollups are kept by; default: `defaultTagKeys`. */
  tagKeys?: string[];
  /** Months before this one that are looked at; default 13. */
  backfillMonths?: number;
};
