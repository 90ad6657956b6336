/** Checks of connections by real workers against STS, IAM and an account with faults; roles in a real plan and apply. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAwsClients } from '../activities/clouds/aws/client.ts';
import { connectionCredentials } from '../activities/clouds/aws/connection-credentials.ts';
import { type Child, startChild } from '../bench/support/child.ts';
import { inOrg } from '../db/client.ts';
import { requestCheck, stepsOf } from '../db/connection-checks.ts';
import { checksOf } from '../db/connection-views.ts';
import { archiveConnection } from '../db/connections.ts';
import type { ConnectionSettings, CredentialKind } from '../db/model/connections.ts';
import { connectionChecks, connections, notices, projectConnections, syncRuns } from '../db/schema/index.ts';
import { findConnection } from '../db/sync-runs.ts';
import { startCheck } from '../platform/connection-schedules.ts';
import { type AwsState, type AwsStub, startAwsStub } from '../tests/support/clouds/aws-server/server.ts';
import { readableHistory } from '../tests/support/history.ts';
import { roleProject } from '../tests/support/terraform-files.ts';
import { makeWorld, stackIsUp, type World } from '../tests/support/world.ts';
import { scheduleIds } from './messages.ts';

const account = '123456789012';
const principal = 'AKIAAURORAAURORA0000';
const readKey = 'AKIAREADREADREAD0000';
const reader = `arn:aws:iam::${account}:role/aurora-read`;
const writer = `arn:aws:iam::${account}:role/aurora-write`;
const principalArn = 'arn:aws:iam::999988887777:user/aurora';
const principalRef = `vault:kv/data/${process.env.VAULT_KV_MOUNT ?? 'aurora'}/platform/test-${randomUUID()}`;
const workerScript = new URL('../tests/support/sync-worker.ts', import.meta.url);

const healthy = (): AwsState => ({
  account,
  users: { [principal]: { arn: principalArn }, [readKey]: { arn: `arn:aws:iam::${account}:user/reads` } },
  roles: {},
  regions: ['us-east-1'],
});

describe.skipIf(!stackIsUp)('a check of a connection', () => {
  let world: World;
  const stubs: AwsStub[] = [];
  const env = { AWS_PRINCIPAL_ARN: principalArn, AWS_PRINCIPAL_REF: principalRef };

  beforeAll(async () => {
    world = await makeWorld({ env });
    await world.deps.secrets.write(principalRef.split('/').slice(3).join('/'), {
      access_key_id: principal,
      secret_access_key: 'its-secret',
    });
  });
  afterAll(async () => {
    await world?.close();
    for (const stub of stubs) await stub.close();
  });

  const inTx = <Result>(work: Parameters<typeof inOrg<Result>>[2]) =>
    inOrg(world.deps.db, { orgId: world.orgId }, work);

  async function stubOf(state: AwsState, plan?: Parameters<typeof startAwsStub>[1], behind?: string) {
    const stub = await startAwsStub(state, plan, behind);
    stubs.push(stub);
    return stub;
  }

  async function connected(stub: AwsStub, credential: CredentialKind, given: ConnectionSettings = {}) {
    const { orgId } = world;
    const id = randomUUID();
    const secret = { read_access_key_id: readKey, read_secret_access_key: 'canary-of-the-check' };
    const secretRef = await world.deps.secrets.write(
      `connections/${orgId}/aws-${id}`,
      credential === 'aws_role' ? {} : secret,
    );
    const settings = { ...given, endpoint: stub.url };
    const row = { id, orgId, provider: 'aws' as const, credential, settings, secretRef, accountId: '' };
    await inTx((tx) => tx.insert(connections).values({ ...row, name: `AWS ${id}`, region: 'us-east-1' }));
    return id;
  }

  async function asked(connectionId: string): Promise<string> {
    const { orgId } = world;
    const wanted = { trigger: 'person', requestedBy: world.userId } as const;
    const { id } = await inTx((tx) => requestCheck(tx, { orgId, connectionId }, wanted));
    await startCheck(world.deps.temporal, { orgId, connectionId, trigger: 'person' });
    return id;
  }

  /** Waits for the end of the check. @returns the connection, and each step's state */
  async function ended(connectionId: string, checkId: string) {
    await world.until(`org:${world.orgId}`, ({ type, payload }) => {
      const told = payload as { checkId?: string; state?: string };
      return type === 'connection.checked' && told.checkId === checkId && !/waiting|running/.test(told.state ?? '');
    });
    const connection = await inTx((tx) => findConnection(tx, connectionId));
    const steps = await inTx((tx) => stepsOf(tx, [checkId]));
    return { connection, steps, states: Object.fromEntries(steps.map(({ name, state }) => [name, state])) };
  }

  const check = async (connectionId: string) => ended(connectionId, await asked(connectionId));

  const noticesOf = (connectionId: string) =>
    inTx(async (tx) => {
      const rows = await tx.select().from(notices).where(eq(notices.kind, 'connection_broken'));
      return rows.filter(({ subject }) => subject.connectionId === connectionId).map(({ level }) => level);
    });

  it('takes each step in order, knows the account afterwards, and begins its inventory at the first success only', async () => {
    const stub = await stubOf(healthy());
    const id = await connected(stub, 'aws_access_keys');
    const first = await check(id);
    expect(first.states).toEqual({
      reachable: 'ok',
      authenticated: 'ok',
      identity: 'ok',
      read: 'ok',
      write: 'skipped',
      regions: 'ok',
    });
    expect(first.connection).toMatchObject({ state: 'verified', accountId: account, secretVersion: 1 });
    const syncs = () => inTx((tx) => tx.select().from(syncRuns).where(eq(syncRuns.connectionId, id)));
    expect(await syncs()).toHaveLength(1);
    const schedule = world.deps.temporal.client.schedule.getHandle(scheduleIds.resourceSync(id));
    expect((await schedule.describe()).state.paused).toBe(false);
    expect((await check(id)).connection?.state).toBe('verified');
    expect(await syncs()).toHaveLength(1);
    const told = (await world.events(`org:${world.orgId}`)).filter(
      ({ type, payload }) => type === 'connection.checked' && (payload as { step: unknown }).step !== null,
    );
    expect(told.length).toBeGreaterThanOrEqual(12);
    expect(JSON.stringify([first, told])).not.toContain('canary-of-the-check');
  });

  it('turns broken by keys that ran out or were deleted, tells it once, and tells when it works again', async () => {
    const state = healthy();
    const stub = await stubOf(state);
    const id = await connected(stub, 'aws_access_keys');
    const user = state.users[readKey] ?? { arn: '' };
    await check(id);
    user.state = 'expired';
    const expired = await check(id);
    expect(expired.states).toMatchObject({ reachable: 'ok', authenticated: 'failed', read: 'skipped' });
    expect(expired.connection).toMatchObject({ state: 'broken', stateReason: expect.stringContaining('have expired') });
    user.state = 'deleted';
    expect((await check(id)).connection?.stateReason).toContain('switched off or deleted');
    expect(await noticesOf(id)).toEqual(['error']);
    delete user.state;
    expect((await check(id)).connection).toMatchObject({ state: 'verified', stateReason: null });
    expect(await noticesOf(id)).toEqual(['error', 'info']);
  });

  it('is limited by a clock that is off and by rights that are missing, with each by its name', async () => {
    const state = { ...healthy(), clockAhead: -900 };
    state.users[readKey] = { arn: `arn:aws:iam::${account}:user/reads`, denied: ['ListTables'] };
    const id = await connected(await stubOf(state), 'aws_access_keys');
    const { connection, steps } = await check(id);
    expect(connection?.state).toBe('limited');
    expect(steps[0]?.text).toContain('15 minutes ahead');
    expect(steps.find(({ name }) => name === 'read')?.text).toContain('dynamodb:ListTables');
  });

  it('comes through throttles and dropped connections without calling anything broken', async () => {
    const stub = await stubOf(healthy(), { seed: 3, throttleEvery: 4, dropEvery: 7 });
    const id = await connected(stub, 'aws_access_keys');
    expect((await check(id)).connection?.state).toBe('verified');
    expect(stub.faults.counts.throttle).toBeGreaterThan(1);
  });

  it('refuses keys of another account than the one that it knows', async () => {
    const state = healthy();
    const id = await connected(await stubOf(state), 'aws_access_keys');
    await check(id);
    state.users[readKey] = { arn: 'arn:aws:iam::444455556666:user/other' };
    const { connection, states } = await check(id);
    expect([connection?.state, connection?.accountId, states.identity]).toEqual(['broken', account, 'failed']);
    expect(connection?.stateReason).toContain('444455556666');
  });

  it('answers who asks while it looks by another look, and those who ask before by this one', async () => {
    const stub = await stubOf(healthy(), { seed: 1, throttleEvery: 5 });
    const id = await connected(stub, 'aws_access_keys');
    const [one, same] = [await asked(id), await asked(id)];
    await world.until(`org:${world.orgId}`, ({ payload }) => (payload as { checkId?: string }).checkId === one);
    const next = same === one ? await asked(id) : same;
    await Promise.all([ended(id, one), ended(id, next)]);
    const checks = await inTx((tx) => checksOf(tx, id, { limit: 10 }));
    expect(checks.rows.map(({ check }) => check.state)).toEqual(checks.rows.map(() => 'passed'));
  });

  it('does not use a role that lets anybody in, and says which condition its trust policy lacks', async () => {
    const state = healthy();
    state.roles[reader] = { trusts: [principal] };
    const stub = await stubOf(state);
    const id = await connected(stub, 'aws_role', { readRoleArn: reader, externalId: 'aurora-ours' });
    const { connection, steps, states } = await check(id);
    expect(states).toMatchObject({ authenticated: 'ok', external_id: 'failed', read: 'skipped', regions: 'skipped' });
    expect(connection?.state).toBe('broken');
    expect(steps.find(({ name }) => name === 'external_id')?.remedy).toContain('"sts:ExternalId": "aurora-ours"');
    expect(stub.callsAs(reader).filter((action) => action !== 'GetCallerIdentity')).toEqual([]);
  });

  const settings = { readRoleArn: reader, writeRoleArn: writer, externalId: 'aurora-ours' };

  /** Both roles are as they should be, and each session is over after this time. */
  async function withRoles(sessionSeconds: number) {
    const role = { trusts: [principal], externalId: 'aurora-ours' };
    const state: AwsState = { ...healthy(), roles: { [reader]: role, [writer]: role }, sessionSeconds };
    const stub = await stubOf(state, { seed: 1 }, world.config.SANDBOX_AWS_ENDPOINT);
    return { stub, state, id: await connected(stub, 'aws_role', settings) };
  }

  it('plans as the reading role and applies as the writing one, in sessions of the run that end while Terraform works', async () => {
    const { stub, state, id } = await withRoles(3);
    // What takes longer than a session: a database of an hour, told in seconds.
    state.slow = { CreateRole: 3_500 };
    const { connection, states } = await check(id);
    // moto does not say what a role may change, so that nothing is known of it.
    expect([connection?.state, states.external_id, states.write]).toEqual(['verified', 'ok', 'skipped']);
    const ofProject = and(eq(projectConnections.projectId, world.projectId), eq(projectConnections.provider, 'aws'));
    await inTx((tx) => tx.update(projectConnections).set({ connectionId: id }).where(ofProject));
    const before = stub.callsAs(writer).length;
    const runId = await world.startRun(roleProject(`role-${randomUUID().slice(0, 8)}`));
    await world.runIs(runId, 'awaiting_approval');
    expect(stub.callsAs(writer).length).toBe(before);
    await world.decide(runId, 'approve');
    await world.runIs(runId, 'applied');
    expect(stub.callsAs(writer)).toContain('CreateRole');
    const names = stub.sessionNames();
    expect(names).toEqual(expect.arrayContaining([`aurora-plan-${runId}`, 'aurora-check']));
    expect(names.filter((name) => name === `aurora-apply-${runId}`).length).toBeGreaterThan(1);
    expect(stub.refusedAsExpired()).toBe(0);
    const told = JSON.stringify([await world.events(`run:${runId}`), await world.readRun(runId)]);
    const history = await readableHistory(world.deps.temporal, `run-${runId}`);
    expect(stub.sessionSecrets().filter((secret) => told.includes(secret) || history.includes(secret))).toEqual([]);
  }, 180_000);

  it('reads on as its role when a session ends, and no further once the connection has another role or is gone', async () => {
    const { stub, id } = await withRoles(1);
    await inTx((tx) => tx.update(connections).set({ state: 'verified' }).where(eq(connections.id, id)));
    const connection = await inTx((tx) => findConnection(tx, id));
    if (!connection) throw new Error('not there');
    const { renew, ...keys } = await connectionCredentials(world.deps, connection, 'read', { sessionName: 'long' });
    const clients = makeAwsClients({ ...keys, ...(renew ? { renew } : {}) });
    const caller = () => clients.sts().send(new GetCallerIdentityCommand({}));
    const sessions = () => stub.sessionNames().filter((name) => name === 'long').length;
    while (sessions() < 3) await Promise.all([caller(), caller(), caller()]);
    expect(stub.refusedAsExpired()).toBe(0);

    const given = (more: ConnectionSettings) =>
      inTx((tx) =>
        tx
          .update(connections)
          .set({ settings: { ...connection.settings, ...more } })
          .where(eq(connections.id, id)),
      );
    const refusal = async () => {
      for (;;) await caller();
    };
    await given({ readRoleArn: writer });
    await expect(refusal()).rejects.toMatchObject({ code: 'credentials_rejected', details: { reason: 'changed' } });
    await given({});
    await caller();
    await inTx((tx) => archiveConnection(tx, id));
    await expect(refusal()).rejects.toMatchObject({ code: 'credentials_rejected', details: { reason: 'changed' } });
    clients.destroy();
  }, 60_000);

  it('goes on where it was when its worker is killed in the middle', async () => {
    const namespace = { TEMPORAL_NAMESPACE: world.config.TEMPORAL_NAMESPACE };
    const child = (): Promise<Child> =>
      startChild(workerScript, { ...(process.env as Record<string, string>), ...env, ...namespace });
    await world.stopWorker();
    let worker = await child();
    try {
      const stub = await stubOf(healthy(), { seed: 1, throttleEvery: 5 });
      const id = await connected(stub, 'aws_access_keys');
      const checkId = await asked(id);
      while (stub.asked.length < 3) await sleep(5);
      await worker.kill();
      worker = await child();
      const { connection, states } = await ended(id, checkId);
      expect([connection?.state, states.regions]).toEqual(['verified', 'ok']);
      const rows = await inTx((tx) => tx.select().from(connectionChecks).where(eq(connectionChecks.connectionId, id)));
      expect(rows.map(({ state }) => state)).toEqual(['passed']);
    } finally {
      await worker.stop();
    }
  }, 120_000);
});
