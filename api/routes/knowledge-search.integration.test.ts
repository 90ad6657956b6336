import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrg } from '../../db/client.ts';
import { proposeNote } from '../../db/knowledge/memory-notes.ts';
import { putDocument, putSource } from '../../tests/support/knowledge-rows.ts';
import { doneTo } from '../testing/audit.ts';
import { type ApiWorld, type Caller, makeApiWorld, stackIsUp } from '../testing/world.ts';

const handbook = `# Handbook\n\n${'Words before. '.repeat(20_000)}\n\n## Paging\n\nCall the on-call lead.\n`;

describe.skipIf(!stackIsUp())('documents and notes', () => {
  let world: ApiWorld;
  let admin: Caller;
  let viewer: Caller;

  beforeAll(async () => {
    world = await makeApiWorld();
    admin = await world.newOrg();
    viewer = await world.join(admin, 'viewer');
  });
  afterAll(() => world.close());

  it('say that there is nothing to search yet', async () => {
    const { status, body } = await viewer.get('/knowledge/search?q=anything');
    expect([status, body]).toMatchObject([
      200,
      { hits: [], mode: 'words', note: expect.stringContaining('no documents') },
    ]);
    expect((await viewer.get('/knowledge/search?q=')).status).toBe(400);
    expect((await viewer.get('/knowledge/search?q=x&weight=2')).status).toBe(400);
  });

  it('open at a chunk, a piece of a long text at a time', async () => {
    const place = { ...world.deps, orgId: admin.signedIn.organisation.id };
    const sourceId = await putSource(place);
    const { documentId, chunkIds } = await putDocument(place, { sourceId, title: 'Handbook', markdown: handbook });
    type Text = { text: string; range: { start: number; end: number }; chunk: { start: number }; length: number };
    const path = `/knowledge/documents/${documentId}/text`;
    const { status, body } = await viewer.get<Text>(`${path}?chunk=${chunkIds[1]}`);
    expect(status).toBe(200);
    expect(body.length).toBe(handbook.length);
    expect(body.text.slice(body.chunk.start - body.range.start)).toMatch(/^## Paging/);
    expect(body).toMatchObject({
      version: { number: 1, current: true },
      outline: [
        { title: 'Handbook', level: 1, start: 0 },
        { title: 'Paging', level: 2, anchor: 'paging' },
      ],
    });
    const head = await viewer.get<Text>(`${path}?start=2&length=8`);
    expect(head.body.text).toBe('Handbook');
    expect((await viewer.get(`${path}?version=2`)).status).toBe(404);
    expect((await viewer.get(`${path}?chunk=${randomUUID()}`)).status).toBe(200);
  });

  it('are kept, changed and removed by operators, and every change is told', async () => {
    const note = { id: randomUUID(), text: 'Buckets are named team-purpose.' };
    expect((await viewer.send('POST', '/memory-notes', note)).status).toBe(403);
    const first = await admin.send('POST', '/memory-notes', note);
    expect([first.status, first.body]).toMatchObject([201, { ...note, state: 'kept', projectId: null, session: null }]);
    expect((await admin.send('POST', '/memory-notes', note)).body.id).toBe(note.id);
    const changed = await admin.send('PATCH', `/memory-notes/${note.id}`, { text: 'Other' });
    expect(changed.body).toMatchObject({ text: 'Other', state: 'kept' });
    expect((await viewer.get<{ items: object[] }>('/memory-notes')).body.items).toMatchObject([{ id: note.id }]);
    expect((await admin.send('DELETE', `/memory-notes/${note.id}`)).status).toBe(204);
    expect((await viewer.get<{ items: object[] }>('/memory-notes')).body.items).toEqual([]);
    expect((await admin.send('PATCH', `/memory-notes/${note.id}`, { text: 'Back' })).status).toBe(404);
    type Told = { items: { event: { type: string; payload: object } }[] };
    const events = await admin.get<Told>(`/events/org:${admin.signedIn.organisation.id}`);
    const told = events.body.items.map(({ event }) => event).filter(({ type }) => type === 'memory.changed');
    expect(told.map(({ payload }) => payload)).toEqual(
      ['kept', 'kept', 'removed'].map((state) => ({ noteId: note.id, state })),
    );
    expect(await doneTo(admin, note.id)).toEqual(['memory_note.add', 'memory_note.change', 'memory_note.remove']);
  });

  it('that the agent proposed are on record with who kept or declined them', async () => {
    const [orgId, sessionId] = [admin.signedIn.organisation.id, randomUUID()];
    const { body: projects } = await admin.get<{ items: { id: string }[] }>('/projects');
    await admin.send('POST', '/sessions', { id: sessionId, projectId: projects.items[0]?.id });
    for (const decision of ['keep', 'decline'] as const) {
      const proposed = { orgId, projectId: null, sessionId, toolCallId: decision, text: `To ${decision}` };
      const { id } = await inOrg(world.deps.db, { orgId }, (tx) => proposeNote(tx, proposed));
      for (let tries = 0; tries < 2; tries += 1)
        expect((await admin.send('POST', `/memory-notes/${id}/decision`, { decision })).status).toBe(200);
      expect(await doneTo(admin, id)).toEqual([`memory_note.${decision}`]);
    }
  });
});
