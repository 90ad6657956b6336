/**
 * OVHcloud: what was billed, line by line, and for the month that goes on what the public cloud projects have used.
 * When the bill comes, it replaces the usage. Amounts are without tax.
 */
import { ovhClient } from '../../inventory/ovh/client.ts';
import { readOvhSecret } from '../../inventory/ovh/secret.ts';
import { type FocusRow, periodOf, type RowPage, type RowSource, type SourceInput } from './source.ts';

type Price = { value: number; currencyCode: string };
type Bill = { billId: string; date: string };
type Detail = {
  billDetailId: string;
  description: string;
  domain: string;
  periodStart: string | null;
  periodEnd: string | null;
  quantity: string;
  totalPrice: Price;
  unitPrice: Price;
};
type UsageLine = { reference?: string; region?: string; totalPrice: number };
type Usage = {
  hourlyUsage: Record<string, UsageLine[]> | null;
  monthlyUsage: Record<string, UsageLine[]> | null;
  period: { from: string; to: string };
};

export function ovhSource({ secret, account, endpoint, pace, currency }: SourceInput): RowSource {
  const client = ovhClient({ secret: readOvhSecret(secret), pace, endpoint });
  const path = encodeURIComponent;

  /** One bill a page: the cursor is the place in the list of the month's bills. */
  async function billPage(month: string, index: number, options: { signal?: AbortSignal }): Promise<RowPage> {
    const { start, end } = periodOf(month);
    const last = new Date(Date.parse(end) - 86_400_000).toISOString();
    const query = `date.from=${start.slice(0, 10)}&date.to=${last.slice(0, 10)}`;
    const bills = (await client.get<string[]>(`/me/bill?${query}`, options)).sort();
    const billId = bills[index];
    if (billId === undefined) return { rows: [] };
    const bill = await client.get<Bill>(`/me/bill/${path(billId)}`, options);
    const ids = await client.get<string[]>(`/me/bill/${path(billId)}/details`, options);
    const rows: FocusRow[] = [];
    for (const id of ids.sort()) {
      const detail = await client.get<Detail>(`/me/bill/${path(billId)}/details/${path(id)}`, options);
      rows.push(billedRow(detail, bill, month));
    }
    return { rows, ...(index + 1 < bills.length ? { cursor: String(index + 1) } : {}) };
  }

  async function usagePage(month: string, index: number, options: { signal?: AbortSignal }): Promise<RowPage> {
    const projects = (await client.get<string[]>('/cloud/project', options)).sort();
    const project = projects[index];
    if (project === undefined) return { rows: [] };
    const usage = await client.get<Usage>(`/cloud/project/${path(project)}/usage/current`, options);
    const rows = [usage.hourlyUsage, usage.monthlyUsage].flatMap((lines) =>
      Object.entries(lines ?? {}).flatMap(([kind, list]) =>
        Array.isArray(list) ? list.map((line) => usageRow(line, { kind, project, month, currency })) : [],
      ),
    );
    return { rows, ...(index + 1 < projects.length ? { cursor: String(index + 1) } : {}) };
  }

  const common = {
    BillingAccountId: account,
    ProviderName: 'OVHcloud',
    PublisherName: 'OVHcloud',
    InvoiceIssuerName: 'OVHcloud',
  };

  return {
    kind: 'rows',
    restatesMonths: 1,
    async page(month, cursor, options = {}) {
      const [phase, at] = (cursor ?? 'bills|0').split('|');
      const index = Number(at ?? 0);
      const { rows, cursor: next } = await (phase === 'usage' ? usagePage : billPage)(month, index, options);
      const full = rows.map((row) => ({ ...row, ...common }));
      if (next !== undefined) return { rows: full, cursor: `${phase}|${next}` };
      // Only a month without any bill is told by its usage: a bill has it all.
      const unbilled = phase === 'bills' && index === 0 && rows.length === 0 && isThisMonth(month);
      return { rows: full, ...(unbilled ? { cursor: 'usage|0' } : {}) };
    },
    close: () => undefined,
  };
}

const isThisMonth = (month: string): boolean => new Date().toISOString().startsWith(month);

function billedRow(
  { description, domain, periodStart, periodEnd, quantity, totalPrice, unitPrice }: Detail,
  bill: Bill,
  month: string,
): FocusRow {
  const { start, end } = periodOf(month);
  const amount = String(totalPrice.value);
  return {
    BilledCost: amount,
    EffectiveCost: amount,
    BillingCurrency: totalPrice.currencyCode,
    BillingPeriodStart: start,
    BillingPeriodEnd: end,
    ChargePeriodStart: periodStart ?? bill.date,
    ChargePeriodEnd: periodEnd ?? bill.date,
    ChargeCategory: totalPrice.value < 0 ? 'Credit' : 'Usage',
    ChargeDescription: description,
    InvoiceId: bill.billId,
    ServiceName: description,
    SubAccountId: domain,
    PricingQuantity: quantity,
    ContractedUnitPrice: String(unitPrice.value),
  };
}

type Of = { kind: string; project: string; month: string; currency: string };

function usageRow({ reference, region, totalPrice }: UsageLine, { kind, project, month, currency }: Of): FocusRow {
  const { start, end } = periodOf(month);
  return {
    BilledCost: String(totalPrice),
    EffectiveCost: String(totalPrice),
    BillingCurrency: currency,
    BillingPeriodStart: start,
    BillingPeriodEnd: end,
    ChargePeriodStart: start,
    ChargePeriodEnd: end,
    ChargeCategory: 'Usage',
    ChargeDescription: `${kind} so far; not billed yet`,
    ServiceName: `Public Cloud ${kind}`,
    SkuId: reference ?? null,
    RegionId: region ?? null,
    SubAccountId: project,
  };
}
