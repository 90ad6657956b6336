/**
 * AWS Cost and Usage Report 2.0 as FOCUS. The rules are those by which AWS makes its own FOCUS export
 * (https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-focus-1-0-aws.html): what a commitment covers is
 * billed with 0 and effective with its share; the negation that AWS adds for it would count it a second time.
 */
import type { FocusName } from '../../../db/model/focus.ts';
import { quoted } from './duckdb.ts';

type Column = { name: string; type: string };
type Expressions = Partial<Record<FocusName, string>>;

export function cur2Expressions(columns: Column[]): { expressions: Expressions; used: Set<string> } {
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  const used = new Set<string>();
  /** Text of a column, or NULL where this export was made without it. */
  const text = (name: string): string => {
    const type = typeOf.get(name);
    if (type === undefined) return 'NULL::varchar';
    used.add(name);
    if (/^(MAP|STRUCT)/.test(type)) return `cast(to_json(${quoted(name)}) as varchar)`;
    return type === 'VARCHAR' ? quoted(name) : `cast(${quoted(name)} as varchar)`;
  };
  const number = (name: string): string => `coalesce(${text(name)}, '0')`;
  const inMap = (map: string, key: string): string =>
    typeOf.has(map) ? `json_extract_string(${text(map)}, '$."${key}"')` : 'NULL::varchar';
  const type = text('line_item_line_item_type');
  const isType = (...names: string[]) => `${type} in (${names.map((name) => `'${name}'`).join(', ')})`;
  const unblended = number('line_item_unblended_cost');

  const expressions: Expressions = {
    BilledCost: `case when ${isType('SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'DiscountedUsage')} then '0' else ${unblended} end`,
    EffectiveCost: `case when ${isType('SavingsPlanCoveredUsage')} then ${number('savings_plan_savings_plan_effective_cost')}
      when ${isType('SavingsPlanNegation', 'SavingsPlanUpfrontFee')} then '0'
      when ${isType('SavingsPlanRecurringFee')} then ${unusedSavingsPlan(number)}
      when ${isType('DiscountedUsage')} then ${number('reservation_effective_cost')}
      when ${isType('RIFee')} then ${unusedReservation(number)}
      when ${isType('Fee')} and coalesce(${text('reservation_reservation_a_r_n')}, '') <> '' then '0'
      else ${unblended} end`,
    ListCost: `coalesce(${text('pricing_public_on_demand_cost')}, ${unblended})`,
    BillingCurrency: text('line_item_currency_code'),
    BillingPeriodStart: text('bill_billing_period_start_date'),
    BillingPeriodEnd: text('bill_billing_period_end_date'),
    ChargePeriodStart: text('line_item_usage_start_date'),
    ChargePeriodEnd: text('line_item_usage_end_date'),
    ChargeCategory: `case when ${isType('Tax')} then 'Tax' when ${isType('Credit')} then 'Credit'
      when ${isType('Refund', 'SavingsPlanNegation', 'BundledDiscount', 'Discount', 'EdpDiscount', 'PrivateRateDiscount', 'RiVolumeDiscount')} then 'Adjustment'
      when ${isType('Fee', 'RIFee', 'SavingsPlanUpfrontFee', 'SavingsPlanRecurringFee')} then 'Purchase' else 'Usage' end`,
    ChargeClass: `case when ${isType('Refund')} then 'Correction' end`,
    ChargeDescription: text('line_item_line_item_description'),
    ChargeFrequency: `case when ${isType('Fee', 'SavingsPlanUpfrontFee')} then 'One-Time'
      when ${isType('RIFee', 'SavingsPlanRecurringFee')} then 'Recurring' else 'Usage-Based' end`,
    BillingAccountId: text('bill_payer_account_id'),
    BillingAccountName: text('bill_payer_account_name'),
    SubAccountId: text('line_item_usage_account_id'),
    SubAccountName: text('line_item_usage_account_name'),
    ProviderName: `'AWS'`,
    PublisherName: text('line_item_legal_entity'),
    InvoiceIssuerName: text('bill_invoicing_entity'),
    InvoiceId: text('bill_invoice_id'),
    ServiceName: `coalesce(${inMap('product', 'product_name')}, ${text('line_item_product_code')})`,
    ServiceCategory: serviceCategory(text('line_item_product_code')),
    RegionId: `coalesce(${text('product_region_code')}, ${inMap('product', 'region')})`,
    AvailabilityZone: text('line_item_availability_zone'),
    ResourceId: text('line_item_resource_id'),
    SkuId: text('product_sku'),
    SkuPriceId: text('pricing_rate_id'),
    PricingQuantity: text('line_item_usage_amount'),
    PricingUnit: text('pricing_unit'),
    ListUnitPrice: text('pricing_public_on_demand_rate'),
    ConsumedQuantity: text('line_item_usage_amount'),
    ConsumedUnit: text('pricing_unit'),
    CommitmentDiscountId: `coalesce(nullif(${text('savings_plan_savings_plan_a_r_n')}, ''), nullif(${text('reservation_reservation_a_r_n')}, ''))`,
    Tags: text('resource_tags'),
  };
  return { expressions, used };
}

type NumberOf = (name: string) => string;

/** Decimals of 38 digits, 18 of them behind the point: exact, where AWS writes 10. */
const decimal = (text: string): string => `cast(${text} as decimal(38, 18))`;

const unusedSavingsPlan = (number: NumberOf): string =>
  `cast(${decimal(number('savings_plan_total_commitment_to_date'))} - ${decimal(number('savings_plan_used_commitment'))} as varchar)`;

const unusedReservation = (number: NumberOf): string =>
  `cast(${decimal(number('reservation_unused_amortized_upfront_fee_for_billing_period'))} + ${decimal(number('reservation_unused_recurring_fee'))} as varchar)`;

/** FOCUS' category of the services that most of a bill is made of. */
const categories: Record<string, string[]> = {
  Compute: ['AmazonEC2', 'AWSLambda', 'AmazonECS', 'AmazonEKS', 'AmazonECR', 'AmazonLightsail', 'AWSBatch'],
  Storage: ['AmazonS3', 'AmazonEFS', 'AmazonFSx', 'AWSBackup', 'AmazonGlacier', 'AmazonS3GlacierDeepArchive'],
  Databases: ['AmazonRDS', 'AmazonDynamoDB', 'AmazonElastiCache', 'AmazonRedshift', 'AmazonDocDB', 'AmazonNeptune'],
  Networking: ['AmazonVPC', 'AWSELB', 'AmazonCloudFront', 'AmazonRoute53', 'AWSDirectConnect', 'AWSDataTransfer'],
  Integration: ['AWSQueueService', 'AmazonSNS', 'AWSEvents', 'AmazonStates', 'AmazonApiGateway', 'AmazonMQ'],
  'Management and Governance': ['AmazonCloudWatch', 'AWSCloudTrail', 'AWSConfig', 'AWSSystemsManager'],
  Security: ['awskms', 'AWSSecretsManager', 'AmazonGuardDuty', 'awswaf', 'AmazonInspectorV2', 'AWSSecurityHub'],
  'AI and Machine Learning': ['AmazonSageMaker', 'AmazonBedrock'],
  Analytics: ['AmazonAthena', 'AWSGlue', 'AmazonKinesis', 'AmazonES', 'AmazonMSK', 'ElasticMapReduce'],
};

const serviceCategory = (product: string): string => {
  const cases = Object.entries(categories).map(
    ([name, products]) => `when ${product} in (${products.map((one) => `'${one}'`).join(', ')}) then '${name}'`,
  );
  return `case ${cases.join(' ')} else 'Other' end`;
};
