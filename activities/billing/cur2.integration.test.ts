/** AWS CUR 2.0 as FOCUS: each kind of line item counts once, billed and effective. */
import { stringify } from 'csv-stringify/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../db/client.ts';
import { type BillingPlace, makeBillingPlace } from '../../tests/support/billing/place.ts';

const appUrl = process.env.DATABASE_URL;

type Line = Record<string, string>;

const line = (type: string, given: Line = {}): Line => ({
  line_item_line_item_type: type,
  line_item_unblended_cost: '1',
  line_item_currency_code: 'USD',
  line_item_product_code: 'AmazonEC2',
  line_item_usage_account_id: '111122223333',
  line_item_resource_id: 'i-0abc',
  line_item_usage_amount: '1',
  line_item_usage_start_date: '2025-03-05T00:00:00.000Z',
  line_item_usage_end_date: '2025-03-05T01:00:00.000Z',
  bill_billing_period_start_date: '2025-03-01T00:00:00.000Z',
  bill_billing_period_end_date: '2025-04-01T00:00:00.000Z',
  bill_payer_account_id: '999988887777',
  pricing_public_on_demand_cost: '2',
  product: '{"product_name":"Amazon Elastic Compute Cloud","region":"eu-central-1"}',
  resource_tags: '{"user_team":"shop"}',
  savings_plan_savings_plan_effective_cost: '0',
  savings_plan_total_commitment_to_date: '0',
  savings_plan_used_commitment: '0',
  reservation_effective_cost: '0',
  reservation_unused_amortized_upfront_fee_for_billing_period: '0',
  reservation_unused_recurring_fee: '0',
  reservation_reservation_a_r_n: '',
  ...given,
});

const lines = [
  line('Usage', { line_item_unblended_cost: '0.0116000001' }),
  line('SavingsPlanCoveredUsage', { savings_plan_savings_plan_effective_cost: '0.7' }),
  line('SavingsPlanNegation', { line_item_unblended_cost: '-1' }),
  line('SavingsPlanRecurringFee', {
    savings_plan_total_commitment_to_date: '0.9',
    savings_plan_used_commitment: '0.7',
  }),
  line('DiscountedUsage', { line_item_unblended_cost: '0', reservation_effective_cost: '0.25' }),
  line('RIFee', {
    line_item_unblended_cost: '3',
    reservation_unused_amortized_upfront_fee_for_billing_period: '0.1',
    reservation_unused_recurring_fee: '0.05',
  }),
  line('Tax', { line_item_unblended_cost: '0.19', line_item_product_code: 'AmazonS3' }),
  line('Credit', { line_item_unblended_cost: '-0.5' }),
  line('Refund', { line_item_unblended_cost: '-0.4' }),
];

describe.skipIf(!appUrl)('loading an AWS Cost and Usage Report 2.0', () => {
  let db: Database;
  let place: BillingPlace;
  beforeAll(async () => {
    db = openDatabase(appUrl ?? '');
    place = await makeBillingPlace(db);
    const csv = stringify(lines, { header: true, quoted_string: true });
    expect(await place.load([csv], { format: 'cur2' })).toMatchObject({ kind: 'loaded' });
  });
  afterAll(async () => {
    await place?.close();
    await db.close();
  });

  it('counts what a commitment covers once: billed with its fee, effective with its share and what lay idle', async () => {
    const found = await place.query<{ billed: string; effective: string }>(
      `select trim_scale(billed_cost)::text as billed, trim_scale(effective_cost)::text as effective
       from focus_rows order by row_number`,
    );
    expect(found.map(({ billed, effective }) => [billed, effective])).toEqual([
      ['0.0116000001', '0.0116000001'],
      ['0', '0.7'],
      ['0', '0'],
      ['1', '0.2'],
      ['0', '0.25'],
      ['3', '0.15'],
      ['0.19', '0.19'],
      ['-0.5', '-0.5'],
      ['-0.4', '-0.4'],
    ]);
    expect(await place.billed('cost_daily')).toBe('3.3016000001');
  });

  it('says what kind of charge each is', async () => {
    const found = await place.query<{ category: string; class: string | null }>(
      `select charge_category as category, charge_class as class from focus_rows order by row_number`,
    );
    expect(found.map(({ category }) => category)).toEqual([
      'Usage',
      'Usage',
      'Adjustment',
      'Purchase',
      'Usage',
      'Purchase',
      'Tax',
      'Credit',
      'Adjustment',
    ]);
    expect(found.at(-1)?.class).toBe('Correction');
  });

  it('knows service, region, resource and tags from where AWS keeps them', async () => {
    const [row] = await place.query(
      `select service_name, service_category, region_id, resource_id, sub_account_id, billing_account_id, tags
       from focus_rows where row_number = 1`,
    );
    expect(row).toEqual({
      service_name: 'Amazon Elastic Compute Cloud',
      service_category: 'Compute',
      region_id: 'eu-central-1',
      resource_id: 'i-0abc',
      sub_account_id: '111122223333',
      billing_account_id: '999988887777',
      tags: { user_team: 'shop' },
    });
  });
});
