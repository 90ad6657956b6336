/** Two organisations: whatever one has, the other is answered as if it were not there. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, inOrg } from '../../db/client.ts';
import { listIdentityLinks, putIdentityLink } from '../../db/identity-links.ts';
import { insertPullRequest } from '../../db/pull-requests.ts';
import { anomalies } from '../../db/schema/index.ts';
import { putResources } from '../../tests/support/estate-rows.ts';
import { putDocument, putSource } from '../../tests/support/knowledge-rows.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';

describe.skipIf(!stackIsUp())('tenancy', () => {
  let world: ApiWorld;
  let ada: Caller;
  let eve: Caller;
  let ids: {
    billingAccountId: string;
    budgetId: string;
    anomalyId: string;
    projectId: string;
    sessionId: string;
    runId: string;
    connectionId: string;
    resourceId: string;
    savedViewId: string;
    channelId: string;
    noticeRuleId: string;
    noticeId: string;
    deliveryId: string;
    syncRunId: string;
    integrationId: string;
    identityLinkId: string;
    pullRequestId: string;
    tokenId: string;
    documentId: string;
    sourceId: string;
    noteId: string;
  };
  const seen = new Set<string>();

  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
    eve = await world.newOrg();
    const projects = await ada.get<{ items: { id: string }[] }>('/projects');
    const projectId = projects.body.items[0]?.id ?? '';
    const contents = { 'main.tf': 'terraform {}' };
    await ada.send('POST', `/projects/${projectId}/revisions`, { contents, reason: 'first', baseNumber: null });
    const run = await ada.send<{ id: string }>('POST', `/projects/${projectId}/runs`, {});
    const session = await ada.send<{ id: string }>('POST', '/sessions', {});
    expect([run.status, session.status]).toEqual([202, 201]);
    const connections = await ada.get<{ items: { id: string }[] }>('/connections');
    const connectionId = connections.body.items[0]?.id ?? '';
    const org = { orgId: ada.signedIn.organisation.id, connectionId };
    const [resource] = await putResources(world.deps.db, org, [{ name: 'secret' }]);
    const view = { page: 'inventory', name: 'Mine', query: 'q=secret' };
    const saved = await ada.send<{ id: string }>('POST', '/saved-views', view);
    const sync = await ada.send<{ id: string }>('POST', `/connections/${connectionId}/sync`, {});
    const estate = { syncRunId: sync.body.id, resourceId: resource?.id ?? '', savedViewId: saved.body.id };
    const billing = await ada.send<{ id: string }>('POST', '/billing-accounts', { name: 'Costs', kind: 'upload' });
    const slack = await ada.send<{ id: string }>('POST', '/integrations', { kind: 'slack', name: 'Slack' });
    const token = await ada.send<{ apiToken: { id: string } }>('POST', '/me/api-tokens', { name: 'Script' });
    const budget = await ada.send<{ id: string }>('POST', '/budgets', { name: 'Ours', amount: '10' });
    const note = await ada.send<{ id: string }>('POST', '/memory-notes', { text: 'Ours alone' });
    const place = { ...world.deps, orgId: org.orgId };
    const book = {
      sourceId: await putSource(place),
      title: 'Secret',
      markdown: '# Secret\n\nNobody else reads this.\n',
    };
    const { documentId } = await putDocument(place, book);
    const told = await makeNotices(ada);
    ids = {
      ...told,
      projectId,
      sessionId: session.body.id,
      runId: run.body.id,
      connectionId,
      ...estate,
      billingAccountId: billing.body.id,
      budgetId: budget.body.id,
      integrationId: slack.body.id,
      documentId,
      sourceId: book.sourceId,
      noteId: note.body.id,
      pullRequestId: await putPullRequest(world.deps.db, { orgId: org.orgId, projectId, integrationId: slack.body.id }),
      identityLinkId: await putLink(world.deps.db, ada, slack.body.id),
      tokenId: token.body.apiToken.id,
      anomalyId: await putAnomaly(world.deps.db, org.orgId, billing.body.id),
    };
  });
  afterAll(() => world.close());

  const bodies: Record<string, () => object> = {
    'POST /projects/:projectId/revisions': () => ({ contents: { 'a.tf': '' }, reason: 'x', baseNumber: null }),
    'POST /projects/:projectId/runs': () => ({}),
    'POST /sessions/:sessionId/messages': () => ({ id: randomUUID(), text: 'Hi' }),
    'POST /sessions/:sessionId/stop': () => ({ id: randomUUID() }),
    'PATCH /sessions/:sessionId': () => ({ title: 'Mine now' }),
    'POST /projects/:projectId/drift-checks': () => ({}),
    'POST /resources/:resourceId/import': () => ({ projectId: ids.projectId }),
    'POST /runs/:runId/approvals': () => ({ id: randomUUID(), decision: 'approve', planSha256: 'a'.repeat(64) }),
    'POST /runs/:runId/cancel': () => ({ id: randomUUID() }),
    'POST /runs/:runId/release-lock': () => ({ lockId: randomUUID() }),
    'DELETE /saved-views/:savedViewId': () => ({}),
    'PATCH /notice-channels/:channelId': () => ({ name: 'Mine now' }),
    'DELETE /notice-channels/:channelId': () => ({}),
    'POST /notice-channels/:channelId/test': () => ({}),
    'POST /notice-channels/:channelId/rotate-secret': () => ({}),
    'POST /notice-channels/:channelId/rules': () => ({ kinds: ['run_ended'] }),
    'PATCH /notice-rules/:noticeRuleId': () => ({ enabled: false }),
    'DELETE /notice-rules/:noticeRuleId': () => ({}),
    'PATCH /me/notice-rules/:noticeRuleId': () => ({ enabled: false }),
    'DELETE /me/notice-rules/:noticeRuleId': () => ({}),
    'POST /me/notice-rules': () => ({ way: 'email', kinds: ['run_ended'], projectId: ids.projectId }),
    'POST /deliveries/:deliveryId/resend': () => ({}),
    'POST /sessions': () => ({ projectId: ids.projectId }),
    'PATCH /billing-accounts/:billingAccountId': () => ({ name: 'Mine now' }),
    'DELETE /billing-accounts/:billingAccountId': () => ({}),
    [`POST /billing-accounts/:billingAccountId/uploads?id=${randomUUID()}&name=a.csv`]: () => ({}),
    'POST /billing-accounts/:billingAccountId/sync': () => ({}),
    'POST /workflows/billing-sync': () => ({ billingAccountId: ids.billingAccountId }),
    'POST /workflows/chat-session': () => ({ sessionId: ids.sessionId, message: { id: randomUUID(), text: 'Hi' } }),
    'PATCH /connections/:connectionId/sync': () => ({ intervalMinutes: 30 }),
    'POST /findings/:resourceId/propose': () => ({ rule: 'unattached_volume' }),
    'PATCH /budgets/:budgetId': () => ({ name: 'Mine now' }),
    'DELETE /budgets/:budgetId': () => ({}),
    'PATCH /knowledge/sources/:sourceId': () => ({ name: 'Mine now' }),
    'DELETE /knowledge/sources/:sourceId': () => ({}),
    'POST /knowledge/sources/:sourceId/sync': () => ({}),
    'POST /knowledge/sources/:sourceId/cancel': () => ({}),
    'POST /knowledge/sources/:sourceId/documents?name=a.md': () => ({}),
    'PUT /knowledge/sources/:sourceId/documents?key=a.md': () => ({}),
    'DELETE /knowledge/sources/:sourceId/documents?key=a.md': () => ({}),
    'DELETE /knowledge/documents/:documentId': () => ({}),
    'POST /knowledge/documents/:documentId/retry': () => ({}),
    'PATCH /memory-notes/:noteId': () => ({ text: 'Mine now' }),
    'POST /memory-notes/:noteId/decision': () => ({ decision: 'keep' }),
    'DELETE /memory-notes/:noteId': () => ({}),
    'POST /memory-notes': () => ({ text: 'x', projectId: ids.projectId }),
    'POST /budgets': () => ({ name: 'x', amount: '1', projectId: ids.projectId }),
    'POST /anomalies/:anomalyId/decision': () => ({ state: 'expected' }),
    'POST /connections/kubernetes': () => ({
      name: 'Theirs',
      projectId: ids.projectId,
      clusterUid: randomUUID(),
      kubeconfig: '{}',
    }),
    'PUT /connections/:connectionId/manifest-policy': () => ({ namespaces: null, allow: [] }),
    'POST /connections/:connectionId/sync': () => ({ id: randomUUID() }),
    'POST /connections/:connectionId/sync/cancel': () => ({}),
    'POST /workflows/resource-sync': () => ({ connectionId: ids.connectionId }),
    'PATCH /integrations/:integrationId': () => ({ name: 'Mine now' }),
    'POST /integrations/:integrationId/secrets': () => ({ secrets: { botToken: 'xoxb-1' } }),
    'POST /integrations/:integrationId/verify': () => ({}),
    'DELETE /integrations/:integrationId': () => ({}),
    'DELETE /identity-links/:identityLinkId': () => ({}),
    'PUT /projects/:projectId/repository': () => ({ integrationId: ids.integrationId, repository: 'acme/infra' }),
    'PATCH /projects/:projectId/repository': () => ({ applyOn: 'merge' }),
    'DELETE /projects/:projectId/repository': () => ({}),
    'POST /projects/:projectId/repository/import': () => ({}),
    'POST /runs/:runId/pull-request': () => ({}),
    'POST /me/link-codes': () => ({ integrationId: ids.integrationId }),
    'DELETE /me/api-tokens/:tokenId': () => ({}),
    'DELETE /api-tokens/:tokenId': () => ({}),
    'POST /workflows/provisioning-run': () => ({ projectId: ids.projectId, kind: 'apply' }),
  };
  const routes = [
    'GET /projects/:projectId',
    'GET /projects/:projectId/revisions',
    'GET /projects/:projectId/revisions/latest',
    'GET /projects/:projectId/revisions/1',
    'GET /projects/:projectId/state',
    'GET /projects/:projectId/drift',
    'GET /sessions/:sessionId',
    'GET /notice-channels/:channelId',
    'GET /notices/:noticeId',
    'GET /deliveries/:deliveryId',
    'GET /sessions/:sessionId/messages',
    'GET /connections/:connectionId/coverage',
    'GET /connections/:connectionId/manifest-policy',
    'GET /projects/:projectId/kubernetes-objects',
    'GET /connections/:connectionId/sync',
    'GET /connections/:connectionId/sync-runs',
    'GET /sync-runs/:syncRunId',
    'GET /runs/:runId',
    'GET /runs/:runId/approvals',
    'GET /resources/:resourceId',
    'GET /resources/:resourceId/why',
    'GET /resources/:resourceId/costs',
    'GET /projects/:projectId/costs',
    'GET /runs/:runId/costs',
    'GET /resources/:resourceId/imports',
    'GET /resources/:resourceId/history',
    'GET /resources/:resourceId/neighbours',
    'GET /resources/:resourceId/blast-radius',
    'GET /resources/:resourceId/destroy-preview',
    `GET /resources/:resourceId/path?to=${randomUUID()}`,
    'GET /graph?resource=:resourceId',
    'GET /events/session::sessionId',
    'GET /events/run::runId',
    'GET /billing-accounts/:billingAccountId',
    'GET /integrations/:integrationId',
    'GET /projects/:projectId/repository',
    'GET /projects/:projectId/pull-requests',
    'GET /runs/:runId/pull-request',
    'GET /pull-requests/:pullRequestId',
    'GET /budgets/:budgetId',
    'GET /knowledge/documents/:documentId/text',
    'GET /knowledge/documents/:documentId',
    'GET /knowledge/documents/:documentId/original',
    'GET /knowledge/sources/:sourceId',
    'GET /knowledge/sources/:sourceId/ingests',
    'GET /billing-accounts/:billingAccountId/loads',
    'GET /billing-accounts/:billingAccountId/syncs',
    ...Object.keys(bodies),
  ];

  it.each(routes)("answers 404 for another organisation's ids: %s", async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const real = path.replace(/:(\w+Id)/, (_, name: keyof typeof ids) => ids[name]);
    const answer = method === 'GET' ? await eve.get(real) : await eve.send(method as 'POST', real, bodies[route]?.());
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    seen.add(route);
  });

  it('covers every route of the contract that names a thing', () => {
    const tried = new Set(routes.map((route) => route.replace('revisions/1', 'revisions/:number').replace(/\?.*/, '')));
    const named = Object.entries(world.app.swagger().paths ?? {})
      .filter(([path]) => !path.includes('/hooks/'))
      .filter(([path]) => /{\w+Id}/.test(path))
      .flatMap(([path, methods]) =>
        Object.keys(methods ?? {}).map(
          (method) => `${method.toUpperCase()} ${path.replace('/api/v1', '').replaceAll('{', ':').replaceAll('}', '')}`,
        ),
      );
    expect(named.length).toBeGreaterThan(12);
    expect(named.filter((route) => !tried.has(route))).toEqual([]);
    expect(seen.size).toBe(routes.length);
  });

  it('shows nothing of the other organisation in lists, and its org stream not at all', async () => {
    for (const path of [
      '/api-tokens',
      '/me/api-tokens',
      '/billing-accounts',
      '/integrations',
      '/identity-links',
      '/anomalies',
      '/memory-notes',
      '/knowledge/sources',
      '/knowledge/documents',
      '/knowledge/indexes',
      '/budgets',
      '/projects',
      '/sessions',
      '/runs',
      '/connections',
      '/resources',
      '/graph',
      '/saved-views',
      '/notice-channels',
      '/notices',
      '/deliveries',
      '/me/notice-rules',
    ]) {
      const shown = JSON.stringify((await eve.get(path)).body);
      for (const id of Object.values(ids)) expect(shown).not.toContain(id);
    }
    expect((await eve.get(`/events/org:${ada.signedIn.organisation.id}`)).status).toBe(404);
    expect((await ada.get(`/events/org:${ada.signedIn.organisation.id}`)).status).toBe(200);
  });

  it("cannot attach the other organisation's connection or take its ids", async () => {
    const connections = await ada.get<{ items: { id: string }[] }>('/connections');
    const connectionIds = connections.body.items.map(({ id }) => id);
    expect((await eve.send('POST', '/projects', { name: 'Stolen', connectionIds })).status).toBe(404);
    const taken = await eve.send('POST', '/sessions', { id: ids.sessionId });
    expect(taken.status).toBe(404);
    expect((await ada.get(`/sessions/${ids.sessionId}`)).status).toBe(200);
  });
});

