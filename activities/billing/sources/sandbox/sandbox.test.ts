import { describe, expect, it } from 'vitest';
import { Decimal } from '../../estimate/amount.ts';
import type { FocusRow } from '../source.ts';
import type { Holding } from './holdings.ts';
import { sandboxSource } from './index.ts';

const place = { account: '123456789012', region: 'us-east-1', opened: '2026-11-10', today: '2026-11-26' };
const options = { signal: new AbortController().signal };

const bucket: Holding = {
  cloudId: 'arn:aws:s3:::mine',
  name: 'mine',
  nativeType: 'AWS::S3::Bucket',
  attributes: {},
  tags: { team: 'shop' },
  since: '2026-11-20',
  until: null,
};

async function rows(month: string, holdings: Holding[] = [], today = place.today): Promise<FocusRow[]> {
  const source = sandboxSource({ ...place, today, holdings: async () => holdings });
  return (await source.page(month, null, options)).rows;
}

const sum = (some: FocusRow[]) => some.reduce((total, row) => total.add(row.BilledCost ?? '0'), new Decimal(0));
const of = (some: FocusRow[], id: string) => some.filter((row) => row.ResourceId === id);

describe('the made-up bill of the sandbox', () => {
  it('says in every row that it is made up, and costs what the price book says', async () => {
    const bill = await rows('2026-10');
    expect(bill.length).toBeGreaterThan(150);
    for (const row of bill) {
      expect(row.ChargeDescription).toMatch(/^Made up: /);
      expect(row.ProviderName).toBe('AWS (sandbox)');
      const cost = new Decimal(row.PricingQuantity ?? '0').mul(row.ListUnitPrice ?? '0');
      expect(
        cost
          .sub(row.BilledCost ?? '0')
          .abs()
          .lt('0.0000000001'),
      ).toBe(true);
    }
  });

  it('shows storage that grew in the month before, and names what grew', async () => {
    const storage = async (month: string) =>
      (await rows(month)).filter(({ ServiceCategory }) => ServiceCategory === 'Storage');
    const [before, after] = [await storage('2026-09'), await storage('2026-10')];
    expect(sum(after).gt(sum(before).mul('1.5'))).toBe(true);
    const nightly = (some: FocusRow[]) => some.filter(({ ResourceName }) => ResourceName === 'nightly');
    expect(nightly(before)).toEqual([]);
    expect(nightly(after)[0]?.ChargePeriodStart).toBe('2026-10-15T00:00:00Z');
  });

  it('holds what really is there from its first day on, and ends yesterday', async () => {
    const own = of(await rows('2026-11', [bucket]), bucket.cloudId);
    expect(own.map((row) => row.ChargePeriodStart?.slice(8, 10))).toEqual(['20', '21', '22', '23', '24', '25']);
    expect(own[0]).toMatchObject({ ServiceName: 'Amazon Simple Storage Service', Tags: '{"team":"shop"}' });
  });

  it('stops with what is gone', async () => {
    const gone = { ...bucket, until: '2026-11-21' };
    expect(of(await rows('2026-11', [gone]), bucket.cloudId)).toHaveLength(2);
  });

  it('gives no number for what has no price, and none for a stopped instance', async () => {
    const instance = (attributes: Holding['attributes']) => ({
      ...bucket,
      nativeType: 'AWS::EC2::Instance',
      attributes,
    });
    const bill = await rows('2026-11', [
      instance({ state: 'running', instanceType: 'zz9.plural' }),
      instance({ state: 'stopped', instanceType: 't3.large' }),
    ]);
    expect(of(bill, bucket.cloudId)).toEqual([]);
  });

  it('is the same whenever it is asked about the same days', async () => {
    expect(await rows('2026-10', [], '2026-11-12')).toEqual(await rows('2026-10', [], '2027-02-01'));
  });
});
