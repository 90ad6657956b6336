/**
 * AWS Cost Explorer, for an account without an export: costs a day, service and linked account, without resources.
 * AWS asks 0.01 USD a request: a month takes four, one for each kind of charge, and more where there are pages.
 */
import {
  CostExplorerClient,
  type Expression,
  GetCostAndUsageCommand,
  type ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { awsFailure } from '../../clouds/aws/failures.ts';
import { awsKeysOf } from './aws-keys.ts';
import { dayAfter, type FocusRow, periodOf, type RowSource, type SourceInput } from './source.ts';

/** Two dimensions are all that may be grouped by, so that kinds of charge are asked for one after the other. */
const kinds = [
  { category: 'Usage', filter: not('Credit', 'Refund', 'Tax') },
  { category: 'Credit', filter: only('Credit') },
  { category: 'Usage', filter: only('Refund'), chargeClass: 'Correction' },
  { category: 'Tax', filter: only('Tax') },
];

function only(...Values: string[]): Expression {
  return { Dimensions: { Key: 'RECORD_TYPE', Values } };
}
function not(...values: string[]): Expression {
  return { Not: only(...values) };
}

const api = 'cost-explorer';

export function costExplorerSource({ secret, renew, account, endpoint, pace }: SourceInput): RowSource {
  const client = new CostExplorerClient({
    // It answers for the whole account from this region alone.
    region: 'us-east-1',
    endpoint,
    credentials: awsKeysOf({ secret, renew }),
    maxAttempts: 1,
  });
  return {
    kind: 'rows',
    restatesMonths: 2,
    async page(month, cursor, { signal } = {}) {
      const [at = '0', token] = (cursor ?? '0').split('|');
      const index = Number(at);
      const kind = kinds[index];
      if (!kind) return { rows: [] };
      await pace.take(api, signal);
      const { start, end } = periodOf(month);
      const command = new GetCostAndUsageCommand({
        TimePeriod: { Start: start.slice(0, 10), End: end.slice(0, 10) },
        Granularity: 'DAILY',
        Metrics: ['UnblendedCost', 'AmortizedCost'],
        GroupBy: [
          { Type: 'DIMENSION', Key: 'SERVICE' },
          { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
        ],
        Filter: kind.filter,
        NextPageToken: token,
      });
      try {
        const { ResultsByTime = [], NextPageToken } = await client.send(command, { abortSignal: signal });
        const rows = ResultsByTime.flatMap((day) => rowsOf(day, { ...kind, month, account }));
        const next = NextPageToken
          ? `${index}|${NextPageToken}`
          : index + 1 < kinds.length
            ? String(index + 1)
            : undefined;
        return { rows, ...(next === undefined ? {} : { cursor: next }) };
      } catch (error) {
        signal?.throwIfAborted();
        const failed = awsFailure(error, 'reading costs');
        if (failed.code === 'cloud_throttled') await pace.throttled(api, failed.retryAfterMs);
        throw failed;
      }
    },
    close: () => client.destroy(),
  };
}

type Kind = { category: string; chargeClass?: string; month: string; account: string };

function rowsOf(
  { TimePeriod, Groups = [] }: ResultByTime,
  { category, chargeClass, month, account }: Kind,
): FocusRow[] {
  const day = TimePeriod?.Start ?? '';
  const { start, end } = periodOf(month);
  return Groups.map(({ Keys: [service, linked] = [], Metrics = {} }) => ({
    BilledCost: Metrics.UnblendedCost?.Amount ?? '0',
    EffectiveCost: Metrics.AmortizedCost?.Amount ?? '0',
    BillingCurrency: Metrics.UnblendedCost?.Unit ?? 'USD',
    BillingPeriodStart: start,
    BillingPeriodEnd: end,
    ChargePeriodStart: `${day}T00:00:00Z`,
    ChargePeriodEnd: dayAfter(day),
    ChargeCategory: category,
    ChargeClass: chargeClass ?? null,
    ChargeDescription: service ?? null,
    BillingAccountId: account,
    SubAccountId: linked ?? null,
    ProviderName: 'AWS',
    PublisherName: 'AWS',
    InvoiceIssuerName: 'AWS',
    ServiceName: service ?? null,
  }));
}
