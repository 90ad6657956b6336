/** Costs over HTTP: what is refused, what a spreadsheet gets, budgets with their state. */
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findImport, insertImport, loadsOf, noteImport, openLoads } from '../../db/billing-imports.ts';
import { swapIn } from '../../db/billing-swap.ts';
import { inOrg } from '../../db/client.ts';
import { billingImports, focusRows } from '../../db/schema/index.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';

type Explored = { rows: { keys: (string | null)[]; amount: string }[]; totals: object[]; freshness: object };

describe.skipIf(!stackIsUp())('costs', () => {
  let world: ApiWorld;
  let admin: Caller;
  let viewer: Caller;

  beforeAll(async () => {
    world = await makeApiWorld();
    admin = await world.newOrg();
    viewer = await world.join(admin, 'viewer');
    const account = await admin.send<{ id: string }>('POST', '/billing-accounts', { name: 'Main', kind: 'upload' });
    await putCosts(account.body.id);
  });
  afterAll(() => world.close());

  const row = (service: string, cost: string, currency = 'USD') => ({
    billedCost: cost,
    effectiveCost: cost,
    billingCurrency: currency,
    chargePeriodStart: new Date('2025-03-05T00:00:00Z'),
    chargePeriodEnd: new Date('2025-03-06T00:00:00Z'),
    chargeCategory: 'Usage',
    serviceName: service,
  });

  async function putCosts(billingAccountId: string) {
    const { db } = world.deps;
    const orgId = admin.signedIn.organisation.id;
    const id = randomUUID();
    const [start, end] = [new Date('2025-03-01T00:00:00Z'), new Date('2025-04-01T00:00:00Z')];
    const rows = [row('=1+1', '-2.5'), row('Amazon S3', '10.000000000000001'), row('Amazon S3', '3', 'EUR')];
    await inOrg(db, { orgId }, async (tx) => {
      await insertImport(tx, { id, orgId, billingAccountId, sourceKey: 'upload', digest: id, files: [] });
      await openLoads(tx, await findImport(tx, id), '1.2', [{ start, end }]);
      const [load] = await loadsOf(tx, [id]);
      const where = { orgId, billingAccountRef: billingAccountId, loadId: load?.id ?? '', fileNumber: 1 };
      const period = { billingPeriodStart: start, billingPeriodEnd: end };
      await tx
        .insert(focusRows)
        .values(rows.map((one, index) => ({ ...one, ...where, ...period, rowNumber: index + 1 })));
      await noteImport(tx, id, { state: 'loading', rowsTotal: rows.length });
      await tx.update(billingImports).set({ rowsStaged: rows.length });
    });
    await swapIn(db, orgId, id);
  }

  const march = 'from=2025-03-01&to=2025-03-31';

  it('are explored by a viewer, two currencies apart, with how fresh they are', async () => {
    const { status, body } = await viewer.get<Explored>(`/costs/explore?${march}&groupBy=service`);
    expect(status).toBe(200);
    expect(body.totals).toMatchObject([
      { currency: 'EUR', amount: '3' },
      { currency: 'USD', amount: '7.500000000000001' },
    ]);
    expect(body.freshness).toMatchObject({ completeThrough: '2025-03-05', accounts: [{ name: 'Main' }] });
  });

  it.each([
    ['a day that is none', 'from=2025-02-30&to=2025-03-31'],
    ['a period that ends before it begins', 'from=2025-03-31&to=2025-03-01'],
    ['half a period to compare with', `${march}&compareFrom=2025-02-01`],
    ['three groups', `${march}&groupBy=service&groupBy=region&groupBy=day`],
    ['a group that is none', `${march}&groupBy=password`],
    ['a metric that is none', `${march}&metric=guessed`],
    ['a century', 'from=1950-01-01&to=2050-01-01'],
  ])('refuse %s', async (_, query) => {
    expect((await viewer.get(`/costs/explore?${query}`)).status).toBe(400);
  });

  it('go to a spreadsheet as numbers, and run nothing there', async () => {
    const answer = await world.app.inject({
      url: `/api/v1/costs.csv?${march}&groupBy=service&compareFrom=2025-02-01&compareTo=2025-02-28`,
      headers: { authorization: `Bearer ${viewer.signedIn.accessToken}` },
    });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(parse(answer.body, { bom: true })).toEqual([
      ['service', 'currency', 'effective 2025-03-01 to 2025-03-31', 'effective 2025-02-01 to 2025-02-28', 'change'],
      ['Amazon S3', 'EUR', '3', '', '3'],
      ['Amazon S3', 'USD', '10.000000000000001', '', '10.000000000000001'],
      ["'=1+1", 'USD', '-2.5', '', '-2.5'],
    ]);
  });

  it('answer the overview and the drivers', async () => {
    const overview = await viewer.get<{ month: object; currencies: object[] }>('/costs/overview?limit=5&tagKey=team');
    expect(overview.body).toMatchObject({ month: { from: '2025-03-01' }, currencies: [{}, {}] });
    const query = `${march}&compareFrom=2025-02-01&compareTo=2025-02-28`;
    for (const by of ['service', 'resource', 'tag:team']) {
      const drivers = await viewer.get<{ drivers: { delta: string }[] }>(`/costs/drivers?${query}&by=${by}`);
      expect([drivers.status, drivers.body.drivers[0]?.delta.slice(0, 2)]).toEqual([
        200,
        by === 'service' ? '10' : '7.',
      ]);
    }
  });

  it('say of a project and a run that no bill names anything of them', async () => {
    const projects = await viewer.get<{ items: { id: string }[] }>('/projects');
    const costs = await viewer.get(`/projects/${projects.body.items[0]?.id}/costs`);
    expect([costs.status, costs.body]).toMatchObject([200, { totals: [], resources: [] }]);
  });

  it('are held against budgets, which operators make once for an id', async () => {
    const budget = { id: randomUUID(), name: 'Storage', amount: '100', filter: { service: ['Amazon S3'] } };
    expect((await viewer.send('POST', '/budgets', budget)).status).toBe(403);
    const [first, again] = [await admin.send('POST', '/budgets', budget), await admin.send('POST', '/budgets', budget)];
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, budget.id]);
    expect(first.body.state).toMatchObject({ actual: '0', left: '100', verdict: 'within', forecast: null });
    expect((await admin.send('POST', '/budgets', { ...budget, id: randomUUID() })).status).toBe(409);
    expect((await admin.send('POST', '/budgets', { name: 'None', amount: '0.00' })).status).toBe(400);
    const changed = await admin.send('PATCH', `/budgets/${budget.id}`, { amount: '50' });
    expect(changed.body).toMatchObject({ amount: '50', state: { left: '50' } });
    expect((await admin.send('DELETE', `/budgets/${budget.id}`)).status).toBe(204);
    expect((await viewer.get<{ items: object[] }>('/budgets')).body.items).toEqual([]);
  });
});
