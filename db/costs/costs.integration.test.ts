/** Questions about costs on the real Postgres, beside sums that are made row by row with decimal.js. */
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BillingPlace, csvOf, focusRow, makeBillingPlace } from '../../tests/support/billing/place.ts';
import { type Database, inOrg, openDatabase } from '../client.ts';
import type { CostGroup } from '../model/costs.ts';
import { addDays } from '../statistics/days.ts';
import { random } from '../statistics/series.fixtures.ts';
import { costDrivers } from './drivers.ts';
import { type ExploreRequest, exploreCosts } from './explore.ts';
import { costFreshness } from './freshness.ts';
import { costOverview } from './overview.ts';

const appUrl = process.env.DATABASE_URL;
Decimal.set({ precision: 60 });

type Row = ReturnType<typeof focusRow>;
const services = ['Amazon S3', 'Amazon EC2', '=Formula', null];
const regions = ['us-east-1', 'eu-central-1', null];

/** One month of a bill: credits, two currencies, tags in any case, amounts with many digits. */
function monthOf(month: string, count: number, seed: number): Row[] {
  const next = random(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  const start = `${month}-01`;
  const end = `${addDays(start, 31).slice(0, 7)}-01`;
  return Array.from({ length: count }, () => {
    const day = addDays(start, Math.floor(next() * 28));
    const isCredit = next() < 0.1;
    const cost = `${isCredit ? '-' : ''}${Math.floor(next() * 90)}.${String(Math.floor(next() * 1e12)).padStart(12, '0')}`;
    return focusRow({
      BilledCost: cost,
      EffectiveCost: new Decimal(cost).times('0.9').toFixed(),
      ListCost: next() < 0.2 ? null : cost,
      BillingCurrency: next() < 0.3 ? 'EUR' : 'USD',
      BillingPeriodStart: `${start}T00:00:00Z`,
      BillingPeriodEnd: `${end}T00:00:00Z`,
      ChargePeriodStart: `${day}T0${Math.floor(next() * 9)}:00:00Z`,
      ChargePeriodEnd: `${addDays(day, 1)}T00:00:00Z`,
      ChargeCategory: isCredit ? 'Credit' : 'Usage',
      ServiceName: pick(services),
      RegionId: pick(regions),
      SubAccountId: pick(['111111111111', '222222222222']),
      ResourceId: pick(['i-0aaaaaaaa', 'vol-0bbbbbbbb', null]),
      Tags: pick([null, '{"Team":"core"}', '{"team":"web","environment":"prod"}']),
    });
  });
}

const columns: Record<string, (row: Row) => string | null> = {
  service: (row) => row.ServiceName ?? null,
  region: (row) => row.RegionId ?? null,
  subAccount: (row) => row.SubAccountId ?? null,
  chargeCategory: (row) => row.ChargeCategory ?? null,
  resource: (row) => row.ResourceId ?? null,
  'tag:team': (row) => {
    const tags = JSON.parse(row.Tags ?? '{}') as Record<string, string>;
    return tags.Team ?? tags.team ?? null;
  },
  day: (row) => dayOf(row),
  month: (row) => `${dayOf(row).slice(0, 7)}-01`,
  week: (row) => {
    const day = dayOf(row);
    return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
  },
};
const dayOf = (row: Row) => String(row.ChargePeriodStart).slice(0, 10);
const metricNames = { billed: 'BilledCost', effective: 'EffectiveCost', list: 'ListCost' } as const;

/** Sum by currency and keys, added one row after another. */
function bruteForce(rows: Row[], groupBy: string[], metric: keyof typeof metricNames, from: string, to: string) {
  const sums = new Map<string, Decimal>();
  for (const row of rows) {
    if (dayOf(row) < from || dayOf(row) > to) continue;
    const amount = row[metricNames[metric]];
    const key = JSON.stringify([row.BillingCurrency, ...groupBy.map((name) => columns[name]?.(row) ?? null)]);
    if (amount != null) sums.set(key, (sums.get(key) ?? new Decimal(0)).plus(amount));
  }
  return Object.fromEntries([...sums].map(([key, sum]) => [key, sum.toFixed()]).sort());
}

describe.skipIf(!appUrl)('costs', () => {
  let db: Database;
  let place: BillingPlace;
  const march = monthOf('2025-03', 250, 3);
  const february = monthOf('2025-02', 250, 2);
  const late = focusRow({
    BillingPeriodStart: '2025-03-01T00:00:00Z',
    ChargePeriodStart: '2025-02-27T00:00:00Z',
    ChargePeriodEnd: '2025-02-28T00:00:00Z',
    EffectiveCost: '0.000000000000001',
    RegionId: null,
    ResourceId: 'i-0aaaaaaaa',
  });
  const rows = [...march, ...february, late];

  beforeAll(async () => {
    db = openDatabase(appUrl ?? '');
    place = await makeBillingPlace(db);
    // A first bill of March that is restated as a whole: nothing of it may be left.
    await place.load([csvOf(monthOf('2025-03', 100, 99))]);
    await place.load([csvOf(february)], { sourceKey: 'february' });
    await place.load([csvOf([...march, late])]);
  });
  afterAll(async () => {
    await place.close();
    await db.close();
  });

  const ask = (given: Partial<ExploreRequest>) =>
    inOrg(db, place, (tx) =>
      exploreCosts(tx, {
        metric: 'effective',
        period: { from: '2025-02-01', to: '2025-03-31' },
        groupBy: [],
        filter: {},
        limit: 1_000,
        ...given,
      }),
    );
  const table = (found: Awaited<ReturnType<typeof ask>>) =>
    Object.fromEntries(
      found.rows
        .filter(({ amount }) => amount !== null)
        .map(({ currency, keys, amount }) => [JSON.stringify([currency, ...keys]), amount])
        .sort(),
    );

  const groupings: CostGroup[][] = [
    [],
    ['service'],
    ['month', 'service'],
    ['day', 'region'],
    ['week'],
    ['tag:team'],
    ['tag:Team', 'month'],
    ['subAccount', 'chargeCategory'],
  ];
  for (const metric of ['billed', 'effective', 'list'] as const) {
    it.each(groupings)(`add up by %s %s, ${metric}, to the last digit, each currency by itself`, async (...groupBy) => {
      const names = groupBy.map((name) => name.replace('Team', 'team'));
      // Days, and whole months: each from the rollup that has fewest rows for it.
      for (const [from, to] of [
        ['2025-02-03', '2025-03-25'],
        ['2025-02-01', '2025-03-31'],
      ] as const) {
        const expected = bruteForce(rows, names, metric, from, to);
        expect(Object.keys(expected).length).toBeGreaterThan(1);
        expect(table(await ask({ metric, period: { from, to }, groupBy }))).toEqual(expected);
      }
    });
  }

  it('compare two periods side by side, also ones that share days', async () => {
    const period = { from: '2025-02-15', to: '2025-03-14' };
    const compare = { from: '2025-02-01', to: '2025-02-28' };
    const found = await ask({ period, compare, groupBy: ['service'] });
    const [now, then] = [period, compare].map(({ from, to }) => bruteForce(rows, ['service'], 'effective', from, to));
    for (const { currency, keys, amount, compareAmount, delta } of found.rows) {
      const key = JSON.stringify([currency, ...keys]);
      expect([amount, compareAmount]).toEqual([now?.[key] ?? null, then?.[key] ?? null]);
      expect(delta).toBe(new Decimal(amount ?? 0).minus(compareAmount ?? 0).toFixed());
    }
    expect(found.totals.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
  });

  it('lay the days of the other period on those of this one', async () => {
    const period = { from: '2025-03-01', to: '2025-03-28' };
    const found = await ask({ period, compare: { from: '2025-02-01', to: '2025-02-28' }, groupBy: ['day'] });
    const then = bruteForce(rows, ['day'], 'effective', '2025-02-01', '2025-02-28');
    const [row] = found.rows.filter(({ keys, currency }) => keys[0] === '2025-03-10' && currency === 'USD');
    expect(row?.compareAmount).toBe(then['["USD","2025-02-10"]']);
  });

  it('lay months on months, whatever their length', async () => {
    const period = { from: '2025-03-01', to: '2025-04-30' };
    const found = await ask({ period, compare: { from: '2025-02-01', to: '2025-03-31' }, groupBy: ['month'] });
    const sums = bruteForce(rows, ['month'], 'effective', '2025-02-01', '2025-03-31');
    const own = found.rows.filter(({ currency }) => currency === 'USD');
    expect(own.map(({ keys, amount, compareAmount }) => [keys[0], amount, compareAmount])).toEqual([
      ['2025-03-01', sums['["USD","2025-03-01"]'], sums['["USD","2025-02-01"]']],
      ['2025-04-01', null, sums['["USD","2025-03-01"]']],
    ]);
  });

  it('add up what is beyond the limit, so that nothing is missing', async () => {
    const whole = await ask({ groupBy: ['month', 'service'] });
    const cut = await ask({ groupBy: ['month', 'service'], limit: 1 });
    expect(cut.totals).toEqual(whole.totals);
    expect(cut.rows.filter(({ others }) => others).length).toBe(4);
    for (const { currency, amount } of cut.totals) {
      const own = cut.rows.filter((row) => row.currency === currency);
      expect(Decimal.sum(...own.map((row) => row.amount ?? 0)).toFixed()).toBe(amount);
    }
  });

  it('are filtered by values, by none, and by tags', async () => {
    const filter = { service: ['Amazon S3', ''], tag: ['Team'], currency: ['USD'] };
    const kept = rows.filter((row) => {
      const service = [null, 'Amazon S3'].includes(row.ServiceName ?? null);
      return service && row.BillingCurrency === 'USD' && columns['tag:team']?.(row) != null;
    });
    const expected = bruteForce(kept, ['region'], 'effective', '2025-02-01', '2025-03-31');
    expect(table(await ask({ filter, groupBy: ['region'] }))).toEqual(expected);
    expect((await ask({ filter: { service: ["x' or true --"] } })).rows).toEqual([]);
  });

  it('are explained by what moved most: services, and resources from the rows themselves', async () => {
    const periods = {
      period: { from: '2025-03-01', to: '2025-03-31' },
      compare: { from: '2025-02-01', to: '2025-02-28' },
    };
    for (const by of ['service', 'resource'] as const) {
      const { drivers } = await inOrg(db, place, (tx) =>
        costDrivers(tx, { metric: 'effective', by, filter: {}, limit: 50, ...periods }),
      );
      const [now, then] = [periods.period, periods.compare].map(({ from, to }) =>
        bruteForce(rows, [by], 'effective', from, to),
      );
      expect(drivers.length).toBe(Object.keys({ ...now, ...then }).length);
      const moves = drivers.map(({ delta }) => Math.abs(Number(delta)));
      expect(moves).toEqual([...moves].sort((a, b) => b - a));
      for (const { currency, keys, amount, compareAmount } of drivers) {
        const key = JSON.stringify([currency, ...keys]);
        expect([amount, compareAmount]).toEqual([now?.[key] ?? '0', then?.[key] ?? '0']);
      }
    }
  });

  it('are seen at a glance for a month, in each currency', async () => {
    const request = { metric: 'effective', filter: {}, limit: 10, tagKey: 'team' } as const;
    const seen = await inOrg(db, place, (tx) => costOverview(tx, request, '2025-06-01'));
    expect(seen.month).toEqual({ from: '2025-03-01', to: '2025-03-31' });
    const now = bruteForce(rows, [], 'effective', seen.period.from, seen.period.to);
    const before = bruteForce(rows, [], 'effective', '2025-02-01', '2025-02-28');
    for (const { currency, monthToDate, monthBefore, daily } of seen.currencies) {
      expect([monthToDate, monthBefore]).toEqual([now[`["${currency}"]`], before[`["${currency}"]`]]);
      expect(Decimal.sum(...daily.map(({ amount }) => amount)).toFixed()).toBe(
        new Decimal(monthToDate).plus(monthBefore).toFixed(),
      );
    }
    for (const name of ['service', 'region', 'subAccount'] as const) {
      const sums = bruteForce(rows, [name], 'effective', seen.period.from, seen.period.to);
      const shown = seen.by[name].filter(({ amount }) => amount !== null);
      expect(Object.fromEntries(shown.map((row) => [JSON.stringify([row.currency, ...row.keys]), row.amount]))).toEqual(
        sums,
      );
    }
    expect(seen.by.tag?.map(({ keys }) => keys[0]).filter((key) => key !== null)).toEqual(
      expect.arrayContaining(['core', 'web']),
    );
  });

  it('say how fresh they are', async () => {
    const fresh = await inOrg(db, place, costFreshness);
    expect(fresh).toMatchObject({ completeThrough: '2025-03-28', accounts: [{ name: 'Main', madeUp: false }] });
    expect(fresh.loadedAt).toBeInstanceOf(Date);
  });

  it('show nothing of another organisation', async () => {
    const other = await makeBillingPlace(db);
    const found = await inOrg(db, other, (tx) =>
      exploreCosts(tx, {
        metric: 'billed',
        period: { from: '2025-02-01', to: '2025-03-31' },
        groupBy: ['service'],
        filter: { source: [place.accountId] },
        limit: 10,
      }),
    );
    expect(found).toEqual({ rows: [], totals: [] });
    await other.close();
  });
});
