/** The workflow on the real servers: what is uploaded or lies in a bucket becomes costs, whatever dies on the way. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Worker } from '@temporalio/worker';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listBillingSyncs } from '../../db/billing-accounts.ts';
import { insertImport, listImports } from '../../db/billing-imports.ts';
import { inOrg } from '../../db/client.ts';
import type { BillingSettings, BillingSourceKind } from '../../db/model/billing.ts';
import { billingAccounts, billingSyncs } from '../../db/schema/index.ts';
import { startBillingSync } from '../../platform/billing-schedules.ts';
import { type BillLine, startBillServer } from '../../tests/support/billing/bill-server.ts';
import { csvOf, focusRow } from '../../tests/support/billing/place.ts';
import { readableHistory } from '../../tests/support/history.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from '../../tests/support/world.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { bundleWorkflows } from '../workflow-bundle.ts';
import { afterLoads } from './after-load.ts';
import { monthsBack, periodOf } from './sources/source.ts';

describe.skipIf(!stackIsUp)('billingSync', { timeout: 180_000 }, () => {
  let world: World;
  let s3: S3Client;
  let workDir: string;
  const bucket = `bills-${randomUUID().slice(0, 8)}`;

  beforeAll(async () => {
    quietRuntime();
    workDir = await mkdtemp(join(tmpdir(), 'aurora-billing-'));
    world = await makeWorld({ env: { WORK_DIR: workDir, BILLING_ENDPOINT_HOSTS: '127.0.0.1' } });
    const { S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = world.config;
    s3 = new S3Client({
      region: S3_REGION,
      endpoint: S3_ENDPOINT,
      forcePathStyle: true,
      credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY },
    });
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  });
  afterAll(async () => {
    s3.destroy();
    await world.close();
    await rm(workDir, { recursive: true, force: true });
  });

  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  const inWorld = <T>(work: Parameters<typeof inOrg<T>>[2]) => inOrg(world.deps.db, { orgId: world.orgId }, work);

  async function newAccount(kind: BillingSourceKind, settings: BillingSettings = {}): Promise<string> {
    const id = randomUUID();
    const { S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_ENDPOINT } = world.config;
    const secretRef = await world.deps.secrets.write(`billing/${world.orgId}/${id}`, {
      read_access_key_id: S3_ACCESS_KEY_ID,
      read_secret_access_key: S3_SECRET_ACCESS_KEY,
    });
    const own = { bucket, endpoint: S3_ENDPOINT, ...settings };
    const row = { id, orgId: world.orgId, name: id, kind, currency: 'USD', settings: own, secretRef };
    await inWorld((tx) => tx.insert(billingAccounts).values(row));
    return id;
  }

  async function sync(billingAccountId: string): Promise<{ state: string; reason: string | null }> {
    const { orgId } = world;
    const id = randomUUID();
    await inWorld((tx) => tx.insert(billingSyncs).values({ id, orgId, billingAccountId, trigger: 'person' }));
    await startBillingSync(world.deps.temporal, { orgId, billingAccountId, trigger: 'person' });
    await world.deps.temporal.client.workflow.getHandle(workflowIds.billingSync(billingAccountId)).result();
    const { rows } = await inWorld((tx) => listBillingSyncs(tx, billingAccountId, { limit: 50 }));
    const row = rows.find((one) => one.id === id);
    return { state: row?.state ?? 'none', reason: row?.reason ?? null };
  }

  const importsOf = async (id: string) => (await inWorld((tx) => listImports(tx, id, { limit: 50 }))).rows;
  async function billed(id: string): Promise<string> {
    const { rows } = await inWorld((tx) =>
      tx.execute(
        sql`select trim_scale(sum(billed_cost))::text as sum from focus_rows where billing_account_ref = ${id}`,
      ),
    );
    return (rows[0]?.sum as string | null) ?? 'none';
  }

  async function upload(billingAccountId: string, text: string): Promise<string> {
    const { orgId } = world;
    const id = randomUUID();
    const location = `billing/${orgId}/${id}/upload`;
    const body = Readable.from([Buffer.from(text)]);
    const { sha256, bytes } = await world.deps.storage.large.putStream(location, body, { maxBytes: 1e9 });
    const files = [{ name: 'costs.csv', location, digest: sha256, bytes }];
    const row = { id, orgId, billingAccountId, sourceKey: 'upload', digest: sha256, files };
    await inWorld((tx) => insertImport(tx, row));
    return id;
  }

  it('loads an upload, refuses a bad one in words, and says what it did', async () => {
    const account = await newAccount('upload');
    await upload(account, csvOf([focusRow({ BilledCost: '4.2' })]));
    expect(await sync(account)).toEqual({ state: 'complete', reason: null });
    expect(await billed(account)).toBe('4.2');
    await upload(account, csvOf([focusRow(), focusRow({ BilledCost: 'many' })]));
    expect(await sync(account)).toMatchObject({ state: 'partial' });
    const [bad] = await importsOf(account);
    expect(bad?.import).toMatchObject({
      state: 'refused',
      problems: [{ row: 2, column: 'BilledCost', value: 'many' }],
    });
    expect(await billed(account)).toBe('4.2');
  });

  it('takes new and restated folders of a bucket, and nothing that is loaded already', async () => {
    const account = await newAccount('s3_focus', { prefix: 'focus/' });
    const april = { BillingPeriodStart: '2025-04-01T00:00:00Z', BillingPeriodEnd: '2025-05-01T00:00:00Z' };
    await put('focus/2025-03/a.csv', csvOf([focusRow({ BilledCost: '1' })]));
    await put('focus/2025-03/b.csv', csvOf([focusRow({ BilledCost: '2' })]));
    await put('focus/2025-04/a.csv', csvOf([focusRow({ ...april, BilledCost: '10' })]));
    await put('focus/readme.txt', 'not a bill');
    expect((await sync(account)).state).toBe('complete');
    expect([await billed(account), (await importsOf(account)).length]).toEqual(['13', 2]);
    expect((await sync(account)).state).toBe('complete');
    expect((await importsOf(account)).length).toBe(2);
    await put(
      'focus/2025-03/b.csv',
      csvOf([focusRow({ BilledCost: '2.5' }), focusRow({ BilledCost: '-1', ChargeCategory: 'Credit' })]),
    );
    await sync(account);
    expect(await billed(account)).toBe('12.5');
    expect((await importsOf(account)).map(({ import: one }) => one.state)).toEqual(['loaded', 'loaded', 'superseded']);
  });

  it('follows the manifests of AWS Data Exports, and waits for a delivery that is not whole', async () => {
    const account = await newAccount('aws_export', { prefix: 'exports/daily' });
    const month = monthsBack(1)[0] ?? '';
    const { start, end } = periodOf(month);
    const charge = { ChargePeriodStart: start, ChargePeriodEnd: `${month}-02T00:00:00Z` };
    const row = (cost: string) =>
      focusRow({ BillingPeriodStart: start, BillingPeriodEnd: end, ...charge, BilledCost: cost });
    const base = 'exports/daily';
    const deliver = async (execution: string, costs: string[], missing = false) => {
      const keys = costs.map((_, index) => `${base}/data/BILLING_PERIOD=${month}/${execution}/daily-0000${index}.csv`);
      for (const [index, cost] of costs.entries()) if (!missing) await put(keys[index] ?? '', csvOf([row(cost)]));
      const dataFiles = keys.map((key) => `s3://${bucket}/${key}`);
      await put(
        `${base}/metadata/BILLING_PERIOD=${month}/${execution}/daily-Manifest.json`,
        JSON.stringify({ dataFiles }),
      );
    };
    await deliver('2025-01-02T00:00:00.000Z-aaa', ['1', '2']);
    await sync(account);
    expect(await billed(account)).toBe('3');
    await deliver('2025-01-03T00:00:00.000Z-bbb', ['5'], true);
    await sync(account);
    expect(await billed(account)).toBe('3');
    await deliver('2025-01-03T00:00:00.000Z-bbb', ['5']);
    await sync(account);
    expect(await billed(account)).toBe('5');
  });

  it('asks an API month by month, takes late lines and restatements, and nothing twice', async () => {
    const [before = '', month = ''] = monthsBack(1);
    const line = (of: string, cost: string): BillLine => ({
      month: of,
      day: `${of}-01`,
      service: 'Storage',
      account: '1',
      kind: 'Usage',
      cost,
    });
    const server = await startBillServer([line(before, '1'), line(before, '2'), line(before, '3'), line(month, '10')], {
      seed: 11,
      throttleEvery: 7,
    });
    try {
      const account = await newAccount('aws_cost_explorer', { endpoint: server.url, backfillMonths: 1 });
      expect((await sync(account)).state).toBe('complete');
      expect(await billed(account)).toBe('16');
      expect((await sync(account)).state).toBe('complete');
      const states = (await importsOf(account)).map(({ import: one }) => one.state);
      expect(states.sort()).toEqual(['loaded', 'loaded', 'unchanged', 'unchanged']);
      server.state.lines = [
        line(before, '1'),
        line(before, '2.5'),
        line(before, '3'),
        line(before, '-0.25'),
        line(month, '10'),
      ];
      await sync(account);
      expect(await billed(account)).toBe('16.25');
      server.state.lines = [line(month, '11')];
      expect((await sync(account)).state).toBe('partial');
      expect(await billed(account)).toBe('17.25');
    } finally {
      await server.close();
    }
  });

  it('ends with words where the bucket is not there, and goes on when it is', async () => {
    const account = await newAccount('s3_focus', { bucket: `${bucket}-none` });
    const answer = await sync(account);
    expect(answer.state).toBe('failed');
    expect(answer.reason).toMatch(/no such place|settings/i);
  });

  it('does not ask a host that is not allowed', async () => {
    const account = await newAccount('s3_focus', { endpoint: 'http://169.254.169.254' });
    expect(await sync(account)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('BILLING_ENDPOINT_HOSTS'),
    });
  });

  it('is asked twice while it runs and answers both', async () => {
    const account = await newAccount('s3_focus', { prefix: 'focus/' });
    const answers = await Promise.all([sync(account), sync(account)]);
    const { rows } = await inWorld((tx) => listBillingSyncs(tx, account, { limit: 10 }));
    expect(answers.length).toBe(2);
    await expect
      .poll(
        async () => {
          const now = await inWorld((tx) => listBillingSyncs(tx, account, { limit: 10 }));
          return now.rows.map(({ state }) => state);
        },
        { timeout: 30_000 },
      )
      .toEqual(rows.map(() => 'complete'));
    expect(await billed(account)).toBe('12.5');
  });

  it('tells whoever watches costs, once a load', async () => {
    const account = await newAccount('upload');
    const told: string[][] = [];
    const watch = async (_: unknown, loaded: { billingAccountId: string; loadIds: string[] }) => {
      if (loaded.billingAccountId === account) told.push(loaded.loadIds);
    };
    afterLoads.push(watch);
    try {
      await upload(account, csvOf([focusRow()]));
      await sync(account);
    } finally {
      afterLoads.splice(afterLoads.indexOf(watch), 1);
    }
    const [only] = await importsOf(account);
    expect(told).toEqual([only?.loads.map(({ id }) => id)]);
  });

  it('replays its own history', async () => {
    const account = await newAccount('upload');
    await upload(account, csvOf([focusRow()]));
    await sync(account);
    const { temporal } = world.deps;
    const workflowId = workflowIds.billingSync(account);
    expect(await readableHistory(temporal, workflowId)).not.toContain('Amazon S3');
    const history = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
    const replayer = { workflowBundle: await bundleWorkflows(), dataConverter: temporal.codec.forWorkers };
    await Worker.runReplayHistory(replayer, history);
  });

  it('says that a file was replaced while it was taken in', async () => {
    const account = await newAccount('s3_focus', { prefix: 'gone/' });
    await put('gone/x/a.csv', csvOf([focusRow()]));
    await world.stopWorker();
    const files = [{ name: 'a.csv', location: 'gone/x/a.csv', digest: '"old"', bytes: 10 }];
    const row = {
      id: randomUUID(),
      orgId: world.orgId,
      billingAccountId: account,
      sourceKey: 'gone/x',
      digest: 'old',
      files,
    };
    await inWorld((tx) => insertImport(tx, row));
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'gone/none' }));
    await world.startWorker();
    expect(await sync(account)).toMatchObject({ state: 'partial' });
    const states = (await importsOf(account)).map(({ import: one }) => one.state);
    expect(states.sort()).toEqual(['failed', 'loaded']);
    expect(await billed(account)).toBe('1.1');
  });
});