async function putLink(db: Database, { signedIn }: Caller, integrationId: string): Promise<string> {
  const orgId = signedIn.organisation.id;
  const row = { orgId, integrationId, userId: signedIn.user.id, provider: 'slack', externalId: 'T1:U1' } as const;
  return inOrg(db, { orgId }, async (tx) => {
    await putIdentityLink(tx, { ...row, externalName: 'ada' });
    return (await listIdentityLinks(tx))[0]?.link.id ?? '';
  });
}

async function putPullRequest(
  db: Database,
  of: { orgId: string; projectId: string; integrationId: string },
): Promise<string> {
  const row = { ...of, id: randomUUID(), repository: 'acme/infra', branch: 'aurora/1', title: 'A change' };
  return inOrg(db, of, async (tx) => (await insertPullRequest(tx, row)).id);
}

async function makeNotices(caller: Caller) {
  const channel = { name: 'Ours', kind: 'email', settings: { addresses: ['ops@example.test'] }, kinds: ['run_ended'] };
  type Made = { channel: { id: string; rules: { id: string }[] } };
  const { body } = await caller.send<Made>('POST', '/notice-channels', channel);
  const sent = await caller.send<{ deliveryId: string }>('POST', `/notice-channels/${body.channel.id}/test`);
  const notices = await caller.get<{ items: { id: string }[] }>('/notices?kind=test');
  return {
    channelId: body.channel.id,
    noticeRuleId: body.channel.rules[0]?.id ?? '',
    noticeId: notices.body.items[0]?.id ?? '',
    deliveryId: sent.body.deliveryId,
  };
}

async function putAnomaly(db: Database, orgId: string, billingAccountRef: string): Promise<string> {
  const about = { day: '2025-03-01', currency: 'USD', subject: 's', kind: 'spike' } as const;
  const row = { ...about, orgId, billingAccountRef, expected: '1', actual: '2', score: '9' };
  const [kept] = await inOrg(db, { orgId }, (tx) => tx.insert(anomalies).values(row).returning());
  return kept?.id ?? '';
}
