/**
 * Google Cloud's standard billing export in BigQuery, a day, project, SKU and region a row, with credits as rows of
 * their own. Costs are summed as NUMERIC there and come as text; invoices name the month that a row is billed in.
 * https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage
 */
import { BigQuery, type BigQueryOptions } from '@google-cloud/bigquery';
import { googleAuthLibrary } from 'google-gax';
import { type GcpKey, readGcpKey, tokenSource } from '../../inventory/gcp/key.ts';
import { missingSetting, sourceFailure } from './failures.ts';
import { dayAfter, type FocusRow, periodOf, type RowSource, type SourceInput } from './source.ts';

const pageSize = 5_000;
const api = 'bigquery';

/** Names come from settings that the API checked: letters, digits and `_`, in projects `-`, `.` and `:` too. */
const queryOf = (table: string) => `
  WITH rows AS (SELECT * FROM \`${table}\` WHERE invoice.month = @month)
  SELECT day, category, service, sku, sku_id, project, region, currency, CAST(SUM(cost) AS STRING) AS cost, CAST(SUM(list) AS STRING) AS list
  FROM (
    SELECT FORMAT_DATE('%F', DATE(usage_start_time)) AS day, cost_type AS category, service.description AS service,
      sku.description AS sku, sku.id AS sku_id, project.id AS project, location.region AS region, currency,
      CAST(cost AS NUMERIC) AS cost, CAST(IFNULL(cost_at_list, cost) AS NUMERIC) AS list FROM rows
    UNION ALL
    SELECT FORMAT_DATE('%F', DATE(usage_start_time)), 'credit', service.description, credit.name, sku.id, project.id,
      location.region, currency, CAST(credit.amount AS NUMERIC), CAST(0 AS NUMERIC) FROM rows, UNNEST(credits) AS credit
  )
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8`;

type Found = Record<
  'day' | 'category' | 'service' | 'sku' | 'sku_id' | 'project' | 'region' | 'currency' | 'cost' | 'list',
  string | null
>;

export function bigQuerySource({ secret, settings, endpoint, pace }: SourceInput): RowSource {
  const { project, dataset, table } = settings;
  if (!project || !dataset || !table) throw missingSetting('which project, dataset and table the billing export is in');
  const client = new BigQuery({
    projectId: project,
    // The sync retries, with the provider's own wishes.
    autoRetry: false,
    maxRetries: 0,
    authClient: clientOf(readGcpKey(secret)),
    ...(endpoint ? { apiEndpoint: endpoint } : {}),
  });
  return {
    kind: 'rows',
    restatesMonths: 2,
    async page(month, cursor, { signal } = {}) {
      await pace.take(api, signal);
      const [jobId, pageToken] = cursor?.split('|') ?? [];
      try {
        const job = jobId ? client.job(jobId) : await startQuery(client, `${project}.${dataset}.${table}`, month);
        const options = { maxResults: pageSize, pageToken, autoPaginate: false, wrapIntegers: true };
        const [rows, next] = await job.getQueryResults(options);
        const token = (next as { pageToken?: string } | null)?.pageToken;
        const found = (rows as Found[]).map((row) => rowOf(row, month));
        return { rows: found, ...(token ? { cursor: `${job.id}|${token}` } : {}) };
      } catch (error) {
        signal?.throwIfAborted();
        const { code } = error as { code?: unknown };
        const status = typeof code === 'number' ? code : undefined;
        // Google answers a used up quota with 403 and says so in its reason.
        const quota = /rateLimitExceeded|quotaExceeded/.test(
          JSON.stringify((error as { errors?: object }).errors ?? ''),
        );
        const failed = sourceFailure('Google Cloud', 'the billing export', {
          status: quota ? 429 : status,
          cause: error,
        });
        if (failed.code === 'cloud_throttled') await pace.throttled(api, failed.retryAfterMs);
        throw failed;
      }
    },
    close: () => undefined,
  };
}

/** A token that the key signs itself: no address in the key's file is asked. Good for an hour, longer than any page. */
function clientOf(key: GcpKey) {
  const client = new googleAuthLibrary.OAuth2Client();
  const access_token = tokenSource(key)
    .authorization()
    .replace(/^Bearer /, '');
  client.setCredentials({ access_token, expiry_date: Date.now() + 3_600_000 });
  // Another copy of the same class, by its types only.
  return client as unknown as NonNullable<BigQueryOptions['authClient']>;
}

async function startQuery(client: BigQuery, table: string, month: string) {
  const params = { month: month.replace('-', '') };
  const [job] = await client.createQueryJob({ query: queryOf(table), params, useLegacySql: false });
  return job;
}

const categories: Record<string, string> = {
  regular: 'Usage',
  tax: 'Tax',
  credit: 'Credit',
  adjustment: 'Adjustment',
  rounding_error: 'Adjustment',
};

function rowOf(given: Found, month: string): FocusRow {
  const { start, end } = periodOf(month);
  const day = given.day ?? start.slice(0, 10);
  return {
    BilledCost: given.cost,
    EffectiveCost: given.cost,
    ListCost: given.list,
    BillingCurrency: given.currency,
    BillingPeriodStart: start,
    BillingPeriodEnd: end,
    ChargePeriodStart: `${day}T00:00:00Z`,
    ChargePeriodEnd: dayAfter(day),
    ChargeCategory: categories[given.category ?? 'regular'] ?? 'Adjustment',
    ChargeDescription: given.sku,
    ProviderName: 'Google Cloud',
    PublisherName: 'Google Cloud',
    InvoiceIssuerName: 'Google Cloud',
    SubAccountId: given.project,
    ServiceName: given.service,
    SkuId: given.sku_id,
    RegionId: given.region,
  };
}
