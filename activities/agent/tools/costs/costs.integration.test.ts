/** The cost tools on the real Postgres: exact amounts, bounded answers, each saying what it is of. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, inOrg, openDatabase } from '../../../../db/client.ts';
import { insertBudget } from '../../../../db/costs/budgets.ts';
import { type BillingPlace, csvOf, focusRow, makeBillingPlace } from '../../../../tests/support/billing/place.ts';
import type { ToolContext } from '../tool-context.ts';
import { budgetState } from './budgets.ts';
import { explainCostChange } from './explain.ts';
import { compareCosts, queryCosts } from './query.ts';

const appUrl = process.env.DATABASE_URL;

describe.skipIf(!appUrl)('cost tools', () => {
  let db: Database;
  let place: BillingPlace;
  let context: ToolContext;

  beforeAll(async () => {
    db = openDatabase(appUrl ?? '');
    place = await makeBillingPlace(db);
    context = { deps: { db }, turn: { orgId: place.orgId, user: { id: randomUUID() } } } as unknown as ToolContext;
    const row = (month: string, cost: string, resource: string) =>
      focusRow({
        EffectiveCost: cost,
        BillingPeriodStart: `2025-${month}-01T00:00:00Z`,
        BillingPeriodEnd: `2025-0${Number(month) + 1}-01T00:00:00Z`,
        ChargePeriodStart: `2025-${month}-05T00:00:00Z`,
        ChargePeriodEnd: `2025-${month}-06T00:00:00Z`,
        ResourceId: resource,
        ServiceName: resource.startsWith('many') ? resource : 'Amazon S3',
      });
    const many = Array.from({ length: 100 }, (_, index) => row('03', '0.01', `many-${index}`));
    await place.load([csvOf([row('02', '5', 'a'), row('03', '5.5', 'a'), row('03', '3.000000000001', 'b'), ...many])]);
  });
  afterAll(async () => {
    await place.close();
    await db.close();
  });

  const march = { from: '2025-03-01', to: '2025-03-31' };

  it('query what was paid, in a bounded answer that still adds up', async () => {
    const answer = await queryCosts(context).invoke({ period: march, groupBy: ['service'] });
    expect(answer).toMatchObject({
      ok: true,
      metric: 'effective',
      period: march,
      totals: [{ currency: 'USD', amount: '9.500000000001' }],
      freshness: { completeThrough: '2025-03-05', madeUp: [] },
    });
    const { rows } = answer as { rows: { name: string; amount: string }[] };
    expect(rows).toHaveLength(16);
    expect(rows.at(-1)).toMatchObject({ name: 'all others', amount: '0.86' });
  });

  it('compare with the month before, and explain the change by resource', async () => {
    const compared = await compareCosts(context).invoke({ period: march, filter: { serviceCategory: ['Storage'] } });
    expect(compared).toMatchObject({ compare: { from: '2025-02-01', to: '2025-02-28' } });
    const explained = await explainCostChange(context).invoke({ period: march, filter: { service: ['Amazon S3'] } });
    expect(explained).toMatchObject({
      totals: [{ amount: '8.500000000001', before: '5', change: '3.500000000001' }],
      byResource: [
        { name: 'b', before: '0', change: '3.000000000001' },
        { name: 'a', change: '0.5' },
      ],
    });
  });

  it('say how budgets stand, and nothing of another organisation', async () => {
    await inOrg(db, place, (tx) =>
      insertBudget(tx, { orgId: place.orgId, name: 'All', amount: '10', currency: 'USD', filter: {}, thresholds: [] }),
    );
    expect(await budgetState(context).invoke({})).toMatchObject({
      budgets: [{ name: 'All', actual: '0', verdict: 'within' }],
    });
    const other = await makeBillingPlace(db);
    const theirs = { deps: { db }, turn: { orgId: other.orgId, user: { id: randomUUID() } } } as unknown as ToolContext;
    expect(await budgetState(theirs).invoke({})).toMatchObject({ budgets: [] });
    expect(await queryCosts(theirs).invoke({})).toMatchObject({ ok: false });
    await other.close();
  });
});
