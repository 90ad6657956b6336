/** Messages: kept once, told in the right order, refused in words. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { turns } from '../../db/schema/index.ts';
import { type ApiWorld, type Caller, makeApiWorld, signalsOf, stackIsUp } from '../testing/world.ts';

type Events = { items: { seq: number; event: { type: string; payload: Record<string, unknown> } }[]; lastSeq: number };

describe.skipIf(!stackIsUp())('messages', () => {
  let world: ApiWorld;
  let ada: Caller;
  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
  });
  afterAll(() => world.close());

  async function newSession(): Promise<string> {
    const id = randomUUID();
    const answer = await ada.send('POST', '/sessions', { id });
    expect([answer.status, answer.body.id]).toEqual([201, id]);
    return id;
  }

  it('answers a repeat of everything that has a client-made id the same, and does it once', async () => {
    const session = { id: randomUUID(), title: 'Logs' };
    const first = await ada.send('POST', '/sessions', session);
    const again = await ada.send('POST', '/sessions', session);
    expect([again.status, again.body]).toEqual([201, first.body]);

    const message = { id: randomUUID(), text: 'Create a bucket' };
    const path = `/sessions/${session.id}/messages`;
    const sent = await Promise.all([1, 2, 3, 4].map(() => ada.send('POST', path, message)));
    expect(sent.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(sent.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const transcript = await ada.get<{ items: object[] }>(path);
    expect(transcript.body.items).toHaveLength(1);
    const events = await ada.get<Events>(`/events/session:${session.id}`);
    expect(events.body.items.filter(({ event }) => event.type === 'message.accepted')).toHaveLength(1);

    const project = { id: randomUUID(), name: `P ${randomUUID()}` };
    const made = await ada.send('POST', '/projects', project);
    expect((await ada.send('POST', '/projects', project)).body).toEqual(made.body);
    const named = await ada.send('POST', '/projects', { name: project.name });
    expect([named.status, named.body.code]).toEqual([409, 'conflict']);
  });

  it('takes an id in capitals as the same id', async () => {
    const sessionId = await newSession();
    const id = randomUUID();
    const path = `/sessions/${sessionId.toUpperCase()}/messages`;
    await ada.send('POST', path, { id: id.toUpperCase(), text: 'Hi' });
    const again = await ada.send('POST', path, { id, text: 'Hi' });
    expect([again.status, again.body.id]).toEqual([202, id]);
  });

  it('nudges the workflow, and stops the turn before it says that an interrupting message waits', async () => {
    const sessionId = await newSession();
    const path = `/sessions/${sessionId}/messages`;
    await ada.send('POST', path, { id: randomUUID(), text: 'One' });
    await ada.send('POST', path, { id: randomUUID(), text: 'Two', delivery: 'interrupt' });
    await ada.send('POST', `/sessions/${sessionId}/stop`, { id: randomUUID() });
    expect(await signalsOf(world.deps, `session-${sessionId}`)).toEqual([
      'sessionNudge',
      'stopTurn',
      'sessionNudge',
      'stopTurn',
    ]);
  });

  it('finds nothing to stop where nothing was ever said, and that is no error', async () => {
    const sessionId = await newSession();
    expect((await ada.send('POST', `/sessions/${sessionId}/stop`, { id: randomUUID() })).status).toBe(202);
    expect(await signalsOf(world.deps, `session-${sessionId}`)).toEqual([]);
  });

  it('starts the workflow for a script and says where to watch it', async () => {
    const sessionId = await newSession();
    const message = { id: randomUUID(), text: 'Hi' };
    const answer = await ada.send('POST', '/workflows/chat-session', { sessionId, message });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ workflowId: `session-${sessionId}`, sessionId, messageId: message.id });
    expect(answer.body.temporalUrl).toContain(`/workflows/session-${sessionId}`);
    expect(await signalsOf(world.deps, `session-${sessionId}`)).toEqual(['sessionNudge']);
  });

  it('names the turn that goes on, not the outcome of a run that it took in', async () => {
    const sessionId = await newSession();
    const orgId = ada.signedIn.organisation.id;
    const of = { orgId, sessionId };
    const waitedSince = new Date(Date.now() - 60_000);
    const waits = { ...of, id: randomUUID(), kind: 'message' as const, createdAt: waitedSince, startedAt: waitedSince };
    const outcome = { ...of, id: randomUUID(), kind: 'outcome' as const, state: 'queued' as const };
    const turnNow = async () => (await ada.get<{ turn: object }>(`/sessions/${sessionId}`)).body.turn;
    await inOrg(world.deps.db, { orgId }, (tx) => tx.insert(turns).values([{ ...waits, state: 'running' }, outcome]));
    expect(await turnNow()).toMatchObject({ id: waits.id, state: 'running' });
    // As db/turns.ts leaves the row of an outcome that was taken in.
    const taken = { state: 'completed' as const, finishedAt: new Date() };
    await inOrg(world.deps.db, { orgId }, (tx) => tx.update(turns).set(taken).where(eq(turns.id, outcome.id)));
    await inOrg(world.deps.db, { orgId }, (tx) => tx.update(turns).set(taken).where(eq(turns.id, waits.id)));
    expect(await turnNow()).toMatchObject({ id: waits.id, state: 'completed' });
  });

  it('shows a conversation with its title, and drops archived ones from the list', async () => {
    const sessionId = await newSession();
    await ada.send('POST', `/sessions/${sessionId}/messages`, { id: randomUUID(), text: 'Name me\nplease' });
    expect((await ada.get(`/sessions/${sessionId}`)).body).toMatchObject({ title: 'Name me', turn: null });
    await ada.send('PATCH', `/sessions/${sessionId}`, { title: 'Better' });
    await ada.send('PATCH', `/sessions/${sessionId}`, { archived: true });
    const list = await ada.get<{ items: { id: string }[] }>('/sessions');
    expect(list.body.items.map(({ id }) => id)).not.toContain(sessionId);
    expect((await ada.get(`/sessions/${sessionId}`)).body.title).toBe('Better');
    const org = await ada.get<Events>(`/events/org:${ada.signedIn.organisation.id}`);
    const titles = org.body.items
      .filter(({ event }) => event.payload.sessionId === sessionId)
      .map(({ event }) => event.payload.title);
    expect(titles).toEqual(['New conversation', 'Name me', 'Better']);
  });

  it('pages through a list without repeats or gaps while new ones come in', async () => {
    const grace = await world.newOrg();
    const make = () => grace.send<{ id: string }>('POST', '/sessions', {});
    const made = [];
    for (let count = 0; count < 5; count += 1) made.unshift((await make()).body.id);
    type Page = { items: { id: string }[]; nextCursor: string | null };
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { body: Page } = await grace.get<Page>(`/sessions?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      found.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.nextCursor;
      if (found.length === 2) await make();
    } while (cursor);
    expect(found).toEqual(made);
    expect((await grace.get('/sessions?cursor=bogus')).status).toBe(400);
  });

  it('refuses a model that cannot be used, naming those that can', async () => {
    const answer = await ada.send('POST', '/sessions', { model: 'nobody:nothing' });
    expect([answer.status, answer.body.code]).toEqual([422, 'model_unknown']);
    expect(answer.body.detail).toContain('offline');
  });

  it('names each wrong field of a request', async () => {
    const sessionId = await newSession();
    const answer = await ada.send<{ details: { fields: { field: string; problem: string }[] }; detail: string }>(
      'POST',
      `/sessions/${sessionId}/messages`,
      { id: 'x', text: '  ' },
    );
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ code: 'bad_request', retryable: false, requestId: expect.any(String) });
    expect(answer.body.details.fields.map(({ field }) => field)).toEqual(['body.id', 'body.text']);
    expect(answer.body.detail).toContain('body.id');
  });

  it('refuses a character that Postgres cannot keep, as the mistake of the request', async () => {
    const sessionId = await newSession();
    const path = `/sessions/${sessionId}/messages`;
    for (const text of ['a\u0000b', 'a\ud800b']) {
      const answer = await ada.send('POST', path, { id: randomUUID(), text });
      expect([text, [202, 400].includes(answer.status)]).toEqual([text, true]);
    }
    expect((await ada.send('POST', path, { id: randomUUID(), text: 'a\u0000b' })).status).toBe(400);
  });

  it('keeps a sane request id of the caller and makes one otherwise', async () => {
    const ask = (id: string) => world.app.inject({ url: '/api/v1/me', headers: { 'x-request-id': id } });
    const kept = await ask('trace-0123456789');
    expect([kept.headers['x-request-id'], kept.json().requestId]).toEqual(['trace-0123456789', 'trace-0123456789']);
    expect((await ask('bad id\twith spaces')).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('lets the page of WEB_URL in and no other', async () => {
    const ask = (origin: string) =>
      world.app.inject({
        method: 'OPTIONS',
        url: '/api/v1/me',
        headers: { origin, 'access-control-request-method': 'GET' },
      });
    const web = new URL(world.deps.config.WEB_URL).origin;
    expect((await ask(web)).headers['access-control-allow-origin']).toBe(web);
    expect((await ask('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('answers health at once and readiness by looking at the parts', async () => {
    expect((await world.app.inject('/api/v1/health')).json()).toEqual({ ok: true });
    const ready = await world.app.inject('/api/v1/health/ready');
    expect(ready.json()).toMatchObject({
      ok: true,
      parts: { postgres: { ok: true }, temporal: { ok: true }, vault: { ok: true }, s3: { ok: true } },
    });
    expect(ready.statusCode).toBe(200);
  });
});
