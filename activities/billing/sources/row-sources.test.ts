/** Cost Explorer, Azure's Query API, BigQuery and OVHcloud against a stub that pages, throttles and drops, on a seed. */
import { generateKeyPairSync } from 'node:crypto';
import { Decimal } from 'decimal.js';
import { afterEach, describe, expect, it } from 'vitest';
import { AuroraError } from '../../../platform/errors.ts';
import { type BillLine, type BillServer, startBillServer } from '../../../tests/support/billing/bill-server.ts';
import { costExplorerSource } from './aws-cost-explorer.ts';
import { azureQuerySource } from './azure-query.ts';
import { bigQuerySource } from './gcp-bigquery.ts';
import { ovhSource } from './ovh.ts';
import type { FocusRow, RowSource, SourceInput } from './source.ts';

const month = '2025-03';
const line = (cost: string, given: Partial<BillLine> = {}): BillLine => ({
  month,
  day: '2025-03-04',
  service: 'Storage',
  account: '111122223333',
  kind: 'Usage',
  cost,
  ...given,
});
const lines = [
  line('1.25'),
  line('0.000000123', { service: 'Compute' }),
  line('3', { day: '2025-03-31' }),
  line('-0.5', { kind: 'Credit' }),
  line('0.7', { kind: 'Tax' }),
  line('99', { month: '2025-02', day: '2025-02-01' }),
];

const guid = '11111111-2222-3333-4444-555555555555';
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const secret = {
  read_access_key_id: 'AKIAEXAMPLE',
  read_secret_access_key: 'x',
  tenant_id: guid,
  client_id: guid,
  client_secret: 'x',
  service_account_key: JSON.stringify({
    type: 'service_account',
    client_email: 'a@b.example',
    private_key: privateKey,
  }),
  application_key: 'a',
  application_secret: 'b',
  consumer_key: 'c',
};
const makers: Record<string, (input: SourceInput) => RowSource> = {
  'Cost Explorer': costExplorerSource,
  'Azure Query': azureQuerySource,
  BigQuery: bigQuerySource,
  OVHcloud: ovhSource,
};

let server: BillServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

function sourceOf(name: string, throttles: number[] = []): RowSource {
  const settings = { scope: `subscriptions/${guid}`, project: 'p', dataset: 'd', table: 't' };
  const pace = {
    take: async () => undefined,
    throttled: async (_: string, ms?: number) => void throttles.push(ms ?? 0),
  };
  const make = makers[name];
  if (!make) throw new Error(name);
  return make({
    secret,
    settings,
    region: 'us-east-1',
    account: 'payer',
    endpoint: server?.url,
    pace,
    currency: 'USD',
  });
}

/** As the activity and Temporal do: the page that failed is asked for again, with the cursor that was kept. */
async function collect(source: RowSource): Promise<{ rows: FocusRow[]; failures: number }> {
  const rows: FocusRow[] = [];
  let cursor: string | null = null;
  let failures = 0;
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      const page = await source.page(month, cursor);
      rows.push(...page.rows);
      if (page.cursor === undefined) return { rows, failures };
      cursor = page.cursor;
    } catch (error) {
      if (!(error instanceof AuroraError) || !error.retryable) throw error;
      failures += 1;
    }
  }
  throw new Error('The pages did not come to an end.');
}

const sum = (rows: FocusRow[]) => rows.reduce((all, row) => all.plus(row.BilledCost ?? 0), new Decimal(0)).toFixed();

describe.each(Object.keys(makers))('%s', (name) => {
  it('gives every line of the month once, page after page, with all its digits', async () => {
    server = await startBillServer(lines, { seed: 1 });
    const { rows } = await collect(sourceOf(name));
    expect(rows).toHaveLength(5);
    expect(sum(rows)).toBe('4.450000123');
    expect(new Set(rows.map((row) => row.BillingPeriodStart))).toEqual(new Set(['2025-03-01T00:00:00.000Z']));
    expect(rows.every((row) => row.BillingCurrency === 'USD' && row.ServiceName && row.ProviderName)).toBe(true);
    expect(rows.filter((row) => row.ChargePeriodStart?.startsWith('2025-03-31'))).toHaveLength(1);
  });

  it('gives the same through throttles and broken connections', async () => {
    server = await startBillServer(lines, { seed: 7, throttleEvery: 3, dropEvery: 4 });
    const throttles: number[] = [];
    const { rows, failures } = await collect(sourceOf(name, throttles));
    expect([rows.length, sum(rows)]).toEqual([5, '4.450000123']);
    expect(failures + throttles.length).toBeGreaterThan(0);
  });

  it('shows late lines and restatements when asked again', async () => {
    server = await startBillServer([...lines], { seed: 3 });
    await collect(sourceOf(name));
    server.state.lines = [...lines.slice(1), line('2.25'), line('0.1', { day: '2025-03-30' })];
    expect(sum((await collect(sourceOf(name))).rows)).toBe('5.550000123');
  });
});

it('tells everyone who shares the quota of Azure how long to wait', async () => {
  server = await startBillServer(lines, { seed: 5, throttleEvery: 2 });
  const throttles: number[] = [];
  await collect(sourceOf('Azure Query', throttles));
  expect(throttles.length).toBeGreaterThan(0);
  expect(new Set(throttles)).toEqual(new Set([1_000]));
});
