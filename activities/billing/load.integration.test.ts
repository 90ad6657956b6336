/** The acceptance sample and bad files through reader, stage and swap, on the real Postgres. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { purgeSome } from '../../db/billing-swap.ts';
import { type Database, openDatabase } from '../../db/client.ts';
import { type BillingPlace, csvOf, focusRow, makeBillingPlace } from '../../tests/support/billing/place.ts';
import { loadFiles } from './load.ts';

const appUrl = process.env.DATABASE_URL;

type Totals = { rows: number; BilledCost: string; EffectiveCost: string; ListCost: string };
type Expected = { overall: Totals } & Record<string, Record<string, Totals>>;

/** Beside the project, not in it. */
const samplePath = new URL('../../../shared/data/focus/sample.csv', import.meta.url).pathname;
const sampleIsHere = existsSync(samplePath);
if (!sampleIsHere) console.warn('Skipped: the FOCUS sample is not at ../shared/data/focus/sample.csv.');
const sample = sampleIsHere ? readFileSync(samplePath) : Buffer.alloc(0);
const totals = sampleIsHere
  ? (JSON.parse(readFileSync(samplePath.replace('sample.csv', 'totals.json'), 'utf8')) as Expected)
  : ({} as Expected);

const groups = {
  byServiceCategory: 'service_category',
  bySubAccountId: 'sub_account_id',
  byChargeCategory: 'charge_category',
  byProviderName: 'provider',
  byBillingPeriodStart: `to_char(billing_period_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')`,
};

/** Of the rollup and of the rows: both have to say the same. */
async function totalsBy(place: BillingPlace, column: string, table: 'cost_daily' | 'focus_rows') {
  const rows = table === 'cost_daily' ? 'sum(rows)' : 'count(*)';
  const name = table === 'cost_daily' ? column : column.replace(/^provider$/, 'provider_name');
  const found = await place.query<{ name: string | null } & Totals>(`
    select ${name} as name, ${rows}::int as rows, trim_scale(sum(billed_cost))::text as "BilledCost",
      trim_scale(sum(effective_cost))::text as "EffectiveCost", trim_scale(sum(list_cost))::text as "ListCost"
    from ${table} group by 1`);
  return Object.fromEntries(found.map(({ name, ...sums }) => [name ?? '<null>', sums]));
}

