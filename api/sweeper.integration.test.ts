/** Temporal goes away and comes back: what people asked meanwhile was kept, and goes on by itself. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimBillingSyncs, finishBillingSyncs } from '../db/billing-accounts.ts';
import { inOrg } from '../db/client.ts';
import { inboundHooks } from '../db/schema/index.ts';
import { waitingWork } from '../db/waiting-work.ts';
import { makeSweeper } from './sweeper.ts';
import { makeProxy } from './testing/proxy.ts';
import { newProject, planSha256, sealedRun } from './testing/runs.ts';
import {
  type ApiWorld,
  hasStarted,
  makeApiWorld,
  newNamespace,
  signalsOf,
  speakFor,
  stackIsUp,
} from './testing/world.ts';

describe.skipIf(!stackIsUp())('the sweeper', () => {
  let there: ApiWorld;
  let away: ApiWorld;
  beforeAll(async () => {
    const namespace = newNamespace();
    there = await makeApiWorld({ namespace });
    // Nothing listens on port 1.
    away = await makeApiWorld({ namespace, env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });
  });
  afterAll(async () => {
    await away.close();
    await there.close();
  });

  it('tells of what was saved while Temporal was away, once', async () => {
    const ada = await there.newOrg();
    const sealed = await sealedRun(there, ada);
    const projectId = await newProject(ada);
    const [sessionId, messageId, runId, cancelId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await ada.send('POST', '/sessions', { id: sessionId });

    const cutOff = speakFor(away.app, ada.signedIn);
    const started = Date.now();
    const decision = { id: randomUUID(), decision: 'approve', planSha256 };
    const answers = await Promise.all([
      cutOff.send('POST', `/sessions/${sessionId}/messages`, { id: messageId, text: 'Hi' }),
      cutOff.send('POST', `/projects/${projectId}/runs`, { id: runId }),
      cutOff.send('POST', `/runs/${sealed.runId}/approvals`, decision),
      cutOff.send('POST', `/runs/${sealed.runId}/cancel`, { id: cancelId }),
    ]);
    for (const { status, body } of answers) {
      expect([status, body.code, body.retryable]).toEqual([503, 'dependency_unavailable', true]);
      expect(body.detail).toContain('saved');
    }
    expect(Date.now() - started).toBeLessThan(8_000);
    expect((await cutOff.get(`/runs/${runId}`)).body.state).toBe('queued');
    const ready = await away.app.inject('/api/v1/health/ready');
    expect([ready.statusCode, ready.json().parts.temporal.ok, ready.json().parts.postgres.ok]).toEqual([
      503,
      false,
      true,
    ]);

    await sleep(5_100);
    const sweeper = makeSweeper(there.deps);
    expect(await sweeper.sweep()).toBeGreaterThanOrEqual(4);
    expect(await signalsOf(there.deps, `session-${sessionId}`)).toEqual(['sessionNudge']);
    expect(await hasStarted(there.deps, `run-${runId}`)).toBe(true);
    expect((await signalsOf(there.deps, `run-${sealed.runId}`)).sort()).toEqual(['cancelRun', 'decisionMade']);

    await sweeper.sweep();
    expect(await signalsOf(there.deps, `session-${sessionId}`)).toEqual(['sessionNudge']);
  });

  it('starts the look at a bill that was asked for while Temporal was away, until a workflow has claimed it', async () => {
    const ada = await there.newOrg();
    const orgId = ada.signedIn.organisation.id;
    const cutOff = speakFor(away.app, ada.signedIn);
    const account = { id: randomUUID(), name: 'Bills', kind: 'upload' };
    expect((await ada.send('POST', '/billing-accounts', account)).status).toBe(201);
    const path = `/billing-accounts/${account.id}/sync`;
    const [asked, taken] = [{ id: randomUUID() }, { id: randomUUID() }];
    expect((await cutOff.send('POST', path, asked)).status).toBe(503);
    const workflowId = `billing-${account.id}`;
    expect(await hasStarted(there.deps, workflowId)).toBe(false);

    await sleep(5_100);
    await makeSweeper(there.deps).sweep();
    expect(await signalsOf(there.deps, workflowId)).toEqual(['billingNudge']);

    const own = { id: randomUUID(), trigger: 'schedule' } as const;
    const place = { orgId, billingAccountId: account.id };
    const claimed = await inOrg(there.deps.db, place, (tx) => claimBillingSyncs(tx, place, own));
    expect(claimed).toEqual([asked.id]);
    // One that comes now is for the workflow that is at work: it is told by the request itself.
    await ada.send('POST', path, taken);
    await sleep(5_100);
    const waiting = (await waitingWork(there.deps.db)).map(({ id }) => id);
    expect(waiting).not.toContain(asked.id);
    expect(waiting).not.toContain(taken.id);
    await inOrg(there.deps.db, place, (tx) => finishBillingSyncs(tx, claimed, { state: 'complete', reason: null }));
    expect((await waitingWork(there.deps.db)).map(({ id }) => id)).toContain(taken.id);
  });

  it('tells of webhooks that nobody has taken up, each to the workflow of its kind', async () => {
    const ada = await there.newOrg();
    const orgId = ada.signedIn.organisation.id;
    const connect = async (kind: string) =>
      (await ada.send<{ id: string }>('POST', '/integrations', { kind, name: kind })).body.id;
    const [slack, github] = [await connect('slack'), await connect('github')];
    const row = { orgId, deliveryId: 'd1', event: 'e', payload: {}, receivedAt: new Date(Date.now() - 6_000) };
    await inOrg(there.deps.db, { orgId }, (tx) =>
      tx.insert(inboundHooks).values([slack, github].map((integrationId) => ({ ...row, integrationId }))),
    );
    await makeSweeper(there.deps).sweep();
    const typeOf = async (id: string) =>
      (await there.deps.temporal.client.workflow.getHandle(`hooks-${id}`).describe()).type;
    expect([await typeOf(slack), await typeOf(github)]).toEqual(['slackHooks', 'repositoryHooks']);
    await inOrg(there.deps.db, { orgId }, (tx) => tx.update(inboundHooks).set({ handledAt: new Date() }));
  });

  it('goes on over the same connection when Temporal comes back', async () => {
    const [host = '', port] = (process.env.TEMPORAL_ADDRESS ?? '').split(':');
    const proxy = await makeProxy({ host, port: Number(port) });
    const { TEMPORAL_NAMESPACE } = there.deps.config;
    const shaky = await makeApiWorld({
      namespace: TEMPORAL_NAMESPACE,
      env: { TEMPORAL_ADDRESS: `127.0.0.1:${proxy.port}` },
    });
    const ada = await shaky.newOrg();
    const { body } = await ada.send<{ id: string }>('POST', '/sessions', {});
    const message = { id: randomUUID(), text: 'Hi' };
    const say = () => ada.send('POST', `/sessions/${body.id}/messages`, message);

    await proxy.goAway();
    expect((await say()).status).toBe(503);
    await sleep(5_100);
    const sweeper = makeSweeper(shaky.deps);
    await expect(sweeper.sweep()).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(await signalsOf(there.deps, `session-${body.id}`)).toEqual([]);

    await proxy.comeBack();
    await expect.poll(() => sweeper.sweep().catch(() => 'not yet'), { timeout: 15_000 }).toBeGreaterThanOrEqual(1);
    expect(await signalsOf(there.deps, `session-${body.id}`)).toEqual(['sessionNudge']);
    expect((await say()).status).toBe(202);
    await shaky.close();
    await proxy.close();
  });

  it('lets the application see ids of other organisations there and nothing else anywhere', async () => {
    const ada = await there.newOrg();
    const { body } = await ada.send<{ id: string }>('POST', '/sessions', {});
    await ada.send('POST', `/sessions/${body.id}/messages`, { id: randomUUID(), text: 'a secret plan' });
    await sleep(5_100);
    const work = await waitingWork(there.deps.db);
    expect(work.filter(({ id }) => id === body.id)).toEqual([
      { kind: 'session', orgId: ada.signedIn.organisation.id, id: body.id },
    ]);
    const { rows } = await there.deps.db.pool.query('select * from messages');
    expect(rows).toEqual([]);
    const other = randomUUID();
    const seen = await inOrg(there.deps.db, { orgId: other }, (tx) => tx.execute('select * from messages'));
    expect(seen.rows).toEqual([]);
  });
});
