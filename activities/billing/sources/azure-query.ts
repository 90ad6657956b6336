/**
 * Azure's Cost Management Query API, for a scope without an export: costs a day, resource and service.
 * https://learn.microsoft.com/rest/api/cost-management/query/usage. Its quotas are small and told in headers: when one
 * is used up, everyone who shares it waits.
 */
import { readAzureSecret, tokenSource } from '../../inventory/azure/credential.ts';
import { askJson } from './ask-json.ts';
import { missingSetting } from './failures.ts';
import { dayAfter, type FocusRow, periodOf, type RowSource, type SourceInput } from './source.ts';

const waitHeaders = ['qpu', 'entity', 'client', 'tenant'].map(
  (quota) => `x-ms-ratelimit-microsoft.costmanagement-${quota}-retry-after`,
);
const realHost = 'https://management.azure.com';
const grouping = ['ServiceName', 'ResourceId', 'ResourceLocation', 'SubscriptionId', 'ChargeType'];

type Answer = { properties: { nextLink?: string | null; columns: { name: string }[]; rows: string[][] } };

export function azureQuerySource({ secret, settings, endpoint, pace }: SourceInput): RowSource {
  const { scope } = settings;
  if (!scope) throw missingSetting('which scope is asked about (such as subscriptions/{id})');
  const tokens = tokenSource(readAzureSecret(secret), endpoint);
  const host = endpoint ?? realHost;
  const first = `${host}/${scope.replace(/^\//, '')}/providers/Microsoft.CostManagement/query?api-version=2023-11-01`;
  return {
    kind: 'rows',
    restatesMonths: 2,
    async page(month, cursor, { signal } = {}) {
      const { start, end } = periodOf(month);
      const to = new Date(Date.parse(end) - 1_000).toISOString();
      const authorization = `Bearer ${await tokens.token({ signal })}`;
      const url = cursor === null ? first : sameHost(cursor, host);
      const request = { url, method: 'POST', headers: { authorization }, body: queryOf(start, to) };
      const asking = { who: 'Azure', what: 'costs', api: 'cost-management', pace, waitHeaders, signal };
      const { properties } = await askJson<Answer>(request, asking);
      const names = properties.columns.map(({ name }) => name);
      const rows = properties.rows.map((values) =>
        rowOf(Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])), month),
      );
      return { rows, ...(properties.nextLink ? { cursor: properties.nextLink } : {}) };
    },
    close: () => undefined,
  };
}

/** A link that leads elsewhere would take the token with it. */
function sameHost(link: string, host: string): string {
  if (new URL(link).origin === new URL(host).origin) return link;
  throw missingSetting('where the next page is: Azure named another host');
}

const queryOf = (from: string, to: string) => ({
  type: 'ActualCost',
  timeframe: 'Custom',
  timePeriod: { from, to },
  dataset: {
    granularity: 'Daily',
    aggregation: { totalCost: { name: 'Cost', function: 'Sum' } },
    grouping: grouping.map((name) => ({ type: 'Dimension', name })),
  },
});

/** As Azure's own FOCUS export names them. */
const categories: Record<string, string> = { usage: 'Usage', purchase: 'Purchase', refund: 'Purchase', tax: 'Tax' };

function rowOf(given: Record<string, string | null>, month: string): FocusRow {
  const { start, end } = periodOf(month);
  // 20240903 as a number.
  const day = (given.UsageDate ?? '').replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  const kind = (given.ChargeType ?? 'usage').toLowerCase();
  const cost = given.Cost ?? given.totalCost ?? null;
  return {
    BilledCost: cost,
    EffectiveCost: cost,
    BillingCurrency: given.Currency ?? null,
    BillingPeriodStart: start,
    BillingPeriodEnd: end,
    ChargePeriodStart: `${day}T00:00:00Z`,
    ChargePeriodEnd: dayAfter(day),
    ChargeCategory: categories[kind] ?? 'Adjustment',
    ChargeClass: kind === 'refund' ? 'Correction' : null,
    ProviderName: 'Microsoft',
    PublisherName: 'Microsoft',
    InvoiceIssuerName: 'Microsoft',
    SubAccountId: given.SubscriptionId ? `/subscriptions/${given.SubscriptionId}` : null,
    ServiceName: given.ServiceName ?? null,
    RegionId: given.ResourceLocation ?? null,
    ResourceId: given.ResourceId?.toLowerCase() ?? null,
  };
}
