/** The codec on a real Temporal, with a Vault that is rotated, sealed and robbed of a key at will. */
import { randomBytes, randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { rawHistory, readableHistory } from '../tests/support/history.ts';
import { bundleProbe, type ProbeWorker, startProbeWorker } from '../tests/support/temporal/probe-worker.ts';
import { heard, type probe, said } from '../tests/support/temporal/probe-workflow.ts';
import { quietRuntime, stackIsUp } from '../tests/support/world.ts';
import { readConfig } from './config.ts';
import { makeLog } from './log.ts';
import { type StubVault, startStubVault } from './secrets/testing/stub-vault.ts';
import { makeSecrets, type Secrets } from './secrets/vault.ts';
import { makeTemporal, type Temporal, throughTemporal } from './temporal.ts';
import { makeTemporalCodec } from './temporal-codec.ts';

const log = makeLog('test', 'silent');
const newKey = () => ({ key: randomBytes(32).toString('base64') });
const path = 'keys/temporal';

describe.skipIf(!stackIsUp)('what Temporal keeps', () => {
  let vault: StubVault;
  let connection: NativeConnection;
  let bundle: Awaited<ReturnType<typeof bundleProbe>>;
  const opened: { temporal: Temporal; secrets: Secrets }[] = [];
  const workers: ProbeWorker[] = [];

  beforeAll(async () => {
    quietRuntime();
    bundle = await bundleProbe();
    connection = await NativeConnection.connect({ address: readConfig().TEMPORAL_ADDRESS });
  });

  afterAll(() => connection?.close());

  beforeEach(async () => {
    vault = await startStubVault();
  });

  afterEach(async () => {
    vault.sealed = false;
    for (const worker of workers.splice(0)) await worker.stop();
    for (const { temporal, secrets } of opened.splice(0)) await Promise.all([temporal.close(), secrets.close()]);
    await vault.close();
  });

  /** A process of its own as far as keys go: what another one knows, this one has to ask for. */
  function open(): Temporal {
    const role = { VAULT_ROLE_ID: 'role', VAULT_SECRET_ID: 'secret', VAULT_KV_MOUNT: 'aurora' };
    const secrets = makeSecrets({ VAULT_ADDR: vault.url, ...role }, log, { patienceMs: 200 });
    const codec = makeTemporalCodec(secrets, log, { newestForMs: 20, pauseMs: 50 });
    const temporal = makeTemporal(readConfig(), codec, log);
    opened.push({ temporal, secrets });
    return temporal;
  }

  async function work(temporal: Temporal, taskQueue?: string): Promise<ProbeWorker> {
    const worker = await startProbeWorker(temporal, connection, bundle, taskQueue);
    workers.push(worker);
    return worker;
  }

  const begin = (temporal: Temporal, taskQueue: string, text: string) =>
    temporal.client.workflow.start<typeof probe>('probe', {
      taskQueue,
      workflowId: `probe-${randomUUID()}`,
      args: [{ text }],
      memo: { first: text },
    });

  const untilHeard = (handle: WorkflowHandle, text: string) =>
    vi.waitFor(async () => expect(await handle.query(heard)).toContain(text), { timeout: 30_000, interval: 50 });

  const keyIds = (json: string) => {
    const ids = [...json.matchAll(/"encryption-key-id": ?"([^"]+)"/g)];
    return [...new Set(ids.map(([, id = '']) => Buffer.from(id, 'base64').toString()))].sort();
  };

  it('is encrypted: arguments, results, signals, memos, heartbeats, failures and answers hold no word in clear', async () => {
    const canary = `canary-${randomUUID()}`;
    const temporal = open();
    const { taskQueue } = await work(temporal);
    const handle = await begin(temporal, taskQueue, canary);
    const service = temporal.client.workflowService;
    const namespace = temporal.client.options.namespace;
    const execution = { workflowId: handle.workflowId };

    const beside = await vi.waitFor(
      async () => {
        const described = await service.describeWorkflowExecution({ namespace, execution });
        const [activity] = described.pendingActivities ?? [];
        expect(activity?.heartbeatDetails?.payloads?.length).toBe(1);
        expect(activity?.lastFailure?.message).toBe('Encoded failure');
        return described;
      },
      { timeout: 20_000, interval: 30 },
    );
    await handle.signal(said, { text: `${canary}-2` });
    await untilHeard(handle, `${canary}-2`);
    const asked = await service.queryWorkflow({ namespace, execution, query: { queryType: 'heard' } });
    await handle.signal(said, { text: 'end' });
    await expect(handle.result()).rejects.toMatchObject({ cause: { message: `It ended with ${canary}` } });
    const scheduleId = `probe-${randomUUID()}`;
    const action = { type: 'startWorkflow' as const, workflowType: 'probe', taskQueue, args: [{ text: canary }] };
    const paused = { paused: true };
    await temporal.client.schedule.create({ scheduleId, spec: {}, action, memo: { canary }, state: paused });
    const schedule = await service.describeSchedule({ namespace, scheduleId });
    await temporal.client.schedule.getHandle(scheduleId).delete();

    const seen = [await rawHistory(temporal, handle.workflowId), beside, asked, schedule]
      .map((kept) => textIn(kept))
      .join('\n');
    expect(seen).not.toContain(canary);
    expect(seen).not.toContain('It failed with');
    expect(await readableHistory(temporal, handle.workflowId)).toContain(canary);
    expect((await handle.describe()).memo).toEqual({ first: canary, about: canary });
  });

  it('goes on over a rotation in the middle of a workflow, and old keys are found by their id', async () => {
    const first = open();
    const { taskQueue } = await work(first);
    const handle = await begin(first, taskQueue, 'before');
    await untilHeard(handle, 'before');
    vault.push(path, newKey());
    await vi.waitFor(async () => {
      await handle.signal(said, { text: 'after' });
      expect(keyIds(await rawHistory(first, handle.workflowId))).toEqual(['temporal@1', 'temporal@2']);
    });
    await workers.pop()?.stop();

    // A worker that knew neither key replays all of it.
    const second = open();
    await work(second, taskQueue);
    await handle.signal(said, { text: 'end' });
    await expect(handle.result()).rejects.toMatchObject({ cause: { message: 'It ended with before' } });
    const history = await second.client.workflow.getHandle(handle.workflowId).fetchHistory();
    const replayer = { workflowBundle: bundle, dataConverter: open().codec.forWorkers };
    await Worker.runReplayHistory(replayer, history);
  });

  it('is written and read on while Vault is sealed, once a key is known', async () => {
    const temporal = open();
    const { taskQueue } = await work(temporal);
    const handle = await begin(temporal, taskQueue, 'before');
    await untilHeard(handle, 'before');
    vault.sealed = true;
    await handle.signal(said, { text: 'sealed' });
    await handle.signal(said, { text: 'end' });
    await expect(handle.result()).rejects.toMatchObject({ cause: { message: 'It ended with before' } });
  });

  it('is not written in clear without a key: clients hear why, and a worker waits and then goes on', async () => {
    const starter = open();
    const taskQueue = `probe-${randomUUID()}`;
    const handle = await begin(starter, taskQueue, 'hello');
    vault.sealed = true;
    const late = open();
    await work(late, taskQueue);
    const failure = await throughTemporal(() => begin(late, taskQueue, 'never')).catch((error) => error);
    expect(failure).toMatchObject({ code: 'dependency_unavailable', retryable: true });
    expect(failure.userMessage).toMatch(/Your request is saved.*Vault.* is sealed/);
    await handle.signal(said, { text: 'end' });
    vault.sealed = false;
    await expect(handle.result()).rejects.toMatchObject({ cause: { message: 'It ended with hello' } });
    expect(keyIds(await rawHistory(starter, handle.workflowId))).toEqual(['temporal@1']);
  });

  it('says which key is missing when one was removed, and nothing of what it hid', async () => {
    const temporal = open();
    const { taskQueue } = await work(temporal);
    const handle = await begin(temporal, taskQueue, 'hello');
    await untilHeard(handle, 'hello');
    vault.push(path, newKey());
    vault.destroy(path, 1);
    const late = open().client.workflow.getHandle(handle.workflowId);
    // Its memo was encrypted when it was started; an answer would be with whichever key is the newest by then.
    const failure = await late.describe().catch((error) => error);
    expect(inspect(failure, { depth: 9 })).toMatch(/temporal@1 is not in Vault any more/);
    await handle.signal(said, { text: 'end' });
    await expect(handle.result()).rejects.toThrow();
  });

  it('is read as it is where it was never encrypted, and refused where it was altered or names another key', async () => {
    const { codec } = open();
    const old: Payload = { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"old"') };
    expect(await codec.decode([old])).toEqual([old]);
    // One key under two names: what bears another name than it was encrypted with is another payload.
    const key = newKey();
    vault.push(path, key);
    vault.push(path, key);
    const [made] = await codec.encode([old]);
    const [again] = await codec.encode([old]);
    expect(Buffer.from(made?.data ?? []).equals(Buffer.from(again?.data ?? []))).toBe(false);
    const named = (id: string): Payload => ({
      ...made,
      metadata: { ...made?.metadata, 'encryption-key-id': Buffer.from(id) },
    });
    vault.push(path, newKey());
    vault.push('keys/plans', newKey());
    const flipped = Buffer.from(made?.data ?? []);
    flipped.writeUInt8(flipped.readUInt8(20) ^ 1, 20);
    await expect(codec.decode([{ ...made, data: flipped }])).rejects.toThrow(/altered/);
    await expect(codec.decode([{ ...made, data: Buffer.alloc(3) }])).rejects.toThrow(/altered/);
    await expect(codec.decode([named('temporal@1')])).rejects.toThrow(/altered/);
    await expect(codec.decode([named('temporal@3')])).rejects.toThrow(/altered/);
    await expect(codec.decode([named('plans@1')])).rejects.toThrow(/none of Temporal/);
    expect(vault.requests.filter((request) => request.includes('keys/plans'))).toEqual([]);
  });
});

/** Bytes as text, wherever they are. */
const textIn = (kept: unknown): string =>
  JSON.stringify(typeof kept === 'string' ? JSON.parse(kept) : kept, (name, value) => {
    if (name === 'data' && typeof value === 'string') return Buffer.from(value, 'base64').toString();
    return value;
  });
