/** Where costs come from and what became of what came, in words; and what each kind of source asks for. */
import type { BillingAccount, BillingImport, BillingSettings, BillingSync } from './api-types.generated.ts';
import { countText } from './estate-words.ts';
import type { Tone } from './run-words.ts';
import type { TextFieldOf } from './text-fields.ts';

export type SourceKind = BillingAccount['kind'];
export type BillingProblem = BillingAccount['problems'][number];

type SettingName = keyof Omit<BillingSettings, 'tagKeys' | 'backfillMonths' | 'format' | 'endpoint'>;
type Source = {
  label: string;
  says: string;
  settings: TextFieldOf<SettingName>[];
  /** Go to Vault and never come back. */
  credentials: TextFieldOf[];
};

const s3Keys: TextFieldOf[] = [
  { name: 'read_access_key_id', label: 'Access key id' },
  { name: 'read_secret_access_key', label: 'Secret access key', look: 'hidden' },
];
const azureKeys: TextFieldOf[] = [
  { name: 'tenant_id', label: 'Tenant id' },
  { name: 'client_id', label: 'Client id' },
  { name: 'client_secret', label: 'Client secret', look: 'hidden' },
];
const bucket: TextFieldOf<SettingName>[] = [
  { name: 'bucket', label: 'Bucket' },
  { name: 'prefix', label: 'Folder', optional: true },
  { name: 'region', label: 'Region', hint: 'Where the bucket is.', optional: true },
];

export const sourceWords: Record<SourceKind, Source> = {
  upload: {
    label: 'Uploaded files',
    says: 'Files that you upload here: FOCUS 1.0 to 1.2 or AWS CUR 2.0, as CSV, CSV.gz or Parquet.',
    settings: [],
    credentials: [],
  },
  aws_export: {
    label: 'AWS Data Exports',
    says: 'A FOCUS or CUR 2.0 export that AWS puts into a bucket.',
    settings: bucket,
    credentials: s3Keys,
  },
  aws_cost_explorer: {
    label: 'AWS Cost Explorer',
    says: 'Days by service and account, no resources. AWS asks 0.01 USD a request, four or more a month.',
    settings: [],
    credentials: s3Keys,
  },
  azure_export: {
    label: 'Azure cost exports',
    says: 'A cost export that Azure puts into a blob container.',
    settings: [
      { name: 'storageAccount', label: 'Storage account' },
      { name: 'container', label: 'Container' },
      { name: 'prefix', label: 'Folder', optional: true },
    ],
    credentials: azureKeys,
  },
  azure_query: {
    label: 'Azure Cost Management',
    says: 'Days by resource and service, asked of the Query API within its quotas.',
    settings: [{ name: 'scope', label: 'Scope', hint: 'Such as subscriptions/{id}.' }],
    credentials: azureKeys,
  },
  gcp_bigquery: {
    label: 'Google Cloud billing export',
    says: 'The standard export in BigQuery, by day, SKU, project and region.',
    settings: [
      { name: 'project', label: 'Project' },
      { name: 'dataset', label: 'Dataset' },
      { name: 'table', label: 'Table' },
    ],
    credentials: [{ name: 'service_account_key', label: 'Service account key (JSON)', look: 'long' }],
  },
  ovh: {
    label: 'OVHcloud',
    says: 'Bills line by line, and the usage of projects in the month that goes on.',
    settings: [],
    credentials: [
      { name: 'endpoint', label: 'Endpoint', hint: 'Such as ovh-eu.' },
      { name: 'application_key', label: 'Application key', look: 'hidden' },
      { name: 'application_secret', label: 'Application secret', look: 'hidden' },
      { name: 'consumer_key', label: 'Consumer key', look: 'hidden' },
    ],
  },
  s3_focus: {
    label: 'FOCUS files in a bucket',
    says: 'Every CSV, CSV.gz and Parquet file of a folder; one folder is replaced as a whole.',
    settings: bucket,
    credentials: s3Keys,
  },
  sandbox: {
    label: 'Sandbox, made up',
    says: 'Costs of the emulated account, made up from list prices. Nobody pays them.',
    settings: [],
    credentials: [],
  },
};

/** What a person can make; the sandbox's comes by itself. */
export const sourceKinds = (Object.keys(sourceWords) as SourceKind[]).filter((kind) => kind !== 'sandbox');

export const importWords: Record<BillingImport['state'], { label: string; tone: Tone; says: string }> = {
  waiting: { label: 'Waiting', tone: 'neutral', says: 'It is taken in as soon as the one before it is done.' },
  loading: { label: 'Loading', tone: 'info', says: 'Its rows are read and checked. Nothing of it is counted yet.' },
  loaded: { label: 'Loaded', tone: 'good', says: 'All its rows count.' },
  unchanged: { label: 'Unchanged', tone: 'neutral', says: 'The same content is loaded already; nothing was done.' },
  refused: { label: 'Refused', tone: 'bad', says: 'It cannot be right. What was loaded before it still counts.' },
  failed: { label: 'Failed', tone: 'bad', says: 'It could not be read. What was loaded before it still counts.' },
  superseded: { label: 'Replaced', tone: 'neutral', says: 'Newer files took the place of all its months.' },
};

export const billingSyncWords: Record<BillingSync['state'], { label: string; tone: Tone }> = {
  running: { label: 'Running', tone: 'info' },
  complete: { label: 'Complete', tone: 'good' },
  partial: { label: 'In part', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
};

export const billingTriggerWords: Record<BillingSync['trigger'], string> = {
  schedule: 'by schedule',
  person: 'by hand',
  upload: 'after an upload',
  connect: 'when it was made',
};

export const isActive = ({ state }: Pick<BillingImport, 'state'>): boolean =>
  state === 'waiting' || state === 'loading';

/** "costs.csv, row 1,204, column BilledCost, "12,5"": where to look. Empty where nothing more is known. */
export function problemPlace({ file, row, column, value }: BillingProblem): string {
  const parts = [
    file,
    row === undefined ? undefined : `row ${countText(row)}`,
    column === undefined ? undefined : `column ${column}`,
    value === undefined ? undefined : `“${value}”`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** The month of an instant in UTC: "September 2024". */
export const monthText = (iso: string): string => monthFormat.format(new Date(iso));

/** 0 to 1; null while nobody knows how many rows there are. */
export function loadShare({ rowsStaged, rowsTotal }: Pick<BillingImport, 'rowsStaged' | 'rowsTotal'>): number | null {
  if (!rowsTotal) return null;
  return Math.min(1, rowsStaged / rowsTotal);
}
