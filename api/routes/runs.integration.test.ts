/** Runs and decisions: what is refused early, that it is kept all the same, and what the workflow is told. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newProject, planSha256, sealedRun } from '../testing/runs.ts';
import { type ApiWorld, type Caller, hasStarted, makeApiWorld, signalsOf, stackIsUp } from '../testing/world.ts';

type ApprovalBody = { id: string; counted: boolean | null; refusal: string | null; decision: string };
type EventsBody = { items: { event: { type: string; payload: Record<string, unknown> } }[] };

describe.skipIf(!stackIsUp())('runs', () => {
  let world: ApiWorld;
  let ada: Caller;
  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
  });
  afterAll(() => world.close());

  const approve = (overrides: object = {}) => ({ id: randomUUID(), decision: 'approve', planSha256, ...overrides });
  const approvalsOf = async (runId: string) =>
    (await ada.get<{ items: ApprovalBody[] }>(`/runs/${runId}/approvals`)).body.items;

  it('starts a run once, however often it is asked for, and never again after its end', async () => {
    const projectId = await newProject(ada);
    const id = randomUUID();
    const start = () => ada.send('POST', `/projects/${projectId}/runs`, { id, kind: 'plan' });
    const [first, again] = [await start(), await start()];
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body).toEqual(first.body);
    expect(first.body).toMatchObject({ id, kind: 'plan', state: 'queued', revisionNumber: 1, workflowId: `run-${id}` });
    expect(await hasStarted(world.deps, `run-${id}`)).toBe(true);

    const handle = world.deps.temporal.client.workflow.getHandle(`run-${id}`);
    await handle.terminate('as if it had ended');
    expect((await start()).status).toBe(202);
    expect((await handle.describe()).status.name).toBe('TERMINATED');
  });

  it('refuses a run of nothing, in words', async () => {
    const empty = randomUUID();
    await ada.send('POST', '/projects', { id: empty, name: empty });
    const none = await ada.send('POST', `/projects/${empty}/runs`, {});
    expect([none.status, none.body.code]).toEqual([409, 'conflict']);
    const projectId = await newProject(ada);
    const missing = await ada.send('POST', `/projects/${projectId}/runs`, { revision: 7 });
    expect(missing.status).toBe(404);
    const other = await newProject(ada);
    const id = randomUUID();
    await ada.send('POST', `/projects/${projectId}/runs`, { id });
    expect((await ada.send('POST', `/projects/${other}/runs`, { id })).status).toBe(409);
  });

  it('tells the workflow of a decision, and shows it as not yet looked at', async () => {
    const { runId } = await sealedRun(world, ada);
    const given = approve({ comment: 'Looks right' });
    const answer = await ada.send('POST', `/runs/${runId}/approvals`, given);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ id: given.id, counted: null, refusal: null, comment: 'Looks right' });
    expect((await ada.send('POST', `/runs/${runId}/approvals`, given)).body).toEqual(answer.body);
    expect(await approvalsOf(runId)).toHaveLength(1);
    // A repeat tells again: the first may not have arrived.
    expect(await signalsOf(world.deps, `run-${runId}`)).toEqual(['decisionMade', 'decisionMade']);
    const flipped = await ada.send('POST', `/runs/${runId}/approvals`, { ...given, decision: 'reject' });
    expect(flipped.status).toBe(409);
  });

  it("refuses a decision about another plan's digest, keeps it, and tells nobody", async () => {
    const { runId } = await sealedRun(world, ada);
    const given = approve({ planSha256: 'f'.repeat(64) });
    for (const _ of ['first', 'repeat']) {
      const answer = await ada.send('POST', `/runs/${runId}/approvals`, given);
      expect([answer.status, answer.body.code]).toEqual([409, 'plan_digest_mismatch']);
      expect(answer.body.details).toEqual({ approvalId: given.id, counted: false });
    }
    expect(await approvalsOf(runId)).toMatchObject([
      { id: given.id, counted: false, refusal: expect.stringContaining('another plan') },
    ]);
    const events = await ada.get<EventsBody>(`/events/run:${runId}`);
    const recorded = events.body.items.filter(({ event }) => event.type === 'approval.recorded');
    expect(recorded).toMatchObject([{ event: { payload: { approvalId: given.id, counted: false, userName: 'Ada' } } }]);
    expect(await signalsOf(world.deps, `run-${runId}`)).toEqual([]);
  });

  it('refuses a decision on a run that does not wait (yet, any more), keeps it, and says how the run stands', async () => {
    const projectId = await newProject(ada);
    const queued = await ada.send<{ id: string }>('POST', `/projects/${projectId}/runs`, {});
    const early = await ada.send('POST', `/runs/${queued.body.id}/approvals`, approve());
    expect([early.status, early.body.code]).toEqual([409, 'conflict']);
    expect(early.body.detail).toContain('queued');

    const { runId, move } = await sealedRun(world, ada);
    await move('rejected');
    const late = await ada.send('POST', `/runs/${runId}/approvals`, approve());
    expect([late.status, late.body.code]).toEqual([409, 'conflict']);
    expect(await approvalsOf(runId)).toMatchObject([{ counted: false, refusal: expect.stringContaining('rejected') }]);
  });

  it('refuses a decision after its time, and keeps it', async () => {
    const { runId } = await sealedRun(world, ada, { expiresAt: new Date(Date.now() - 1_000) });
    const answer = await ada.send('POST', `/runs/${runId}/approvals`, approve());
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    expect(await approvalsOf(runId)).toMatchObject([{ counted: false, refusal: expect.stringContaining('time') }]);
  });

  it('wants a second person where the risk says so and there is one, and says so before anyone tries', async () => {
    const risk = { class: 'high' as const, reasons: ['data loss'], secondPerson: true };
    const alone = await world.newOrg();
    const own = await sealedRun(world, alone, { risk });
    expect((await alone.get(`/runs/${own.runId}`)).body.mayApprove).toEqual({ allowed: true, why: null });

    const grace = await world.join(alone, 'approver');
    const { runId } = await sealedRun(world, alone, { risk });
    const shown = await alone.get<{ mayApprove: { allowed: boolean; why: string } }>(`/runs/${runId}`);
    expect(shown.body.mayApprove).toEqual({ allowed: false, why: expect.stringContaining('somebody other') });
    const refused = await alone.send('POST', `/runs/${runId}/approvals`, approve());
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
      403,
      'forbidden',
      shown.body.mayApprove.why,
    ]);
    expect((await alone.send('POST', `/runs/${runId}/approvals`, approve({ decision: 'reject' }))).status).toBe(202);
    expect((await grace.get(`/runs/${runId}`)).body.mayApprove).toEqual({ allowed: true, why: null });
    expect((await grace.send('POST', `/runs/${runId}/approvals`, approve())).status).toBe(202);
  });

  it('keeps no decision of somebody without the role', async () => {
    const owner = await world.newOrg();
    const operator = await world.join(owner, 'operator');
    const { runId } = await sealedRun(world, owner);
    const answer = await operator.send('POST', `/runs/${runId}/approvals`, approve());
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect((await owner.get(`/runs/${runId}/approvals`)).body).toEqual({ items: [] });
    const shown = await operator.get<{ mayApprove: { allowed: boolean } }>(`/runs/${runId}`);
    expect(shown.body.mayApprove.allowed).toBe(false);
  });

  it('marks a decision that arrives after the workflow has ended', async () => {
    const { runId } = await sealedRun(world, ada);
    await world.deps.temporal.client.workflow.getHandle(`run-${runId}`).terminate('as if it had ended');
    const answer = await ada.send('POST', `/runs/${runId}/approvals`, approve());
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    expect(await approvalsOf(runId)).toMatchObject([{ counted: false, refusal: expect.stringContaining('ended') }]);
  });

  it('tells the workflow to cancel, and refuses for a run that has ended', async () => {
    const { runId, move } = await sealedRun(world, ada);
    const request = { id: randomUUID(), reason: 'Not today' };
    const answer = await ada.send('POST', `/runs/${runId}/cancel`, request);
    expect([answer.status, answer.body]).toEqual([202, { id: request.id }]);
    expect(await signalsOf(world.deps, `run-${runId}`)).toEqual(['cancelRun']);
    await move('cancelled');
    expect((await ada.send('POST', `/runs/${runId}/cancel`, { id: randomUUID() })).status).toBe(409);
    expect((await ada.send('POST', `/runs/${runId}/cancel`, request)).status).toBe(202);
  });

  it('lists runs by project and state, and shows one with its timeline and its place in the stream', async () => {
    const { runId } = await sealedRun(world, ada);
    const run = await ada.get<{ projectId: string; lastSeq: number; timeline: { state: string }[] }>(`/runs/${runId}`);
    expect(run.body).toMatchObject({ planSha256, riskClass: 'low', sandbox: true, digests: { plan: planSha256 } });
    expect(run.body.timeline.map(({ state }) => state)).toEqual([
      'queued',
      'gating',
      'planning',
      'evaluating',
      'awaiting_approval',
    ]);
    expect(run.body.lastSeq).toBe(5);
    const list = (query: string) => ada.get<{ items: { id: string }[] }>(`/runs?${query}`);
    const waiting = await list(`projectId=${run.body.projectId}&state=awaiting_approval`);
    expect(waiting.body.items.map(({ id }) => id)).toEqual([runId]);
    expect((await list(`projectId=${run.body.projectId}&state=applied`)).body.items).toEqual([]);
    expect((await list('state=nonsense')).status).toBe(400);
  });
});
