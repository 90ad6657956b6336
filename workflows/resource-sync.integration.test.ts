/** Syncs of a stub server with faults, by real workers: what is in the inventory afterwards is what is there. */
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Child, startChild } from '../bench/support/child.ts';
import { inOrg } from '../db/client.ts';
import { listSyncRuns } from '../db/sync-views.ts';
import { startSync } from '../platform/sync-schedules.ts';
import { connectStub, expected, type StubConnection } from '../tests/support/inventory-server/account.ts';
import { type InventoryServer, startInventoryServer } from '../tests/support/inventory-server/server.ts';
import { makeWorld, stackIsUp, type World } from '../tests/support/world.ts';
import { taskQueues, workflowIds } from './messages.ts';

const script = new URL('../tests/support/inventory-server/worker.ts', import.meta.url);
const seed = Number(process.env.SYNC_SEED ?? randomInt(1_000_000));

describe.skipIf(!stackIsUp)(`a sync, on seed ${seed} (SYNC_SEED)`, () => {
  let world: World;
  let server: InventoryServer;
  let worker: Child;
  const small = { seed, resources: 600, edges: 1_500, regions: 2 };
  const scopes = small.regions * 5;

  const startWorker = () =>
    startChild(script, {
      ...(process.env as Record<string, string>),
      TEMPORAL_NAMESPACE: world.config.TEMPORAL_NAMESPACE,
    });

  beforeAll(async () => {
    process.stdout.write(`  resource sync: seed ${seed}\n`);
    world = await makeWorld({ worker: false });
    server = await startInventoryServer();
    worker = await startWorker();
  });
  afterAll(async () => {
    await worker?.stop();
    await server?.close();
    await world?.close();
  });

  async function connected(options: Parameters<InventoryServer['open']>[2] = {}, size = small) {
    const name = `acct-${randomUUID().slice(0, 8)}`;
    const account = server.open(name, size, { pageSize: 10, ...options });
    return { account, connection: await connectStub(world, server.url, name) };
  }

  const synced = async (connection: StubConnection) => connection.ended(await connection.start());

  async function agrees(connection: StubConnection, estate: Parameters<typeof expected>[0]): Promise<void> {
    const { cloudIds, edges, closed } = expected(estate);
    const rows = await connection.resources();
    const live = rows.filter(({ deletedAt }) => deletedAt === null).map(({ cloudId }) => cloudId);
    expect(live.sort()).toEqual(cloudIds);
    const kept = await connection.edges();
    expect(kept.map(({ from, to, kind }) => `${from} ${kind} ${to}`).sort()).toEqual(edges);
    expect(kept.filter(({ fromId, toId }) => fromId !== null && toId !== null)).toHaveLength(closed);
    const idOf = new Map(rows.map(({ id, cloudId }) => [cloudId, id]));
    expect(kept.filter(({ to, toId }) => toId !== null && toId !== idOf.get(to))).toEqual([]);
  }

  it('keeps exact counts through throttles, repeated pages, dropped connections, an expired token, a forgotten cursor and five kills', async () => {
    const faults = { throttleEvery: 10, repeatEvery: 7, dropEvery: 13, expireTokenAt: 20, forgetCursorAt: 40 };
    const { account, connection } = await connected({ faults }, { ...small, resources: 3_000, edges: 7_500 });
    const syncRunId = await connection.start();
    for (let kills = 1; kills <= 5; kills += 1) {
      const until = account.calls + 25 + (seed % 10);
      while (account.calls < until) await sleep(5);
      await worker.kill();
      worker = await startWorker();
    }
    const run = await connection.ended(syncRunId);
    expect(run).toMatchObject({ state: 'complete', seen: 3_000, created: 3_000, updated: 0, deleted: 0 });
    expect(account.expired && account.forgotten).toBe(true);
    expect(account.throttled).toBeGreaterThan(10);
    expect(run.throttles).toBeGreaterThan(0);
    expect(await connection.history()).toEqual({ created: 3_000 });
    await agrees(connection, account.estate);
  }, 400_000);

  it('writes no row and no history when nothing changed', async () => {
    const { account, connection } = await connected();
    await synced(connection);
    const before = await connection.resources();
    const run = await synced(connection);
    expect(run).toMatchObject({ state: 'complete', seen: 600, created: 0, updated: 0, deleted: 0 });
    expect(await connection.resources()).toEqual(before);
    expect(await connection.history()).toEqual({ created: 600 });
    await agrees(connection, account.estate);
  });

  it('notes what was changed, added, deleted and came back, and lets edges go that are not derived again', async () => {
    const { account, connection } = await connected();
    const { estate } = account;
    await synced(connection);
    estate.change(5);
    estate.unlink(599);
    estate.remove(300);
    estate.add();
    const run = await synced(connection);
    expect(run).toMatchObject({ state: 'complete', seen: 600, created: 1, updated: 2, deleted: 1 });
    await agrees(connection, estate);

    estate.bringBack(300);
    expect(await synced(connection)).toMatchObject({ created: 0, updated: 1, deleted: 0 });
    expect(await connection.history()).toEqual({ created: 601, updated: 2, deleted: 1, returned: 1 });
    await agrees(connection, estate);
  });

  it('deletes nothing in a scope that may not be listed, and goes on elsewhere', async () => {
    const { account, connection } = await connected();
    const { estate } = account;
    await synced(connection);
    account.denied.add('region-0 vm.instances');
    const denied = estate.all().filter(({ region, nativeType }) => region === 'region-0' && nativeType.includes('Vm'));
    const allowed = estate.all().filter(({ region, nativeType }) => region === 'region-1' && nativeType.includes('Vm'));
    const indexOf = ({ cloudId }: { cloudId: string } = { cloudId: '' }) => Number(cloudId.split(':').at(-1));
    estate.remove(indexOf(denied[1]));
    estate.remove(indexOf(allowed[1]));
    const run = await synced(connection);
    expect(run).toMatchObject({ state: 'partial', deleted: 1, scopes: { done: scopes - 1, failed: 1, total: scopes } });
    const gone = (await connection.resources()).filter(({ deletedAt }) => deletedAt !== null);
    expect(gone.map(({ cloudId }) => cloudId)).toEqual([allowed[1]?.cloudId]);
    const skipped = (await connection.scopes(run.id)).filter(({ state }) => state === 'skipped');
    expect(skipped).toMatchObject([
      { region: 'region-0', kind: 'vm.instances', error: expect.stringMatching(/may not list/) },
    ]);
  });

  it('stops as a whole when credentials are revoked in the middle: nothing deleted, one notice, others untouched', async () => {
    const [revoked, other] = [await connected(), await connected()];
    await Promise.all([synced(revoked.connection), synced(other.connection)]);
    revoked.account.estate.remove(7);
    revoked.account.faults.revokeAt = revoked.account.calls + 12;
    const [run, fine] = await Promise.all([synced(revoked.connection), synced(other.connection)]);
    expect(run).toMatchObject({ state: 'failed', deleted: 0, reason: expect.stringMatching(/no longer accepts/) });
    expect(fine).toMatchObject({ state: 'complete', seen: 600 });
    expect((await revoked.connection.resources()).every(({ deletedAt }) => deletedAt === null)).toBe(true);

    // Once more by hand, still revoked: the same pause, and no second notice.
    expect(await synced(revoked.connection)).toMatchObject({ state: 'failed' });
    const notices = (await world.events(`org:${world.orgId}`)).filter(({ type }) => type === 'notice');
    expect(notices.map(({ payload }) => payload)).toMatchObject([
      { level: 'error', href: `/accounts/${revoked.connection.connectionId}` },
    ]);

    revoked.account.faults.revokeAt = 0;
    expect(await synced(revoked.connection)).toMatchObject({ state: 'complete', deleted: 1 });
  });

  it('answers a start while one runs with the one that runs, and makes no second one', async () => {
    const { connection } = await connected({ pageSize: 2 });
    const first = await connection.start();
    expect(await connection.start()).toBe(first);
    await connection.ended(first);
    expect(await connection.start(first)).toBe(first);
  });

  it('looks once more after the one that runs when a run asks for it, and only once', async () => {
    const { account, connection } = await connected({ pageSize: 2 });
    const first = await connection.start();
    while (account.calls < 20) await sleep(5);
    const { orgId, deps } = world;
    const wanted = { orgId, connectionId: connection.connectionId, syncRunId: null, trigger: 'run' } as const;
    await startSync(deps.temporal, wanted);
    await startSync(deps.temporal, wanted);
    await connection.ended(first);
    const { rows } = await inOrg(deps.db, { orgId }, (tx) => listSyncRuns(tx, connection.connectionId, { limit: 10 }));
    expect(rows.map(({ run }) => [run.trigger, run.state])).toEqual([
      ['run', 'complete'],
      ['person', 'complete'],
    ]);
  });

  it('is started by its schedule under its one id, and not a second time while it runs', async () => {
    const { account, connection } = await connected({ pageSize: 2 });
    const { orgId, deps } = world;
    const { connectionId } = connection;
    const tick = (name: string) => ({
      workflowId: `${workflowIds.resourceSyncTick(connectionId)}-${name}`,
      taskQueue: taskQueues.sync,
      args: [{ orgId, connectionId }],
    });
    const first = deps.temporal.client.workflow.execute('resourceSyncTick', tick('first'));
    while (account.calls < 10) await sleep(5);
    await deps.temporal.client.workflow.execute('resourceSyncTick', tick('second'));
    await first;
    const { rows } = await inOrg(deps.db, { orgId }, (tx) => listSyncRuns(tx, connectionId, { limit: 10 }));
    expect(rows.map(({ run }) => [run.trigger, run.state])).toEqual([['schedule', 'complete']]);
  });

  it('is stopped by a cancellation, and deletes nothing', async () => {
    const { account, connection } = await connected({
      pageSize: 2,
      faults: { throttleEvery: 3, retryAfterSeconds: 1 },
    });
    const syncRunId = await connection.start();
    while (account.calls < 20) await sleep(5);
    await world.deps.temporal.client.workflow.getHandle(workflowIds.resourceSync(connection.connectionId)).cancel();
    expect(await connection.ended(syncRunId)).toMatchObject({ state: 'cancelled', deleted: 0 });
  });

  it('tells how far it is on the stream of the organisation, and how it ended', async () => {
    const { connection } = await connected();
    const run = await synced(connection);
    const told = (await world.events(`org:${world.orgId}`)).filter(
      ({ type, payload }) => type === 'sync.progress' && (payload as { syncRunId: string }).syncRunId === run.id,
    );
    expect(told.length).toBeGreaterThan(1);
    expect(told.at(-1)?.payload).toMatchObject({ state: 'complete', seen: 600, scopes: { done: scopes, failed: 0 } });
  });
});
