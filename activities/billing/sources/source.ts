/**
 * Where costs come from, in one shape: which sets of files there are, or which pages of an API, and their bytes or rows.
 * A source keeps no state between two calls; the sync keeps cursors, and compares digests with what is loaded.
 */
import type { BillingFile, BillingFormat, BillingSettings } from '../../../db/model/billing.ts';
import type { FocusName } from '../../../db/model/focus.ts';
import type { Streamed } from '../../../platform/storage/streams.ts';
import type { RenewKeys } from '../../clouds/credentials.ts';
import type { Pace } from '../../inventory/provider.ts';

/** Months such as `2024-09`, oldest first; the last is the one that goes on. */
export type Months = string[];

/** Files that belong together, and are loaded or refused as a whole. */
export type FileSet = {
  /** What of the source it is: the same key again replaces, another one adds. */
  key: string;
  /** Changes whenever any byte may have changed. */
  digest: string;
  format: BillingFormat;
  files: BillingFile[];
  /** First day of the billing period, where the source names it. */
  expectedPeriod?: string;
  /** Where the source counts. */
  expectedRows?: number;
};

export type AskOptions = { signal?: AbortSignal };

export type FocusRow = Partial<Record<FocusName, string | null>> & Record<`x_${string}`, string | null>;

/** `cursor` is opaque, good for the same month only, and absent on the last page. */
export type RowPage = { rows: FocusRow[]; cursor?: string };

/**
 * Every call throws AuroraError: `credentials_rejected` (people must act), `cloud_denied` (a permission is missing),
 * `cloud_throttled` (retryable, `retryAfterMs`), `cloud_failed` (retryable), `not_found` for what is gone; and the
 * signal's own reason when it fires.
 */
export type FileSource = {
  kind: 'files';
  discover(months: Months, options?: AskOptions): Promise<FileSet[]>;
  /** @throws AuroraError `conflict` when the file is not the one any more that was discovered */
  fetch(file: BillingFile, path: string, options?: AskOptions): Promise<Streamed>;
  close(): void;
};

/** What has no files: rows of a month, page by page. Loaded again when their content differs. */
export type RowSource = {
  kind: 'rows';
  /** How many months back a bill may still change. */
  restatesMonths: number;
  page(month: string, cursor: string | null, options?: AskOptions): Promise<RowPage>;
  close(): void;
};

export type BillingSource = FileSource | RowSource;

/** `secret` by field as Vault holds it. `endpoint` was checked: an emulator, or a host that is allowed. */
export type SourceInput = {
  secret: Record<string, string>;
  /** Of a role in AWS: its next session, when the one in `secret` comes to its end. */
  renew?: RenewKeys;
  settings: BillingSettings;
  region: string;
  account: string;
  endpoint?: string;
  /** Shared by all workers that use the same credentials. */
  pace: Pace;
  /** ISO 4217, where a source does not say. */
  currency: string;
};

/** First day of the month, and of the one after it, as FOCUS writes them. */
export function periodOf(month: string): { start: string; end: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const at = (index: number) => new Date(Date.UTC(year, index, 1)).toISOString();
  return { start: at(number - 1), end: at(number) };
}

export const dayAfter = (day: string): string => {
  const time = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  return new Date(time.getTime() + 86_400_000).toISOString();
};

/** The months from `back` before `now` to the one of `now`. */
export function monthsBack(back: number, now = new Date()): Months {
  return Array.from({ length: back + 1 }, (_, index) => {
    const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back + index, 1));
    return at.toISOString().slice(0, 7);
  });
}

export const setDigest = (parts: (string | number | null | undefined)[]): string => parts.join(' ');
