/**
 * Two organisations, beside what the contract names: sockets, tickets, storage, the index, webhooks, ids that are made
 * by clients, and workflows. The tenant walk asks the routes themselves.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLive, refusedWith, ticketOf } from '../../api/testing/live-client.ts';
import { type ApiWorld, type Caller, hasStarted, makeApiWorld, stackIsUp } from '../../api/testing/world.ts';
import { publishEvent } from '../../db/events.ts';
import { collectionOf } from '../../platform/vectors/schema.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { putDocument, putServingIndex } from '../support/knowledge-rows.ts';
import { weaviateReady } from '../support/weaviate.ts';
import { type Ids, makeTenant } from './tenant-cases.ts';

const indexIsThere = await weaviateReady();
const mark = `zanzibar${randomUUID().slice(0, 8)}`;

describe.skipIf(!stackIsUp())('another organisation', () => {
  let world: ApiWorld;
  let ada: Caller;
  let eve: Caller;
  let hers: Ids;
  let own: Ids;
  let address: string;

  beforeAll(async () => {
    world = await makeApiWorld();
    [ada, eve] = [await world.newOrg(), await world.newOrg()];
    [hers, own] = [await makeTenant(world, ada, mark), await makeTenant(world, eve, 'eve')];
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    address = `127.0.0.1:${(world.app.server.address() as { port: number }).port}`;
  });
  afterAll(() => world?.close());

  it('follows none of its streams over a socket, and hears nothing that happens there', async () => {
    const streams = [`session:${hers.sessionId}`, `run:${hers.runId}`, `org:${hers.orgId}`] as const;
    const nobody = [`session:${randomUUID()}`, `run:${randomUUID()}`, `org:${randomUUID()}`];
    const live = await openLive(`ws://${address}`, eve);
    for (const stream of [...streams, ...nobody]) live.send({ type: 'resume', stream, afterSeq: 0 });
    live.send({ type: 'resume', stream: `org:${own.orgId}`, afterSeq: 0 });
    await live.until((answers) => answers.filter(({ type }) => type !== 'event').length >= 7);
    const refusals = live.answers.filter((one) => one.type === 'refused');
    expect(refusals.map(({ stream }) => stream)).toEqual([...streams, ...nobody]);
    expect(new Set(refusals.map(({ problem }) => problem)).size).toBe(1);

    const titled = (title: string, sessionId: string) =>
      ({ type: 'session.updated', payload: { sessionId, title } }) as const;
    for (const stream of streams) await publishEvent(world.deps.db, hers.orgId, stream, titled(mark, hers.sessionId));
    await publishEvent(world.deps.db, own.orgId, `org:${own.orgId}`, titled('the last word', own.sessionId));
    await live.until((answers) => JSON.stringify(answers).includes('the last word'));
    expect(JSON.stringify(live.answers.filter((one) => one.type === 'event'))).not.toContain(mark);
    await live.close();
  });

  it('gets in with no ticket that was changed to be another person, nor with one that was used', async () => {
    const withTicket = (ticket: string) => refusedWith(`ws://${address}/live?ticket=${encodeURIComponent(ticket)}`);
    const [secret, via] = (await ticketOf(eve)).split('.');
    const [, , hersSignIn] = (await ticketOf(ada)).split('.');
    expect(await withTicket(`${secret}.${via}.${hersSignIn}`)).toBe(401);
    expect(await withTicket(`${secret}.token.${hers.tokenId}`)).toBe(401);
    const once = await ticketOf(eve);
    const live = await openLive(`ws://${address}`, {
      ...eve,
      send: async () => ({ status: 201, body: { ticket: once } as never, headers: {} }),
    });
    expect(await withTicket(once)).toBe(401);
    await live.close();
  });

  const keysOf = async () => new Map((await world.deps.storage.list('')).map(({ key, etag }) => [key, etag]));
  const upload = (method: 'POST' | 'PUT', path: string, token = eve.signedIn.accessToken) =>
    world.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
      payload: '# Eve was here\n',
    });

  it('writes objects under names that the server makes, and none where they are not its own', async () => {
    const before = await keysOf();
    const hersKeys = [...before.keys()].filter((key) => key.includes(hers.orgId) || key.includes(hers.projectId));
    expect(hersKeys.length).toBeGreaterThan(1);
    const [target = ''] = hersKeys;
    const names = [
      target,
      `../../${target}`,
      `/${target}`,
      `..%2f${target}`,
      `..\\..\\${target}`,
      `a.md\0${target}`,
      './x/../../y.md',
    ];
    const sources = await eve.get<{ items: { id: string; kind: string }[] }>('/knowledge/sources');
    const sourceId = sources.body.items[0]?.id ?? own.sourceId;
    const statuses: number[] = [];
    for (const name of names) {
      const query = encodeURIComponent(name);
      for (const path of [
        `/knowledge/sources/${sourceId}/documents?name=${query}`,
        `/billing-accounts/${own.billingAccountId}/uploads?id=${randomUUID()}&name=${query}&part=${query}`,
      ])
        statuses.push((await upload('POST', path)).statusCode);
      statuses.push((await upload('PUT', `/knowledge/sources/${sourceId}/documents?key=${query}`)).statusCode);
      const contents = { [name]: 'x' };
      statuses.push(
        (await eve.send('POST', `/projects/${own.projectId}/revisions`, { contents, reason: 'x', baseNumber: null }))
          .status,
      );
    }
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(statuses.filter((status) => status === 202).length).toBeGreaterThan(3);
    const after = await keysOf();
    expect(hersKeys.filter((key) => after.get(key) !== before.get(key))).toEqual([]);
    const fresh = [...after.keys()].filter((key) => !before.has(key));
    expect(fresh.length).toBeGreaterThan(3);
    const wellMade = /^[\w-]+(\/[\w-]+)*(\.\w+)*$/;
    expect(
      fresh.filter((key) => !wellMade.test(key) || !(key.includes(own.orgId) || key.includes(own.projectId))),
    ).toEqual([]);
  });

  it.each([
    '/knowledge/documents/../documents/:documentId/original',
    '/knowledge/documents/%2e%2e%2f:documentId/original',
    '/knowledge/documents/:own%2f..%2f:documentId/text',
    '/knowledge/documents/:documentId%00/original',
    '/knowledge/documents/:DOCUMENTID/text',
    '/projects/%2e%2e/projects/:projectId/state',
    '/projects/:projectId%2fstate',
    '//projects/:projectId/revisions/latest',
    '/projects/:projectId/revisions/1%2f..%2flatest',
    '/projects/:projectId/revisions/0x1',
    '/events/org:%3AorgId',
    '/events/session:own,session:sessionId',
    '/events/org::orgId%00',
    '/runs/:runId;v=1',
    '/audit?subjectId=:runId&subjectId=x',
    '/resources?connectionId=:connectionId&connectionId=:connectionId',
    '/knowledge/search?q=zanzibar&source=:sourceId,x',
  ])('reads nothing by a spelling of its own: %s', async (spelled) => {
    const url = spelled
      .replaceAll(/:(\w+Id)\b/g, (_, kind: keyof Ids) => hers[kind])
      .replaceAll(':DOCUMENTID', hers.documentId.toUpperCase())
      .replaceAll(':own', own.documentId);
    const { statusCode, body } = await world.app.inject({
      url: `/api/v1${url}`,
      headers: { authorization: `Bearer ${eve.signedIn.accessToken}` },
    });
    expect([200, 400, 404]).toContain(statusCode);
    expect(body).not.toContain(mark);
    if (statusCode === 200) expect(body).not.toMatch(/"items":\[\{/);
  });

  it('cannot take an id that is taken there, and learns nothing of what has it', async () => {
    const body = { name: 'x', reason: 'x', text: 'x', amount: '1', query: 'q=x', page: 'inventory', way: 'email' };
    const asks: [path: string, id: string, more?: object][] = [
      ['/projects', hers.projectId, { connectionIds: [own.connectionId] }],
      ['/sessions', hers.sessionId],
      ['/budgets', hers.budgetId],
      ['/memory-notes', hers.noteId],
      ['/saved-views', hers.savedViewId],
      ['/billing-accounts', hers.billingAccountId, { kind: 'upload' }],
      ['/integrations', hers.integrationId, { kind: 'slack' }],
      ['/me/notice-rules', hers.myNoticeRuleId, { kinds: ['run_ended'] }],
      ['/me/api-tokens', hers.tokenId],
      ['/knowledge/sources', hers.sourceId, { kind: 'upload', settings: {} }],
      [`/projects/${own.projectId}/runs`, hers.runId],
    ];
    const before = JSON.stringify((await ada.get(`/projects/${hers.projectId}`)).body);
    const told: Record<string, unknown> = {};
    for (const [path, id, more] of asks) {
      const { status, body: answer } = await eve.send('POST', path, { ...body, ...more, id });
      if (status !== 404) told[path] = [status, answer];
      expect(JSON.stringify(answer)).not.toContain(mark);
      expect((await eve.send('POST', path, { ...body, ...more, id })).status).toBe(status);
    }
    expect(told).toEqual({});
    expect(JSON.stringify((await ada.get(`/projects/${hers.projectId}`)).body)).toBe(before);
  });

  it("starts and signals no workflow of the other's ids", async () => {
    const id = randomUUID;
    await eve.send('POST', '/workflows/chat-session', { sessionId: hers.sessionId, message: { id: id(), text: 'Hi' } });
    await eve.send('POST', `/sessions/${hers.sessionId}/messages`, { id: id(), text: 'Hi' });
    await eve.send('POST', `/sessions/${hers.sessionId}/stop`, { id: id() });
    await eve.send('POST', '/workflows/billing-sync', { billingAccountId: hers.billingAccountId });
    await eve.send('POST', `/projects/${hers.projectId}/drift-checks`, {});
    await eve.send('POST', `/knowledge/sources/${hers.sourceId}/sync`, {});
    const named = [
      workflowIds.chatSession(hers.sessionId),
      workflowIds.billingSync(hers.billingAccountId),
      workflowIds.driftCheck(hers.projectId),
      workflowIds.knowledgeIngest(hers.sourceId),
    ];
    for (const workflowId of named)
      expect([workflowId, await hasStarted(world.deps, workflowId)]).toEqual([workflowId, false]);
    // The same, asked by their owner, is a workflow: what was looked for can be seen.
    await ada.send('POST', `/sessions/${hers.sessionId}/messages`, { id: id(), text: 'Hi' });
    expect(await hasStarted(world.deps, named[0] ?? '')).toBe(true);
  });

  it.each(['/hooks/github/:id', '/hooks/slack/:id/events', '/hooks/slack/:id/actions'])(
    'is told nothing of whose webhook it is: %s',
    async (path) => {
      const payload = JSON.stringify({ zen: 'x' });
      const [now, secret] = [String(Math.floor(Date.now() / 1_000)), 'eves-own-secret'];
      const sign = (text: string) => createHmac('sha256', secret).update(text).digest('hex');
      const headers = {
        'content-type': 'application/json',
        'x-github-event': 'ping',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': `sha256=${sign(payload)}`,
        'x-slack-request-timestamp': now,
        'x-slack-signature': `v0=${sign(`v0:${now}:${payload}`)}`,
      };
      const answers: [number, string][] = [];
      for (const id of [hers.integrationId, own.integrationId, randomUUID(), '../x', 'x'.repeat(90)]) {
        const url = `/api/v1${path.replace(':id', encodeURIComponent(id))}`;
        const { statusCode, body } = await world.app.inject({ method: 'POST', url, headers, payload });
        answers.push([statusCode, body.replace(/"requestId":"[^"]+"/, '')]);
      }
      expect(answers[0]?.[0]).toBe(401);
      expect(answers.filter((answer) => JSON.stringify(answer) !== JSON.stringify(answers[0]))).toEqual([]);
    },
  );

  describe.skipIf(!indexIsThere)('in the index', () => {
    it('finds nothing by its exact words, not even when the index has it in the wrong tenant', async () => {
      const { index } = world.deps.vectors;
      const collection = collectionOf('none');
      const words = `${mark} evacuates the reactor`;
      const place = { ...world.deps, orgId: hers.orgId };
      const made = await putDocument(place, {
        sourceId: hers.sourceId,
        title: 'Secret',
        markdown: `# A\n\n${words}.\n`,
      });
      const [id = ''] = made.chunkIds;
      const chunk = {
        id,
        documentId: made.documentId,
        sourceId: hers.sourceId,
        title: 'Secret',
        headings: 'A',
        text: words,
      };
      for (const orgId of [hers.orgId, own.orgId]) {
        await putServingIndex({ db: world.deps.db, orgId }, { collection });
        await index.prepare({ collection, orgId });
      }
      await index.write({ collection, orgId: hers.orgId }, [chunk]);
      const search = (caller: Caller) =>
        caller.get<{ hits: unknown[] }>(`/knowledge/search?q=${encodeURIComponent(words)}`);
      expect((await search(ada)).body.hits).toHaveLength(1);
      const query = { text: words, weight: 0, limit: 10 };
      expect(await index.search({ collection, orgId: own.orgId }, query)).toEqual([]);
      expect((await search(eve)).body.hits).toEqual([]);
      await index.write({ collection, orgId: own.orgId }, [chunk]);
      expect(await index.search({ collection, orgId: own.orgId }, query)).toHaveLength(1);
      const spoiled = await search(eve);
      expect(spoiled.body.hits).toEqual([]);
      expect(JSON.stringify(spoiled.body)).not.toContain('reactor"');
      for (const orgId of [hers.orgId, own.orgId]) await index.drop({ collection, orgId });
    });
  });
});
