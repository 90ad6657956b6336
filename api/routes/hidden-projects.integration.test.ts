/** A project for its members, from outside: as if it were not there. And roles that differ from project to project. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { checkDecision } from '../../db/decisions.ts';
import { publishEvent } from '../../db/events.ts';
import { insertPullRequest } from '../../db/pull-requests.ts';
import {
  chatThreads,
  llmUsage,
  notices,
  resourceImports,
  stateResources,
  stopRequests,
  turns,
} from '../../db/schema/index.ts';
import { putResources } from '../../tests/support/estate-rows.ts';
import { openLive } from '../testing/live-client.ts';
import { planSha256, sealRun } from '../testing/runs.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';

describe.skipIf(!stackIsUp())('a project for its members', () => {
  let world: ApiWorld;
  let ada: Caller;
  /** An operator of the organisation who does not belong to the project. */
  let bob: Caller;
  /** A viewer of the organisation, and operator in the project. */
  let carol: Caller;
  let ids: Record<'projectId' | 'runId' | 'sessionId' | 'pullRequestId' | 'budgetId' | 'noteId' | 'noticeId', string>;
  const secret = 'Project Nightingale';

  beforeAll(async () => {
    world = await makeApiWorld();
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    ada = await world.newOrg();
    bob = await world.join(ada, 'operator');
    carol = await world.join(ada, 'viewer');
    ids = await makeProject();
  });
  afterAll(() => world.close());

  const orgOf = (caller: Caller) => caller.signedIn.organisation.id;
  const liveUrl = () => `ws://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`;

  async function made(path: string, body: object): Promise<string> {
    const answer = await ada.send<{ id: string }>('POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body.id;
  }

  /** With something of every kind that belongs to it. */
  async function makeProject() {
    const projectId = await made('/projects', { name: secret });
    const contents = { 'main.tf': 'terraform {}' };
    await made(`/projects/${projectId}/revisions`, { contents, reason: secret, baseNumber: null });
    const sessionId = await made('/sessions', { projectId, title: secret });
    await made(`/sessions/${sessionId}/messages`, { id: randomUUID(), text: secret });
    const orgId = orgOf(ada);
    const integrationId = await made('/integrations', { kind: 'github', name: 'GitHub' });
    const row = { id: randomUUID(), orgId, projectId, integrationId, repository: 'acme/infra', branch: 'aurora/1' };
    const noticeId = randomUUID();
    await inOrg(world.deps.db, { orgId }, async (tx) => {
      await insertPullRequest(tx, { ...row, title: secret });
      const about = { orgId, key: noticeId, kind: 'run_ended', level: 'info', text: secret } as const;
      await tx.insert(notices).values({ ...about, id: noticeId, subject: { projectId }, routedAt: new Date() });
    });
    return {
      projectId,
      sessionId,
      noticeId,
      runId: await made(`/projects/${projectId}/runs`, {}),
      pullRequestId: row.id,
      budgetId: await made('/budgets', { name: secret, amount: '10', projectId }),
      noteId: await made('/memory-notes', { text: secret, projectId }),
    };
  }

  const setAccess = (access: string) => ada.send('PATCH', `/projects/${ids.projectId}`, { access });
  const give = (who: Caller, role: string) =>
    ada.send('PUT', `/projects/${ids.projectId}/members/${who.signedIn.user.id}`, { role });

  it('cuts those off who follow it, at once, and tells its members nothing', async () => {
    expect((await give(carol, 'operator')).status).toBe(200);
    const streams = [`run:${ids.runId}`, `session:${ids.sessionId}`];
    const follow = streams.map((stream) => ({ type: 'resume', stream, afterSeq: 0 }));
    const [his, hers] = [await openLive(liveUrl(), bob, follow), await openLive(liveUrl(), carol, follow)];
    for (const live of [his, hers]) {
      await live.until((all) => all.filter(({ type }) => type === 'caughtUp').length === 2);
    }
    expect((await setAccess('members')).status).toBe(200);
    await his.until((all) => all.filter(({ type }) => type === 'refused').length === 2);
    const payload = { messageId: randomUUID(), attempt: 1, offset: 0, text: 'after' };
    await publishEvent(world.deps.db, orgOf(ada), `session:${ids.sessionId}`, { type: 'message.delta', payload });
    await hers.until((all) => JSON.stringify(all.at(-1)).includes('after'));
    expect(JSON.stringify(his.answers)).not.toContain('after');
    expect(hers.answers.some(({ type }) => type === 'refused')).toBe(false);
    his.send({ ...follow[0], afterSeq: 0 });
    await his.until((all) => all.filter(({ type }) => type === 'refused').length === 3);
    await Promise.all([his.close(), hers.close()]);
  });

  const bodies: Record<string, object> = {
    'PATCH /projects/:projectId': { access: 'organisation' },
    'PUT /projects/:projectId/members/:userId': { role: 'admin' },
    'DELETE /projects/:projectId/members/:userId': {},
    'POST /projects/:projectId/revisions': { contents: { 'a.tf': '' }, reason: 'x', baseNumber: null },
    'POST /projects/:projectId/runs': {},
    'POST /projects/:projectId/drift-checks': {},
    'PUT /projects/:projectId/repository': { integrationId: randomUUID(), repository: 'acme/infra' },
    'POST /runs/:runId/approvals': { id: randomUUID(), decision: 'approve', planSha256: 'a'.repeat(64) },
    'POST /runs/:runId/cancel': { id: randomUUID() },
    'POST /runs/:runId/release-lock': { lockId: randomUUID() },
    'POST /runs/:runId/pull-request': {},
    'PATCH /sessions/:sessionId': { title: 'Mine now' },
    'POST /sessions/:sessionId/messages': { id: randomUUID(), text: 'Hi' },
    'POST /sessions/:sessionId/stop': { id: randomUUID() },
    'PATCH /budgets/:budgetId': { name: 'Mine now' },
    'DELETE /budgets/:budgetId': {},
    'PATCH /memory-notes/:noteId': { text: 'Mine now' },
    'DELETE /memory-notes/:noteId': {},
  };
  const named = [
    'GET /projects/:projectId',
    'GET /projects/:projectId/members',
    'GET /projects/:projectId/revisions',
    'GET /projects/:projectId/revisions/1',
    'GET /projects/:projectId/state',
    'GET /projects/:projectId/drift',
    'GET /projects/:projectId/costs',
    'GET /projects/:projectId/kubernetes-objects',
    'GET /projects/:projectId/pull-requests',
    'GET /runs/:runId',
    'GET /runs/:runId/approvals',
    'GET /runs/:runId/costs',
    'GET /sessions/:sessionId',
    'GET /sessions/:sessionId/messages',
    'GET /events/run::runId',
    'GET /events/session::sessionId',
    'GET /pull-requests/:pullRequestId',
    'GET /budgets/:budgetId',
    'GET /notices/:noticeId',
    ...Object.keys(bodies),
  ];
  const realOf = (path: string, of: Record<string, string>) =>
    path.replace(/:(\w+Id)/g, (_, name: string) => of[name] ?? '');

  it.each(named)('answers the outsider 404 in the words of what does not exist: %s', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const call = (of: Record<string, string>) =>
      method === 'GET' ? bob.get(realOf(path, of)) : bob.send(method as 'POST', realOf(path, of), bodies[route]);
    const userId = bob.signedIn.user.id;
    const hidden = await call({ ...ids, userId });
    const invented = Object.fromEntries(Object.keys(ids).map((name) => [name, randomUUID()]));
    const nothing = await call({ ...invented, userId });
    expect([hidden.status, hidden.body.code, hidden.body.detail]).toEqual([404, 'not_found', nothing.body.detail]);
    expect(nothing.status).toBe(404);
  });

  it.each([
    ['/sessions', () => ({ projectId: ids.projectId })],
    ['/budgets', () => ({ name: 'x', amount: '1', projectId: ids.projectId })],
    ['/memory-notes', () => ({ text: 'x', projectId: ids.projectId })],
    ['/me/notice-rules', () => ({ way: 'email', kinds: ['run_ended'], projectId: ids.projectId })],
    ['/workflows/chat-session', () => ({ sessionId: ids.sessionId, message: { id: randomUUID(), text: 'Hi' } })],
    ['/workflows/provisioning-run', () => ({ projectId: ids.projectId, kind: 'apply' })],
  ])('answers 404 where it is named in a body: %s', async (path, body) => {
    expect((await bob.send('POST', path, body())).status).toBe(404);
  });

  it('shows nothing of it in any list, and all of it to its members and to admins', async () => {
    const lists = ['/projects', '/runs', '/sessions', '/budgets', '/memory-notes', '/notices', '/deliveries'];
    for (const path of lists) {
      const shown = JSON.stringify((await bob.get(path)).body);
      expect(shown).not.toContain(secret);
      for (const id of Object.values(ids)) expect(shown, path).not.toContain(id);
    }
    for (const caller of [carol, ada]) {
      for (const path of lists.slice(0, -1)) expect(JSON.stringify((await caller.get(path)).body)).toContain(secret);
      for (const route of named.slice(0, 3)) {
        expect((await caller.get(realOf(route.slice(4), ids))).status, route).toBe(200);
      }
    }
    expect((await bob.send('POST', '/projects', { name: secret })).status).toBe(409);
  });

  it('tells the organisation ids and states of it, and no words', async () => {
    const words = 'Operation Teacup';
    const orgId = orgOf(ada);
    const stream = `org:${orgId}` as const;
    const { body: before } = await bob.get<{ lastSeq: number }>(`/events/${stream}`);
    await ada.send('PATCH', `/sessions/${ids.sessionId}`, { title: words });
    const { runId } = ids;
    const state = { runId, state: 'queued', reason: words } as const;
    await publishEvent(world.deps.db, orgId, stream, { type: 'run.state', payload: state });
    const notice = { noticeKey: randomUUID(), level: 'info', text: words, href: `/runs/${runId}` } as const;
    await publishEvent(world.deps.db, orgId, stream, { type: 'notice', payload: notice });
    const { body } = await bob.get<{ items: object[] }>(`/events/${stream}?afterSeq=${before.lastSeq}`);
    expect(body.items).toHaveLength(3);
    expect(JSON.stringify(body.items)).toContain(runId);
    expect(JSON.stringify(body.items)).not.toContain(words);
  });

  it('tells that a thing is under code, not where: counted alike for all, and imported by nobody twice', async () => {
    const orgId = orgOf(ada);
    const { body: accounts } = await ada.get<{ items: { id: string }[] }>('/connections');
    const connectionId = accounts.items[0]?.id ?? '';
    const [free, kept, part] = await putResources(world.deps.db, { orgId, connectionId }, [
      { name: 'free' },
      { name: 'kept' },
      { name: 'part' },
    ]);
    const row = { orgId, projectId: ids.projectId, type: 'aws_s3_bucket', provider: 'aws', serial: 1 } as const;
    const drift = [{ path: secret, before: 1, after: 2 }];
    await inOrg(world.deps.db, { orgId }, (tx) =>
      tx.insert(stateResources).values([
        { ...row, address: secret, cloudId: kept?.cloudId, drift },
        { ...row, address: `${secret} part`, cloudId: part?.cloudId, companion: true },
      ]),
    );
    const { body: all } = await ada.get<{ items: { id: string; name: string }[] }>('/projects');
    const into = all.items.find(({ name }) => name === 'Main')?.id;
    const seen = async (who: Caller, id = kept?.id) => {
      const paths = [`/connections/${connectionId}/coverage`, '/resources/facets', '/resources?codification=drifted'];
      const [counts, facets, list] = await Promise.all(paths.map((path) => who.get(path)));
      const [one, why] = await Promise.all([`/resources/${id}`, `/resources/${id}/why`].map((path) => who.get(path)));
      return { counts: counts?.body, facets: facets?.body, list: list?.body, one: one?.body, why: why?.body };
    };
    const [his, hers] = [await seen(bob), await seen(ada)];
    expect([his.counts, his.facets, his.list]).toEqual([hers.counts, hers.facets, hers.list]);
    expect(his.counts).toMatchObject({ codified: 1, drifted: 1, unmanaged: 1 });
    expect(his.one).toMatchObject({ codification: 'drifted', managedBy: [], managedElsewhere: true });
    expect(hers.one).toMatchObject({ codification: 'drifted', managedElsewhere: false });
    expect(his.why).toMatchObject({ heldBy: [], heldElsewhere: true, steps: [], runs: [] });
    for (const shown of [secret, ids.projectId]) expect(JSON.stringify(his)).not.toContain(shown);

    const wish = (who: Caller, of?: { id: string }, projectId = into) =>
      who.send<{ detail: string }>('POST', `/resources/${of?.id}/import`, { id: randomUUID(), projectId });
    const unseen = [409, expect.stringContaining('in a project that you do not see')];
    const refused = await wish(bob, kept);
    expect([refused.status, refused.body.detail]).toEqual(unseen);
    const asked = { orgId, resourceId: free?.id ?? '', projectId: ids.projectId, requestedBy: ada.signedIn.user.id };
    await inOrg(world.deps.db, { orgId }, (tx) => tx.insert(resourceImports).values(asked));
    const underWay = await wish(bob, free);
    expect([underWay.status, underWay.body.detail]).toEqual([409, expect.stringContaining('is under way')]);
    // What configures a part of it is no reason not to import the thing itself.
    expect((await wish(bob, part)).status).toBe(202);
    expect((await seen(bob, part?.id)).one).toMatchObject({ codification: 'codified', managedElsewhere: true });
  });

  it('lets a viewer of the organisation work where they are an operator, and nowhere else', async () => {
    const message = { id: randomUUID(), text: 'Hello' };
    expect((await carol.send('POST', `/sessions/${ids.sessionId}/messages`, message)).status).toBe(202);
    expect((await carol.send('POST', '/sessions', { projectId: ids.projectId })).status).toBe(201);
    const rolesOf = async (who: Caller) => (await who.get<{ projectRoles: object }>('/me')).body.projectRoles;
    expect([await rolesOf(carol), await rolesOf(bob)]).toEqual([{ [ids.projectId]: 'operator' }, {}]);
    const note = await carol.send('POST', '/memory-notes', { text: 'Only here', projectId: ids.projectId });
    expect(note.status).toBe(201);
    const moved = await carol.send('PATCH', `/memory-notes/${note.body.id}`, { projectId: null });
    expect([moved.status, moved.body.detail]).toEqual([403, expect.stringContaining('viewer')]);
    const { body } = await ada.get<{ items: { id: string; name: string }[] }>('/projects');
    const main = body.items.find(({ name }) => name === 'Main')?.id;
    const refused = await carol.send('POST', '/sessions', { projectId: main });
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining('viewer')]);
    const members = await carol.send('PATCH', `/projects/${ids.projectId}`, { access: 'organisation' });
    expect([members.status, members.body.detail]).toEqual([
      403,
      expect.stringContaining('in this project is operator'),
    ]);
    const token = await carol.send<{ token: string }>('POST', '/me/api-tokens', { name: 'Script', role: 'viewer' });
    const byToken = await world.app.inject({
      method: 'POST',
      url: '/api/v1/sessions',
      headers: { authorization: `Bearer ${token.body.token}` },
      payload: { projectId: ids.projectId },
    });
    expect(byToken.statusCode).toBe(403);
  });

  it('counts a decision by the role in the project, as of now', async () => {
    const { db } = world.deps;
    const orgId = orgOf(ada);
    await sealRun(world, ada, ids.runId);
    const decision = { decision: 'approve', planSha256 };
    const approve = (who: Caller, id: string) => who.send('POST', `/runs/${ids.runId}/approvals`, { id, ...decision });
    const mayApprove = async (who: Caller) =>
      (await who.get<{ mayApprove: { allowed: boolean } }>(`/runs/${ids.runId}`)).body.mayApprove.allowed;
    expect([await mayApprove(carol), (await approve(carol, randomUUID())).status]).toEqual([false, 403]);
    await give(carol, 'approver');
    expect(await mayApprove(carol)).toBe(true);
    const id = randomUUID();
    const given = await approve(carol, id);
    expect(given.status).not.toBe(403);
    await give(carol, 'operator');
    const pending = await approve(ada, randomUUID());
    expect(pending.status).not.toBe(403);
    const verdict = await inOrg(db, { orgId }, (tx) => checkDecision(tx, ids.runId, id));
    expect(verdict).toEqual({ kind: 'refused', reason: expect.stringContaining('Only approvers') });
  });

  it('lets nobody change their own role in it, and keeps each change', async () => {
    expect((await give(carol, 'admin')).status).toBe(200);
    const own = await carol.send('PUT', `/projects/${ids.projectId}/members/${carol.signedIn.user.id}`, {
      role: 'viewer',
    });
    expect(own.status).toBe(403);
    const stranger = await carol.send('PUT', `/projects/${ids.projectId}/members/${randomUUID()}`, { role: 'viewer' });
    expect(stranger.status).toBe(404);
    const of = `/projects/${ids.projectId}/members/${bob.signedIn.user.id}`;
    expect((await carol.send('PUT', of, { role: 'viewer' })).status).toBe(200);
    expect((await bob.get(`/projects/${ids.projectId}`)).body).toMatchObject({ role: 'viewer', access: 'members' });
    expect((await bob.send('POST', '/sessions', { projectId: ids.projectId })).status).toBe(403);
    expect((await carol.send('DELETE', of)).status).toBe(204);
    expect((await bob.get(`/projects/${ids.projectId}`)).status).toBe(404);
    const { body } = await ada.get<{ items: { action: string; detail: object }[] }>('/audit?action=project.member');
    expect(body.items.length).toBe(6);
    expect(body.items[0]?.detail).toMatchObject({ userId: bob.signedIn.user.id, from: 'viewer', to: null });
  });

  /** Tables in which a person finds a row of the project, of its run or of its conversation, when they ask for it. */
  function tablesSeenBy(who: Caller): Promise<string[]> {
    const scope = { orgId: orgOf(who), userId: who.signedIn.user.id };
    return inOrg(world.deps.db, scope, async (tx) => {
      const { rows } = await tx.execute<{ name: string; by: string }>(sql`
        select c.relname as name, a.attname as by from pg_policy p
        join pg_class c on c.oid = p.polrelid
        join pg_attribute a on a.attrelid = c.oid and a.attname in ('project_id', 'run_id', 'session_id')
        where p.polname = 'hidden' order by 1`);
      const seen = new Set<string>();
      for (const { name, by } of rows) {
        const [table, column] = [sql.identifier(name), sql.identifier(by)];
        const found = await tx.execute(
          sql`select from ${table} where ${column} in (${ids.projectId}, ${ids.runId}, ${ids.sessionId}) limit 1`,
        );
        if (found.rows.length > 0) seen.add(name);
      }
      return [...seen];
    });
  }

  it('is kept from others by each table itself, whatever a query asks', async () => {
    const orgId = orgOf(ada);
    const { body } = await ada.get<{ items: { id: string }[] }>('/integrations');
    const of = { orgId, sessionId: ids.sessionId };
    await inOrg(world.deps.db, { orgId }, async (tx) => {
      const turnId = randomUUID();
      await tx.insert(turns).values({ ...of, id: turnId, kind: 'message', state: 'completed' });
      const usage = { step: 0, model: 'offline', inputTokens: 1, outputTokens: 1, durationMs: 1 };
      await tx.insert(llmUsage).values({ ...of, ...usage, turnId });
      await tx.insert(chatThreads).values({ ...of, integrationId: body.items[0]?.id ?? '', thread: 'C1:1' });
      await tx.insert(stopRequests).values({ orgId, runId: ids.runId, kind: 'cancel' });
    });
    const all = await tablesSeenBy(ada);
    expect(all).toEqual(
      expect.arrayContaining(['approvals', 'budgets', 'chat_sessions', 'chat_threads', 'llm_usage', 'memory_notes']),
    );
    expect(all).toEqual(
      expect.arrayContaining(['messages', 'pull_requests', 'run_transitions', 'runs', 'stop_requests', 'turns']),
    );
    expect(await tablesSeenBy(bob)).toEqual([]);
  });
});
