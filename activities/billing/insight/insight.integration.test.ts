/** What is looked for after each load, on the real Postgres: found once, told once, followed when a bill is restated. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, inOrg, openDatabase } from '../../../db/client.ts';
import { decideAnomaly } from '../../../db/costs/anomalies.ts';
import { insertBudget, stateOf } from '../../../db/costs/budgets.ts';
import { budgets, memberships, users } from '../../../db/schema/index.ts';
import { addDays } from '../../../db/statistics/days.ts';
import { random } from '../../../db/statistics/series.fixtures.ts';
import { type BillingPlace, csvOf, focusRow, makeBillingPlace } from '../../../tests/support/billing/place.ts';
import type { WorkerDeps } from '../../deps.ts';
import { checkBudgets } from './check-budgets.ts';
import { lookForAnomalies } from './look-for-anomalies.ts';

const appUrl = process.env.DATABASE_URL;
const today = new Date().toISOString().slice(0, 10);
const spike = addDays(today, -5);

describe.skipIf(!appUrl)('insight after a load', () => {
  let db: Database;
  const places: BillingPlace[] = [];
  beforeAll(() => {
    db = openDatabase(appUrl ?? '');
  });
  afterAll(async () => {
    await Promise.all(places.map((place) => place.close()));
    await db.close();
  });

  /** Ninety days up to today, 100 a day, of one service of one account; `extra` on the day of the spike. */
  async function load(place: BillingPlace, extra: number) {
    const next = random(5);
    const start = `${addDays(today, -90).slice(0, 7)}-01T00:00:00Z`;
    const rows = Array.from({ length: 91 }, (_, index) => addDays(today, index - 90)).flatMap((day) => {
      const row = (cost: string, resource: string) =>
        focusRow({
          EffectiveCost: cost,
          BilledCost: cost,
          BillingPeriodStart: start,
          BillingPeriodEnd: `${addDays(today, 1)}T00:00:00Z`,
          ChargePeriodStart: `${day}T00:00:00Z`,
          ChargePeriodEnd: `${addDays(day, 1)}T00:00:00Z`,
          ResourceId: resource,
        });
      // The newest day is half there, as bills have it: that is no drop.
      const usual = day === today ? '3.5' : (98 + next() * 4).toFixed(4);
      return day === spike && extra > 0 ? [row(usual, 'a'), row(String(extra), 'greedy')] : [row(usual, 'a')];
    });
    await place.load([csvOf(rows)]);
    const loaded = { orgId: place.orgId, billingAccountId: place.accountId, importId: '', loadIds: [] };
    const deps = { db } as WorkerDeps;
    await lookForAnomalies(deps, loaded);
    await checkBudgets(deps, loaded);
    return () => Promise.all([lookForAnomalies(deps, loaded), checkBudgets(deps, loaded)]);
  }

  const newPlace = async () => {
    const place = await makeBillingPlace(db);
    places.push(place);
    return place;
  };
  const anomaliesOf = (place: BillingPlace) =>
    place.query<{ id: string; day: string; kind: string; state: string; actual: string; drivers: object }>(
      'select id, day::text as day, kind, state, actual::text as actual, drivers from anomalies',
    );
  const notices = (place: BillingPlace) =>
    place.query<{ text: string; key: string }>(
      `select payload->>'text' as text, payload->>'noticeKey' as key from events where type = 'notice' order by seq`,
    );

  it('finds a spike once, names what moved, tells it once, and takes the unfinished day for nothing', async () => {
    const place = await newPlace();
    const again = await load(place, 500);
    await again();
    const found = await anomaliesOf(place);
    expect(found).toMatchObject([{ day: spike, kind: 'spike', state: 'open' }]);
    expect(found[0]?.drivers).toMatchObject([{ name: 'greedy', delta: '500' }, { name: 'a' }]);
    const told = await notices(place);
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('Amazon S3 in account 111122223333 cost more than usual');
  });

  it('follows a restated day, and leaves what people decided', async () => {
    const place = await newPlace();
    await load(place, 500);
    const [first] = await anomaliesOf(place);
    await load(place, 300);
    const [second, ...more] = await anomaliesOf(place);
    expect([more.length, second?.id, second?.state]).toEqual([0, first?.id, 'open']);
    expect(Number(second?.actual)).toBeLessThan(Number(first?.actual));
    await load(place, 0);
    expect(await anomaliesOf(place)).toMatchObject([{ id: first?.id, state: 'resolved' }]);
    await load(place, 500);
    expect(await anomaliesOf(place)).toMatchObject([{ id: first?.id, state: 'open' }]);
    const userId = await personIn(place);
    const decision = { state: 'expected', note: 'The yearly export' } as const;
    await inOrg(db, place, (tx) => decideAnomaly(tx, first?.id ?? '', userId, decision));
    await load(place, 400);
    expect(await anomaliesOf(place)).toMatchObject([{ id: first?.id, state: 'expected' }]);
    expect(await notices(place)).toHaveLength(1);
  });

  async function personIn({ orgId }: BillingPlace): Promise<string> {
    const id = randomUUID();
    await inOrg(db, { orgId, userId: id }, async (tx) => {
      await tx.insert(users).values({ id, email: `${id}@example.org`, name: 'Ada', passwordHash: 'x' });
      await tx.insert(memberships).values({ orgId, userId: id, role: 'admin' });
    });
    return id;
  }

  const newBudget = (place: BillingPlace, amount: string, percent: number, basis: 'actual' | 'forecast' = 'actual') =>
    inOrg(db, place, (tx) =>
      insertBudget(tx, {
        orgId: place.orgId,
        name: `${basis} ${percent} of ${amount}`,
        amount,
        currency: 'USD',
        period: 'month',
        filter: { service: ['Amazon S3'] },
        thresholds: [{ percent, basis }],
      }),
    );

  it('tells each threshold of a budget once, also when two loads end together', async () => {
    const place = await newPlace();
    await newBudget(place, '1', 80);
    await newBudget(place, '1', 110, 'forecast');
    await newBudget(place, '10000000', 50);
    const again = await load(place, 0);
    await Promise.all([again(), again(), again()]);
    const told = (await notices(place)).filter(({ key }) => key.startsWith('budget:'));
    expect(told.map(({ text }) => text.replace(/\d+ %/, 'x %').slice(0, 20)).sort()).toEqual([
      'By the costs up to 2',
      'x % of the budget "a',
    ]);
    const kept = await inOrg(db, place, (tx) => tx.select({ told: budgets.told }).from(budgets));
    expect(kept.map((row) => row.told.length).sort()).toEqual([0, 1, 1]);
  });

  it('counts only its currency and filter, exactly', async () => {
    const place = await newPlace();
    await load(place, 500);
    const [sum] = await place.query<{ sum: string }>(
      `select trim_scale(sum(effective_cost))::text as sum from cost_daily where day >= date_trunc('month', now())::date`,
    );
    const budget = await newBudget(place, '0.01', 10);
    const state = await inOrg(db, place, (tx) => stateOf(tx, budget, today, addDays(today, -2)));
    expect([state.actual, state.verdict]).toEqual([sum?.sum, 'over']);
    const other = { ...budget, filter: { service: ['Amazon EC2'] } };
    expect(await inOrg(db, place, (tx) => stateOf(tx, other, today, null))).toMatchObject({
      actual: '0',
      verdict: 'within',
      forecast: null,
    });
  });
});