describe.skipIf(!appUrl)('loading FOCUS files', () => {
  let db: Database;
  const places: BillingPlace[] = [];
  const newPlace = async (currency?: string) => {
    const place = await makeBillingPlace(db, currency);
    places.push(place);
    return place;
  };

  beforeAll(() => {
    db = openDatabase(appUrl ?? '');
  });
  afterAll(async () => {
    await Promise.all(places.map((place) => place.close()));
    await db.close();
  });

  describe.skipIf(!sampleIsHere)('of the acceptance sample', () => {
    let place: BillingPlace;
    let importId: string;
    beforeAll(async () => {
      place = await newPlace();
      const input = await place.keep([sample]);
      importId = input.importId;
      expect(await loadFiles(db, input)).toMatchObject({ kind: 'loaded' });
    });

    it.each(Object.entries(groups))(
      'gives every total %s to the last digit, from rows and rollup',
      async (key, column) => {
        expect(Object.keys(totals[key] ?? {}).length).toBeGreaterThan(1);
        expect(await totalsBy(place, column, 'cost_daily')).toEqual(totals[key]);
        expect(await totalsBy(place, column, 'focus_rows')).toEqual(totals[key]);
      },
    );

    it('gives the overall totals in the loads of its two periods', async () => {
      const [september, october, ...more] = await place.loads(importId);
      expect(more).toEqual([]);
      expect([september?.rowCount, october?.rowCount]).toEqual([999, 1]);
      expect(september?.billingPeriodStart.toISOString()).toBe('2024-09-01T00:00:00.000Z');
      expect(september?.sums?.USD).toMatchObject({ billed: '20.28022672899', effective: '14.97651418586' });
      expect(await place.billed()).toBe(totals.overall.BilledCost);
    });

    it('keeps what FOCUS does not know, and no word NULL', async () => {
      const [row] = await place.query(`
        select count(*) filter (where extra ? 'Id')::int as with_id, count(contracted_cost)::int as contracted,
          count(*) filter (where billed_cost < 0)::int as negative, count(*) filter (where resource_name = 'NULL')::int as word,
          count(service_subcategory)::int as sub, max(scale(billed_cost)) as digits
        from focus_rows`);
      expect(row).toEqual({ with_id: 1000, contracted: 993, negative: 13, word: 0, sub: 0, digits: 11 });
    });

    it('says what was unusual', async () => {
      const { notes, focusVersion, problems } = await place.import(importId);
      expect([focusVersion, problems]).toEqual(['1.0', null]);
      expect(notes?.map(({ code }) => code)).toEqual(['no_zone', 'older_version', 'extra_columns']);
      expect(JSON.stringify(notes)).toContain('kept aside: Id.');
    });

    it('reads tags', async () => {
      const [row] = await place.query(`select count(distinct tags->>'environment')::int as n from cost_daily`);
      expect(row?.n).toBeGreaterThan(1);
    });

    it('does nothing with the same bytes again, and says which import has them', async () => {
      expect(await place.load([sample])).toEqual({ kind: 'unchanged', sameAs: importId });
      expect(await place.billed()).toBe(totals.overall.BilledCost);
    });
  });

  it.skipIf(!sampleIsHere)('reads Parquet and CSV.gz as it reads CSV', async () => {
    const [csv, gz, parquet] = [await newPlace(), await newPlace(), await newPlace()];
    await csv.load([sample]);
    await gz.load([gzipSync(sample)]);
    await parquet.load([await asParquet(csv.folder)]);
    const all = `select md5(string_agg(md5(t::text), '' order by row_number)) as digest from (
      select row_number, trim_scale(billed_cost), effective_cost, list_cost, contracted_cost, billing_period_start, charge_period_start,
        tags, extra, resource_id, list_unit_price, pricing_quantity from focus_rows) t`;
    const [first, second, third] = await Promise.all([csv.query(all), gz.query(all), parquet.query(all)]);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  });

  async function asParquet(folder: string): Promise<Buffer> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const path = join(folder, 'sample.parquet');
    // With types, as the clouds write it: decimals, times, and a map for the tags.
    await connection.run(`copy (
      select * replace (cast(BilledCost as decimal(38, 15)) as BilledCost, cast(BillingPeriodStart as timestamp) as BillingPeriodStart,
        cast(ChargePeriodStart as timestamp) as ChargePeriodStart,
        cast(cast(Tags as json) as map(varchar, varchar)) as Tags)
      from read_csv('${samplePath}', all_varchar = true, nullstr = ['NULL']))
      to '${path}' (format parquet, row_group_size 200)`);
    connection.closeSync();
    return readFile(path);
  }

  it('replaces a restated month as a whole, late rows, credits and refunds included', async () => {
    const place = await newPlace();
    await place.load([csvOf([focusRow(), focusRow({ BilledCost: '5' })])]);
    expect(await place.billed()).toBe('6.1');
    const april = { BillingPeriodStart: '2025-04-01T00:00:00Z', BillingPeriodEnd: '2025-05-01T00:00:00Z' };
    await place.load([csvOf([focusRow({ ...april, BilledCost: '0.01' })])]);
    const restated = [
      focusRow(),
      focusRow({ BilledCost: '5.000000000000001' }),
      focusRow({ BilledCost: '-2.5', ChargeCategory: 'Credit' }),
      focusRow({ BilledCost: '-1', ChargeCategory: 'Usage', ChargeClass: 'Correction' }),
      // A late row: used in the month before, billed in this one.
      focusRow({
        BilledCost: '0.4',
        ChargePeriodStart: '2025-02-27T00:00:00Z',
        ChargePeriodEnd: '2025-02-28T00:00:00Z',
      }),
    ];
    const result = await place.load([csvOf(restated)]);
    expect(result.kind === 'loaded' && result.swapped.replacedLoadIds).toHaveLength(1);
    for (const table of ['focus_rows', 'cost_daily'] as const)
      expect(await place.billed(table)).toBe('3.010000000000001');
    const days = await place.query(`select day::text as day from cost_daily where billed_cost = 0.4`);
    expect(days).toEqual([{ day: '2025-02-27' }]);
    expect(await purgeSome(db, place.orgId, place.accountId)).toBe(2);
    expect(await purgeSome(db, place.orgId, place.accountId)).toBe(0);
    expect(await place.billed()).toBe('3.010000000000001');
  });

  it('loads an older content again when a month goes back to it', async () => {
    const place = await newPlace();
    const [first, second] = [csvOf([focusRow()]), csvOf([focusRow({ BilledCost: '7' })])];
    await place.load([first]);
    await place.load([second]);
    expect((await place.load([first])).kind).toBe('loaded');
    expect(await place.billed()).toBe('1.1');
  });

  it('keeps two currencies apart', async () => {
    const place = await newPlace();
    const result = await place.load([csvOf([focusRow(), focusRow({ BillingCurrency: 'eur', BilledCost: '3' })])]);
    const [load] =
      result.kind === 'loaded' ? await place.query<{ sums: object }>('select sums from billing_loads') : [];
    expect(load?.sums).toMatchObject({ EUR: { rows: 1, billed: '3' }, USD: { rows: 1, billed: '1.1' } });
    const [mixed] = await place.query(
      `select count(distinct currency)::int as n, count(*)::int as rows from cost_daily`,
    );
    expect(mixed).toEqual({ n: 2, rows: 2 });
  });

  it('adds up keys of one account, and takes several files as one import', async () => {
    const place = await newPlace();
    await place.load([csvOf([focusRow()]), csvOf([focusRow({ BilledCost: '2' })])], { sourceKey: 'eu' });
    await place.load([csvOf([focusRow({ BilledCost: '0.5' })])], { sourceKey: 'us' });
    expect(await place.billed()).toBe('3.6');
  });

  it('shows one organisation nothing of another, in partitions too', async () => {
    const [mine, theirs] = [await newPlace(), await newPlace()];
    await theirs.load([csvOf([focusRow()])]);
    for (const table of ['focus_rows', 'focus_rows_2025_03', 'cost_daily', 'billing_loads', 'billing_imports']) {
      expect(await mine.query(`select 1 from ${table}`)).toEqual([]);
      expect(await theirs.query(`select 1 from ${table}`)).toHaveLength(1);
    }
  });

  it('hides staged rows until the swap, and refuses two workers on one import', async () => {
    const place = await newPlace();
    await place.load([csvOf([focusRow()])]);
    const many = csvOf(Array.from({ length: 40_000 }, () => focusRow({ BilledCost: '0.001' })));
    const input = await place.keep([many]);
    const seen: string[] = [];
    const slow = loadFiles(db, input, {
      onProgress: () => void place.billed().then((sum) => seen.push(sum)),
    });
    const other = loadFiles(db, input);
    const ends = await Promise.allSettled([slow, other]);
    const refused = ends.filter((end) => end.status === 'rejected').map((end) => end.reason.code);
    if (refused.length > 0) expect(refused).toEqual(['conflict']);
    await loadFiles(db, input);
    expect(seen.filter((sum) => sum !== '1.1' && sum !== '40')).toEqual([]);
    expect([await place.billed(), await place.billed('cost_daily')]).toEqual(['40', '40']);
  });

  it('goes on behind the last whole batch after it was stopped, ten times', async () => {
    const place = await newPlace();
    const rows = 40_000;
    const many = csvOf(
      Array.from({ length: rows }, (_, n) => focusRow({ BilledCost: `0.${String(n).padStart(9, '0')}` })),
    );
    const input = await place.keep([many]);
    const starts: number[] = [];
    for (let death = 0; death < 10; death += 1) {
      const stop = new AbortController();
      let calls = 0;
      const onProgress = (staged: number) => {
        if (calls === 0) starts.push(staged);
        calls += 1;
        if (calls > 1) stop.abort(new Error('killed'));
      };
      await expect(loadFiles(db, input, { signal: stop.signal, onProgress, rowsABatch: 2_048 })).rejects.toThrow(
        'killed',
      );
    }
    expect(starts[0]).toBe(0);
    expect(starts.every((start, n) => n === 0 || start > (starts[n - 1] ?? 0))).toBe(true);
    await loadFiles(db, input);
    const [sums] = await place.query(`select count(*)::int as rows, count(distinct row_number)::int as numbers,
      sum(billed_cost)::text as billed from focus_rows`);
    const billed = (BigInt(rows) * BigInt(rows - 1)) / 2n;
    expect(sums).toEqual({
      rows,
      numbers: rows,
      billed: `${billed / 10n ** 9n}.${String(billed % 10n ** 9n).padStart(9, '0')}`,
    });
  });

  it('has every row once after its process was killed ten times in the middle', { timeout: 300_000 }, async () => {
    const place = await newPlace();
    const rows = 60_000;
    await place.load([csvOf([focusRow({ BilledCost: '42' })])]);
    const many = csvOf(
      Array.from({ length: rows }, (_, n) => focusRow({ BilledCost: `0.${String(n).padStart(9, '0')}` })),
    );
    const { files, importId, contentSha256 } = await place.keep([many]);
    const script = new URL('../../tests/support/billing/load-process.ts', import.meta.url).pathname;
    const args = [script, files[0]?.path ?? '', contentSha256, place.orgId, importId];
    const killedAt: number[] = [];
    for (let death = 0; death < 10; death += 1) {
      const before = (await place.import(importId)).rowsStaged;
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      while (child.exitCode === null && (await place.import(importId)).rowsStaged === before) await sleep(5);
      child.kill('SIGKILL');
      await ended;
      const { rowsStaged, state } = await place.import(importId);
      expect(state).toBe('loading');
      expect(await place.billed()).toBe('42');
      killedAt.push(rowsStaged);
    }
    expect(new Set(killedAt).size).toBe(10);
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    const [sums] = await place.query(`select count(*)::int as rows, count(distinct row_number)::int as numbers,
      trim_scale(sum(billed_cost))::text as billed from focus_rows`);
    expect(sums).toEqual({ rows, numbers: rows, billed: '1.79997' });
    expect(await place.billed('cost_daily')).toBe('1.79997');
  });

  describe('refuses, names the row, and keeps the last good load:', () => {
    const before = Array.from({ length: 3 }, () => focusRow());
    const bad = (given: Record<string, string | null>) => [csvOf([...before, focusRow(given)])];
    const cases: [string, (string | Uint8Array)[], object, string?][] = [
      [
        'text for an amount',
        bad({ BilledCost: '12,50' }),
        { code: 'unreadable', row: 4, column: 'BilledCost', value: '12,50' },
      ],
      ['no amount', bad({ BilledCost: null }), { code: 'missing', row: 4, column: 'BilledCost' }],
      ['NaN', bad({ EffectiveCost: 'NaN' }), { code: 'not_a_number', row: 4, column: 'EffectiveCost' }],
      ['an absurd amount', bad({ BilledCost: '9e15' }), { code: 'too_large', row: 4 }],
      ['a currency that is none', bad({ BillingCurrency: 'XYZ' }), { code: 'unknown_currency', row: 4, value: 'XYZ' }],
      ['no currency', bad({ BillingCurrency: null }), { code: 'missing', row: 4, column: 'BillingCurrency' }],
      ['an unknown charge category', bad({ ChargeCategory: 'Stuff' }), { code: 'unknown_charge_category', row: 4 }],
      [
        'a period that ends before it starts',
        bad({ BillingPeriodEnd: '2025-02-01T00:00:00Z' }),
        { code: 'period_ends_before_it_starts', row: 4 },
      ],
      [
        'a charge that ends before it starts',
        bad({ ChargePeriodEnd: '2025-03-04T00:00:00Z' }),
        { code: 'charge_ends_before_it_starts', row: 4 },
      ],
      [
        'a charge years away',
        bad({ ChargePeriodStart: '2035-03-04T00:00:00Z', ChargePeriodEnd: '2035-03-05T00:00:00Z' }),
        { code: 'charge_far_from_its_period', row: 4 },
      ],
      [
        'a period in the future',
        bad({ BillingPeriodStart: '2090-01-01T00:00:00Z', BillingPeriodEnd: '2090-02-01T00:00:00Z' }),
        { code: 'period_in_the_future', row: 4 },
      ],
      [
        'a time in another order',
        bad({ ChargePeriodStart: '05/03/2025' }),
        { code: 'no_zone_date', row: 4, column: 'ChargePeriodStart' },
      ],
      [
        'a time that is none',
        bad({ ChargePeriodStart: '2025-13-45T00:00:00Z' }),
        { code: 'unreadable', row: 4, column: 'ChargePeriodStart' },
      ],
      ['no period', bad({ BillingPeriodStart: null }), { code: 'missing', row: 4, column: 'BillingPeriodStart' }],
      ['a line with too few values', [`${csvOf(before)}"1","2"\n`], { code: 'unreadable_file', row: 4 }],
      ['other columns', ['a,b\n1,2\n'], { code: 'no_focus', column: 'BilledCost' }],
      ['no rows', [csvOf(before).split('\n').slice(0, 1).join('\n')], { code: 'no_rows' }],
      ['nothing', [''], { code: 'empty_file' }],
      ['something else', [Buffer.from([0, 1, 2, 3])], { code: 'unknown_format' }],
      ['broken tags', bad({ Tags: '{"a":' }), { code: 'unreadable', row: 4, column: 'Tags' }],
    ];
    it.each(cases)('%s', async (_, contents, problem) => {
      const place = await newPlace();
      await place.load([csvOf([focusRow({ BilledCost: '42' })])]);
      const [first] = await place.refusal(contents);
      expect(first).toMatchObject(problem);
      expect([await place.billed(), await place.billed('cost_daily')]).toEqual(['42', '42']);
    });

    it('rows of another period than the source names, or another number of rows', async () => {
      const place = await newPlace();
      const [other] = await place.refusal([csvOf(before)], { expectedPeriod: '2025-02-01' });
      const [count] = await place.refusal([csvOf(before)], { expectedRows: 4 });
      expect([other?.code, count?.code]).toEqual(['other_period', 'row_count']);
    });

    it('the row after a value with line breaks, by its own number', async () => {
      const place = await newPlace();
      const [first] = await place.refusal([
        csvOf([focusRow({ ServiceName: 'a\nb\nc' }), focusRow(), focusRow({ BilledCost: 'x' })]),
      ]);
      expect(first).toMatchObject({ row: 3, column: 'BilledCost' });
    });
  });
});
