/**
 * The columns of FOCUS 1.2 (https://focus.finops.org/focus-specification/v1-2/), mandatory, conditional and recommended,
 * in the order in which they are stored. One catalogue for the table, the readers and the page of the docs.
 */

/** `number` is a decimal of any length, `time` an instant in UTC, `json` key-value pairs. */
export type FocusKind = 'text' | 'number' | 'time' | 'json';

/** `must`: a row without it is refused. `said`: its absence is stored as null and said. */
type FocusColumn = { kind: FocusKind; need?: 'must' | 'said'; since?: '1.1' | '1.2' };

export const focusColumns = {
  BilledCost: { kind: 'number', need: 'must' },
  EffectiveCost: { kind: 'number', need: 'must' },
  ListCost: { kind: 'number', need: 'said' },
  ContractedCost: { kind: 'number', need: 'said' },
  BillingCurrency: { kind: 'text', need: 'must' },
  BillingPeriodStart: { kind: 'time', need: 'must' },
  BillingPeriodEnd: { kind: 'time', need: 'must' },
  ChargePeriodStart: { kind: 'time', need: 'must' },
  ChargePeriodEnd: { kind: 'time', need: 'must' },
  ChargeCategory: { kind: 'text', need: 'must' },
  ChargeClass: { kind: 'text' },
  ChargeDescription: { kind: 'text', need: 'said' },
  ChargeFrequency: { kind: 'text' },
  BillingAccountId: { kind: 'text', need: 'said' },
  BillingAccountName: { kind: 'text', need: 'said' },
  BillingAccountType: { kind: 'text', since: '1.2' },
  SubAccountId: { kind: 'text' },
  SubAccountName: { kind: 'text' },
  SubAccountType: { kind: 'text', since: '1.2' },
  ProviderName: { kind: 'text', need: 'said' },
  PublisherName: { kind: 'text', need: 'said' },
  InvoiceIssuerName: { kind: 'text', need: 'said' },
  InvoiceId: { kind: 'text', since: '1.2' },
  ServiceCategory: { kind: 'text', need: 'said' },
  ServiceSubcategory: { kind: 'text', since: '1.1' },
  ServiceName: { kind: 'text', need: 'said' },
  RegionId: { kind: 'text' },
  RegionName: { kind: 'text' },
  AvailabilityZone: { kind: 'text' },
  ResourceId: { kind: 'text' },
  ResourceName: { kind: 'text' },
  ResourceType: { kind: 'text' },
  SkuId: { kind: 'text' },
  SkuMeter: { kind: 'text', since: '1.1' },
  SkuPriceId: { kind: 'text' },
  SkuPriceDetails: { kind: 'json', since: '1.1' },
  PricingCategory: { kind: 'text' },
  PricingQuantity: { kind: 'number' },
  PricingUnit: { kind: 'text' },
  ListUnitPrice: { kind: 'number' },
  ContractedUnitPrice: { kind: 'number' },
  PricingCurrency: { kind: 'text', since: '1.2' },
  PricingCurrencyListUnitPrice: { kind: 'number', since: '1.2' },
  PricingCurrencyContractedUnitPrice: { kind: 'number', since: '1.2' },
  PricingCurrencyEffectiveCost: { kind: 'number', since: '1.2' },
  ConsumedQuantity: { kind: 'number' },
  ConsumedUnit: { kind: 'text' },
  CommitmentDiscountId: { kind: 'text' },
  CommitmentDiscountName: { kind: 'text' },
  CommitmentDiscountType: { kind: 'text' },
  CommitmentDiscountCategory: { kind: 'text' },
  CommitmentDiscountStatus: { kind: 'text' },
  CommitmentDiscountQuantity: { kind: 'number', since: '1.1' },
  CommitmentDiscountUnit: { kind: 'text', since: '1.1' },
  CapacityReservationId: { kind: 'text', since: '1.1' },
  CapacityReservationStatus: { kind: 'text', since: '1.1' },
  Tags: { kind: 'json' },
} as const satisfies Record<string, FocusColumn>;

export type FocusName = keyof typeof focusColumns;
export const focusNames = Object.keys(focusColumns) as FocusName[];
export const focusColumn = (name: FocusName): FocusColumn => focusColumns[name];

/** `BillingPeriodStart` is `billing_period_start` in Postgres. */
export const snakeOf = (name: string): string => name.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

/** https://focus.finops.org/focus-specification/v1-2/#chargecategory */
export const chargeCategories = ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] as const;

/** Versions that are read. Older ones are mapped up: what they do not have is null. */
export const focusVersions = ['1.0', '1.1', '1.2'] as const;
export type FocusVersion = (typeof focusVersions)[number];
