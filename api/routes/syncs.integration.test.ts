/** Syncs over HTTP: who may do what, what a repeat does, and what Temporal is told. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { endSync, requestSync } from '../../db/sync-runs.ts';
import { pauseSync } from '../../db/sync-settings.ts';
import { scheduleIds, workflowIds } from '../../workflows/messages.ts';
import { keepSchedules } from '../schedule-keeper.ts';
import { type ApiWorld, type Caller, hasStarted, makeApiWorld, stackIsUp } from '../testing/world.ts';

type Sync = { id: string; state: string; trigger: string };
type Overview = {
  enabled: boolean;
  intervalMinutes: number;
  pausedReason: string | null;
  nextRunAt: string | null;
  running: Sync | null;
  lastRun: Sync | null;
};

describe.skipIf(!stackIsUp())('the sync of a connection', () => {
  let world: ApiWorld;
  let ada: Caller;
  let connectionId: string;
  let path: string;

  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
    const connections = await ada.get<{ items: { id: string }[] }>('/connections');
    connectionId = connections.body.items[0]?.id ?? '';
    path = `/connections/${connectionId}/sync`;
  });
  afterAll(() => world.close());

  const overview = async () => (await ada.get<Overview>(path)).body;
  const schedule = () => world.deps.temporal.client.schedule.getHandle(scheduleIds.resourceSync(connectionId));
  const orgId = () => ada.signedIn.organisation.id;

  async function endRunning(): Promise<void> {
    const { running } = await overview();
    if (!running) return;
    const run = { orgId: orgId(), connectionId, syncRunId: running.id };
    await inOrg(world.deps.db, run, (tx) => endSync(tx, run, { state: 'complete', reason: null }));
  }

  it('begins when the account is connected, and is planned for every hour', async () => {
    expect(await overview()).toMatchObject({ enabled: true, intervalMinutes: 60, running: { trigger: 'connect' } });
    await expect.poll(() => hasStarted(world.deps, workflowIds.resourceSync(connectionId))).toBe(true);
    const { state, policies } = await schedule().describe();
    expect([state.paused, policies.overlap]).toEqual([false, 'SKIP']);
    expect((await overview()).nextRunAt).not.toBeNull();
  });

  it('answers a start while one runs with the one that runs', async () => {
    const { running } = await overview();
    const answer = await ada.send<Sync>('POST', path, { id: randomUUID() });
    expect([answer.status, answer.body.id]).toEqual([202, running?.id]);
    const trigger = await ada.send<{ syncRunId: string; workflowId: string }>('POST', '/workflows/resource-sync', {
      connectionId,
    });
    expect([trigger.status, trigger.body]).toMatchObject([
      202,
      { syncRunId: running?.id, workflowId: `sync-${connectionId}` },
    ]);
  });

  it('asks the one that runs to stop, and says when there is none', async () => {
    await ada.send('POST', path, { id: randomUUID() });
    const { running } = await overview();
    expect(await ada.send<Sync>('POST', `${path}/cancel`, {})).toMatchObject({
      status: 202,
      body: { id: running?.id },
    });
    const handle = world.deps.temporal.client.workflow.getHandle(workflowIds.resourceSync(connectionId));
    const asked = (await handle.fetchHistory()).events?.some(
      (event) => event.workflowExecutionCancelRequestedEventAttributes,
    );
    expect(asked).toBe(true);
    await endRunning();
    expect((await ada.send('POST', `${path}/cancel`, {})).status).toBe(409);
  });

  it('ends at once one that no workflow has begun', async () => {
    const handle = world.deps.temporal.client.workflow.getHandle(workflowIds.resourceSync(connectionId));
    await handle.terminate();
    const run = { id: randomUUID(), trigger: 'person', requestedBy: null } as const;
    await inOrg(world.deps.db, { orgId: orgId() }, (tx) => requestSync(tx, { orgId: orgId(), connectionId }, run));
    expect((await ada.send<Sync>('POST', `${path}/cancel`, {})).body).toMatchObject({ id: run.id, state: 'cancelled' });
    expect((await overview()).running).toBeNull();
  });

  it('starts one for an id once: the same id again answers what became of it', async () => {
    await endRunning();
    const id = randomUUID();
    expect((await ada.send<Sync>('POST', path, { id })).body).toMatchObject({
      id,
      state: 'running',
      trigger: 'person',
    });
    await endRunning();
    expect((await ada.send<Sync>('POST', path, { id })).body).toMatchObject({ id, state: 'complete' });
    expect((await overview()).running).toBeNull();
    const listed = await ada.get<{ items: Sync[] }>(`/connections/${connectionId}/sync-runs?limit=1`);
    expect(listed.body.items.map((run) => run.id)).toEqual([id]);
    expect((await ada.get(`/sync-runs/${id}`)).body).toMatchObject({ id, items: [], seen: 0 });
  });

  it('keeps the schedule as its settings are, and lets it go when it is disabled', async () => {
    expect((await ada.send('PATCH', path, { intervalMinutes: 30 })).body).toMatchObject({ intervalMinutes: 30 });
    const { spec } = await schedule().describe();
    expect(spec.intervals?.[0]?.every).toBe(30 * 60_000);
    await ada.send('PATCH', path, { enabled: false });
    await expect(schedule().describe()).rejects.toThrow(/not found/i);
    expect((await overview()).nextRunAt).toBeNull();
  });

  it('makes up for what was saved while Temporal was away, and for connections that were there before', async () => {
    await ada.send('PATCH', path, { enabled: true });
    await schedule().delete();
    const mine = async () => (await keepSchedules(world.deps)) > 0;
    expect(await mine()).toBe(true);
    expect((await schedule().describe()).state.paused).toBe(false);
  });

  it('waits for people after a pause, and goes on when an admin resumes it', async () => {
    const wanted = { id: randomUUID(), trigger: 'schedule', requestedBy: null } as const;
    const run = { orgId: orgId(), connectionId, syncRunId: wanted.id };
    await inOrg(world.deps.db, run, async (tx) => {
      await requestSync(tx, run, wanted);
      await pauseSync(tx, run, 'The keys are no longer good.');
    });
    await ada.send('PATCH', path, { intervalMinutes: 60 });
    expect(await overview()).toMatchObject({ pausedReason: 'The keys are no longer good.', nextRunAt: null });
    // Temporal shows a schedule's note in clear, so the reason itself stays here.
    expect((await schedule().describe()).state).toMatchObject({
      paused: true,
      note: 'The provider refused the credentials. The page of the connection says why.',
    });
    await ada.send('PATCH', path, { resume: true });
    expect(await overview()).toMatchObject({ pausedReason: null });
    expect((await schedule().describe()).state.paused).toBe(false);
  });

  it('is started by operators, changed by admins, and seen by everybody', async () => {
    const [viewer, operator] = [await world.join(ada, 'viewer'), await world.join(ada, 'operator')];
    expect((await viewer.get(path)).status).toBe(200);
    expect((await viewer.send('POST', path, {})).status).toBe(403);
    expect((await operator.send('POST', path, {})).status).toBe(202);
    expect((await operator.send('PATCH', path, { enabled: false })).status).toBe(403);
    expect((await ada.send('PATCH', path, { intervalMinutes: 1 })).status).toBe(400);
  });
});
