/** Sources and documents over the API: rows, bytes and nudges. Reading them is the worker's (see workflows). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { beginIngest, claimIngest } from '../../db/knowledge-ingests.ts';
import { doneTo } from '../testing/audit.ts';
import { type ApiWorld, type Caller, makeApiWorld, signalsOf, stackIsUp } from '../testing/world.ts';

type Source = { id: string; counts: { documents: number; waiting: number }; ingest: { id: string; state: string } };
type Taken = { documentId: string; versionId: string; isNew: boolean };

describe.skipIf(!stackIsUp())('sources and documents', () => {
  let world: ApiWorld;
  let ada: Caller;

  beforeAll(async () => {
    world = await makeApiWorld();
    ada = await world.newOrg();
  });
  afterAll(() => world.close());

  async function newSource(kind: 'upload' | 'api' | 'urls' | 'git', more: object = {}, caller = ada) {
    const body = { id: randomUUID(), name: `Docs ${randomUUID()}`, kind, ...more };
    return caller.send<Source>('POST', '/knowledge/sources', body);
  }

  const raw = async <Body = Taken>(method: 'POST' | 'PUT', path: string, payload: Buffer | string, caller = ada) => {
    const answer = await world.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${caller.signedIn.accessToken}`, 'content-type': 'text/markdown' },
      payload,
    });
    return { status: answer.statusCode, body: answer.json<Body>() };
  };
  const upload = (sourceId: string, name: string, bytes: Buffer | string) =>
    raw('POST', `/knowledge/sources/${sourceId}/documents?name=${encodeURIComponent(name)}`, bytes);

  it('takes many documents of one source at the same moment', async () => {
    const { body: source } = await newSource('upload');
    const names = Array.from({ length: 12 }, (_, at) => `${at}.md`);
    const answers = await Promise.all(names.map((name) => upload(source.id, name, `# ${name}`)));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 202));
  });

  it('keeps an uploaded document byte for byte, shows it waiting, and tells the workflow once a change', async () => {
    const { body: source } = await newSource('upload');
    const bytes = Buffer.from([0xff, 0xfe, ...Buffer.from('# Runbook', 'utf16le')]);
    const { status, body: taken } = await upload(source.id, 'On call/run book.md', bytes);
    expect([status, taken.isNew]).toEqual([202, true]);
    const { body: document } = await ada.get<Record<string, unknown>>(`/knowledge/documents/${taken.documentId}`);
    expect(document).toMatchObject({
      state: 'waiting',
      title: 'run book',
      bytes: bytes.length,
      versions: [{ number: 1 }],
    });
    const original = await world.app.inject({
      url: `/api/v1/knowledge/documents/${taken.documentId}/original`,
      headers: { authorization: `Bearer ${ada.signedIn.accessToken}` },
    });
    expect(original.rawPayload.equals(bytes)).toBe(true);
    expect(original.headers['content-disposition']).toBe("attachment; filename*=UTF-8''run%20book.md");
    expect(await signalsOf(world.deps, `knowledge-${source.id}`)).toEqual(['ingestNudge']);
    const { body: shown } = await ada.get<Source>(`/knowledge/sources/${source.id}`);
    expect(shown).toMatchObject({ counts: { documents: 1, waiting: 1 }, ingest: { state: 'running' } });
  });

  it('makes the same name the next version, and the first bytes again the newest once more', async () => {
    const { body: source } = await newSource('upload');
    const [a, b] = ['# A', '# B'];
    const first = await upload(source.id, 'x.md', a);
    const second = await upload(source.id, 'x.md', b);
    const third = await upload(source.id, 'x.md', a);
    expect(new Set([first, second, third].map(({ body }) => body.documentId)).size).toBe(1);
    expect(third.body.versionId).toBe(first.body.versionId);
    const { body } = await ada.get<{ versions: { id: string; number: number }[] }>(
      `/knowledge/documents/${first.body.documentId}`,
    );
    expect(body.versions.map(({ id, number }) => [id, number])).toEqual([
      [first.body.versionId, 3],
      [second.body.versionId, 2],
    ]);
  });

  it('refuses what is larger than 50 MB, and what is empty', async () => {
    const { body: source } = await newSource('upload');
    const large = await upload(source.id, 'large.md', Buffer.alloc(50 * 1024 * 1024 + 1, 'a'));
    expect([large.status, large.body]).toMatchObject([413, { code: 'payload_too_large' }]);
    expect((await upload(source.id, 'empty.md', '')).status).toBe(400);
    const { body } = await ada.get<{ items: unknown[] }>(`/knowledge/documents?sourceId=${source.id}`);
    expect(body.items).toEqual([]);
  });

  it('lets a script write and remove by key', async () => {
    const { body: source } = await newSource('api');
    const at = `/knowledge/sources/${source.id}/documents?key=${encodeURIComponent('wiki/How to page?')}`;
    const { body: one } = await raw('PUT', `${at}&title=Paging`, 'Call 112.');
    const { body: two } = await raw('PUT', at, 'Call 113.');
    expect(two.documentId).toBe(one.documentId);
    expect((await ada.send('DELETE', at)).status).toBe(204);
    expect((await ada.send('DELETE', at)).status).toBe(404);
    const removed = await ada.get<{ items: { key: string; state: string }[] }>(
      `/knowledge/documents?sourceId=${source.id}&state=removed`,
    );
    expect(removed.body.items).toMatchObject([{ key: 'wiki/How to page?', state: 'removed' }]);
    expect((await ada.get<{ items: [] }>(`/knowledge/documents?sourceId=${source.id}`)).body.items).toEqual([]);
    expect(await doneTo(ada, one.documentId)).toEqual(['document.write', 'document.write', 'document.remove']);
    const { body: again } = await raw('PUT', at, 'Call 114.');
    expect(again.documentId).toBe(one.documentId);
  });

  it('says what does not fit', async () => {
    const statuses = await Promise.all([
      newSource('urls'),
      newSource('urls', { settings: { urls: ['file:///etc/passwd'] } }),
      newSource('git', { settings: { git: { url: 'ssh://git@host/x' } } }),
      newSource('upload', { settings: { urls: ['https://example.com'] } }),
      newSource('upload', { intervalMinutes: 60 }),
      newSource('upload', { credentials: { token: 'secret' } }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([422, 400, 400, 422, 422, 422]);
    const { body: api } = await newSource('api');
    expect((await upload(api.id, 'x.md', '# X')).status).toBe(409);
  });

  it('lets operators add documents, and only admins a source with credentials', async () => {
    const [operator, viewer] = [await world.join(ada, 'operator'), await world.join(ada, 'viewer')];
    const git = { settings: { git: { url: 'https://git.example.com/docs.git' } }, credentials: { token: 's3cr3t' } };
    expect((await newSource('git', git, operator)).status).toBe(403);
    expect((await newSource('upload', {}, viewer)).status).toBe(403);
    expect((await newSource('upload', {}, operator)).status).toBe(201);
    const made = await newSource('git', git);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ hasCredentials: true });
    expect(JSON.stringify(made.body)).not.toContain('s3cr3t');
    const change = await operator.send('PATCH', `/knowledge/sources/${made.body.id}`, { intervalMinutes: 30 });
    expect(change.status).toBe(403);
    const mine = await ada.send('PATCH', `/knowledge/sources/${made.body.id}`, { intervalMinutes: 30 });
    expect(mine.body).toMatchObject({ intervalMinutes: 30 });
    const schedule = await world.deps.temporal.client.schedule.getHandle(`knowledge-${made.body.id}`).describe();
    expect(schedule.spec.intervals?.[0]?.every).toBe(30 * 60_000);
    const removal = await ada.send('DELETE', `/knowledge/documents/${randomUUID()}`);
    expect(removal.status).toBe(404);
  });

  it('answers all who ask before an ingest begins with one, and the next with another', async () => {
    const { body: source } = await newSource('upload');
    const sync = (id?: string) =>
      ada.send<{ id: string }>('POST', `/knowledge/sources/${source.id}/sync`, id ? { id } : {});
    const [first, second] = [await sync(), await sync()];
    expect(second.body.id).toBe(first.body.id);
    const orgId = ada.signedIn.organisation.id;
    await inOrg(world.deps.db, { orgId }, async (tx) => {
      const own = { id: randomUUID(), trigger: 'schedule' } as const;
      const claimed = await claimIngest(tx, { orgId, sourceId: source.id }, own);
      expect(claimed).toBe(first.body.id);
      await beginIngest(tx, claimed, 0);
    });
    const third = await sync();
    expect(third.body.id).not.toBe(first.body.id);
    const { body } = await ada.get<{ items: { id: string }[] }>(`/knowledge/sources/${source.id}/ingests`);
    expect(body.items.map(({ id }) => id)).toEqual([third.body.id, first.body.id]);
  });

  it('archives a source with its documents, and forgets its name', async () => {
    const name = 'Once';
    const { body: source } = await newSource('upload', { name });
    const { body: taken } = await upload(source.id, 'a.md', '# A');
    expect((await newSource('upload', { name })).status).toBe(409);
    expect((await ada.send('DELETE', `/knowledge/sources/${source.id}`)).status).toBe(204);
    expect((await ada.get(`/knowledge/sources/${source.id}`)).status).toBe(404);
    expect((await ada.get(`/knowledge/documents/${taken.documentId}`)).body).toMatchObject({ state: 'removed' });
    expect(await doneTo(ada, source.id)).toEqual(['knowledge_source.create', 'knowledge_source.archive']);
    expect((await newSource('upload', { name })).status).toBe(201);
  });

  it('says which search is on', async () => {
    const { body } = await ada.get('/knowledge/indexes');
    expect(body).toEqual({ configured: 'none', search: 'words', items: [] });
  });
});
