/** One id from the request to the last step of its run, and what people on call find workflows by in Temporal. */
import { randomUUID } from 'node:crypto';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildApp } from '../api/app.ts';
import { makeDeps } from '../api/deps.ts';
import { type Caller, speakFor } from '../api/testing/world.ts';
import { makeLog } from '../platform/log.ts';
import { makeWorld, quietRuntime, stackIsUp, type World } from './support/world.ts';

type Line = Record<string, unknown>;
type Audit = { items: { action: string; requestId: string | null; subject: { id: string } | null }[] };

const refusedByTheGate = 'terraform {\n  required_providers {\n    x = { source = "evil/x" }\n  }\n}\n';

describe.skipIf(!stackIsUp)('a request and the run that it starts', () => {
  let world: World;
  let app: FastifyInstance;
  let ada: Caller;
  const lines = { api: [] as Line[], worker: [] as Line[] };
  const into = (to: Line[]) => ({ write: (line: string) => void to.push(JSON.parse(line)) });

  beforeAll(async () => {
    quietRuntime();
    world = await makeWorld({ worker: false });
    world.deps.log = makeLog('worker', 'debug', into(lines.worker));
    await world.startWorker();
    app = buildApp(makeDeps(world.config, makeLog('api', 'info', into(lines.api))));
    const payload = { name: 'Ada', email: `${randomUUID()}@example.test`, password: 'correct horse battery' };
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/auth/register',
      payload: { ...payload, organisation: 'Trace' },
    });
    ada = speakFor(app, answer.json());
  });

  afterAll(async () => {
    await app?.close();
    await world?.close();
  });

  async function startRun(requestId: string): Promise<{ runId: string; projectId: string }> {
    const [projectId, runId] = [randomUUID(), randomUUID()];
    await ada.send('POST', '/projects', { id: projectId, name: projectId });
    const revision = { contents: { 'main.tf': refusedByTheGate }, reason: 'first', baseNumber: null };
    await ada.send('POST', `/projects/${projectId}/revisions`, revision);
    const answer = await app.inject({
      method: 'POST',
      url: `/api/v1/projects/${projectId}/runs`,
      headers: { authorization: `Bearer ${ada.signedIn.accessToken}`, 'x-request-id': requestId },
      payload: { id: runId },
    });
    expect([answer.statusCode, answer.headers['x-request-id']]).toEqual([202, requestId]);
    return { runId, projectId };
  }

  const ended = (runId: string) => world.deps.temporal.client.workflow.getHandle(`run-${runId}`).result();

  async function found(query: string): Promise<WorkflowExecutionInfo[]> {
    const all: WorkflowExecutionInfo[] = [];
    for await (const one of world.deps.temporal.client.workflow.list({ query })) all.push(one);
    return all;
  }

  it("share an id: in the API's log, in the audit log, and in the worker's log of every step", async () => {
    const requestId = `it-${randomUUID()}`;
    const { runId } = await startRun(requestId);
    await ended(runId);
    const of = (line: Line) => line.requestId === requestId || line.reqId === requestId;
    expect(lines.api.filter(of)).toContainEqual(expect.objectContaining({ msg: 'request completed' }));
    const steps = lines.worker.filter((line) => line.workflowId === `run-${runId}`);
    const orgId = ada.signedIn.organisation.id;
    const ids = { requestId, orgId, workflowRunId: expect.any(String) };
    expect(steps).toContainEqual(expect.objectContaining({ ...ids, msg: 'gateRevision is done' }));
    expect(steps.filter((line) => line.requestId !== requestId)).toEqual([]);
    const { body } = await ada.get<Audit>('/audit?limit=100');
    const kept = body.items.filter((entry) => entry.requestId === requestId && entry.subject?.id === runId);
    // Also those that the workflow wrote, long after the request was answered.
    expect(kept.map(({ action }) => action)).toContain('run.state');
  });

  it('do not share an id that is none: the request gets a new one, which its problem names', async () => {
    for (const bad of ['short', 'a b c d e f g h', `${'x'.repeat(65)}`, 'line\\nbreak{}']) {
      const headers = { 'x-request-id': bad };
      const answer = await app.inject({ method: 'GET', url: '/api/v1/me', headers });
      expect(answer.statusCode).toBe(401);
      expect(answer.json().requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.headers['x-request-id']).toBe(answer.json().requestId);
    }
  });

  it('are found in Temporal by organisation, project, run and state', async () => {
    const { runId, projectId } = await startRun(`it-${randomUUID()}`);
    await ended(runId);
    const orgId = ada.signedIn.organisation.id;
    const query = `AuroraOrg = "${orgId}" AND AuroraProject = "${projectId}" AND AuroraRun = "${runId}" AND AuroraRunState = "failed"`;
    await vi.waitFor(
      async () => {
        expect((await found(query)).map(({ workflowId }) => workflowId)).toEqual([`run-${runId}`]);
      },
      { timeout: 20_000, interval: 200 },
    );
    // The queue that the run joined was started by an activity: it is found by the same ids.
    const ofProject = await found(`AuroraProject = "${projectId}"`);
    expect(ofProject.map(({ type }) => type)).toContain('provisioningQueue');
  });
});
