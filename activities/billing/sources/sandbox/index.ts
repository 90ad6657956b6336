/**
 * The bill of the sandbox account, made up from list prices: nothing there costs anything. It is an imaginary web shop's
 * and, beside it, what really is in the emulated account. Accounts of this kind are marked as made up wherever they show.
 */

import { addDays, everyDay } from '../../../../db/statistics/days.ts';
import { Decimal } from '../../estimate/amount.ts';
import { awsPrices, type PriceLookup } from '../../estimate/price-book.ts';
import { type FocusRow, periodOf, type RowSource } from '../source.ts';
import { type Holding, linesOf } from './holdings.ts';
import { type UsageLine, workload } from './workload.ts';

export type SandboxInput = {
  account: string;
  region: string;
  /** The day on which the billing account was made. */
  opened: string;
  holdings: () => Promise<Holding[]>;
  /** The last day on the bill is the one before it. */
  today?: string;
};

export function sandboxSource({ account, region, opened, holdings, today = todayUtc() }: SandboxInput): RowSource {
  return {
    kind: 'rows',
    // What is there today changes this month's rows; last month's changed until it was over.
    restatesMonths: 1,
    async page(month) {
      const prices = awsPrices();
      const lines = [...workload(account, opened), ...linesOf(await holdings())];
      const rows = daysOf(month, today).flatMap((day) =>
        lines.flatMap((line) => rowOf(line, { day, month, account, region, prices })),
      );
      return { rows };
    },
    close: () => undefined,
  };
}

const todayUtc = (): string => new Date().toISOString().slice(0, 10);

function daysOf(month: string, today: string): string[] {
  const { start, end } = periodOf(month);
  const last = [addDays(end.slice(0, 10), -1), addDays(today, -1)].sort()[0] ?? today;
  return everyDay([{ day: start.slice(0, 10), amount: 0 }], last).map(({ day }) => day);
}

type Place = { day: string; month: string; account: string; region: string; prices: PriceLookup };

/** None where nothing was used, or the book has no such price: then there is no number, and never a guess. */
function rowOf(line: UsageLine, { day, month, account, region, prices }: Place): FocusRow[] {
  const used = new Decimal(line.quantity(day)).toDecimalPlaces(6);
  const price = prices.price(line.price, region);
  if (used.isZero() || price === null) return [];
  const cost = used.mul(price).toDecimalPlaces(10).toFixed();
  const quantity = used.toFixed();
  const { start, end } = periodOf(month);
  return [
    {
      BilledCost: cost,
      EffectiveCost: cost,
      ListCost: cost,
      ContractedCost: cost,
      BillingCurrency: prices.currency,
      BillingPeriodStart: start,
      BillingPeriodEnd: end,
      ChargePeriodStart: `${day}T00:00:00Z`,
      ChargePeriodEnd: `${addDays(day, 1)}T00:00:00Z`,
      ChargeCategory: 'Usage',
      ChargeFrequency: 'Usage-Based',
      ChargeDescription: `Made up: ${line.description}`,
      BillingAccountId: account,
      BillingAccountName: 'Sandbox (made up)',
      SubAccountId: account,
      SubAccountName: 'Sandbox',
      ProviderName: 'AWS (sandbox)',
      PublisherName: 'AWS (sandbox)',
      InvoiceIssuerName: 'Aurora',
      ServiceCategory: line.category,
      ServiceName: line.service,
      RegionId: region,
      ResourceId: line.resource.id,
      ResourceName: line.resource.name,
      ResourceType: line.resource.type,
      PricingCategory: 'Standard',
      PricingQuantity: quantity,
      PricingUnit: line.unit,
      ConsumedQuantity: quantity,
      ConsumedUnit: line.unit,
      ListUnitPrice: price.toFixed(),
      ContractedUnitPrice: price.toFixed(),
      Tags: JSON.stringify(line.tags),
    },
  ];
}
