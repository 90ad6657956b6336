/** What is made of the index's hits, on the real database: an index may be wrong, late or somebody else's. */
import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuroraError } from '../../platform/errors.ts';
import { putDocument, putServingIndex, putSource, wordIndex } from '../../tests/support/knowledge-rows.ts';
import { type Database, inOrg, openDatabase } from '../client.ts';
import type { SearchRequest } from '../model/knowledge-search.ts';
import { chunks, documents, knowledgeSources, organisations } from '../schema/index.ts';
import { type Finders, searchDocuments } from './search.ts';

const runbook = `# Runbook

Intro about the shop.

## Backups

We keep database backups for 35 days. The vault is called vault-prod.

## Restores

A restore takes 40 minutes. Ask the on-call lead for the restore.

## Lunch

At noon.
`;

describe.skipIf(!process.env.DATABASE_URL)('search of documents', () => {
  let db: Database;
  const nowhere = { put: async () => {} };

  beforeAll(() => {
    db = openDatabase(process.env.DATABASE_URL ?? '');
  });
  afterAll(() => db.close());

  async function newOrg(embedding = 'none') {
    const orgId = randomUUID();
    await inOrg(db, { orgId }, (tx) => tx.insert(organisations).values({ id: orgId, name: 'Org', slug: orgId }));
    const place = { db, storage: nowhere, orgId };
    await putServingIndex(place, { collection: 'Chunks_test', embedding });
    const sourceId = await putSource(place);
    const put = await putDocument(place, { sourceId, title: 'Runbook', markdown: runbook });
    return { orgId, place, sourceId, ...put };
  }

  const search = (orgId: string, query: string, more: Partial<SearchRequest> = {}, finders: Partial<Finders> = {}) =>
    searchDocuments(
      db,
      { orgId },
      { embeddingsOf: () => null, index: wordIndex(db), ...finders },
      { query, limit: 5, weight: 0, ...more },
    );

  it('answers the sentence, its place, and where in the document it stands', async () => {
    const { orgId, documentId, chunkIds } = await newOrg();
    const { hits, mode, weight } = await search(orgId, 'How long are database backups kept?');
    expect([mode, weight]).toEqual(['words', 0]);
    expect(hits[0]).toMatchObject({
      chunkId: chunkIds[1],
      document: { id: documentId, title: 'Runbook' },
      place: { headings: ['Runbook', 'Backups'], anchor: 'backups', page: null },
      sentence: { text: 'We keep database backups for 35 days.' },
    });
    const { start, end } = hits[0]?.sentence.inDocument ?? { start: 0, end: 0 };
    expect(runbook.slice(start, end)).toBe('We keep database backups for 35 days.');
  });

  it('makes one passage of neighbours in a section, and opens it where the sentence stands', async () => {
    const { orgId, place, sourceId } = await newOrg();
    const markdown =
      'The elephant sleeps at noon.\n\nAn elephant drinks forty litres of water.\n\nOther animals follow.\n';
    const [first, second] = [markdown.indexOf('An '), markdown.indexOf('Other')];
    const zoo = { headings: ['Zoo'], anchor: 'zoo', page: null };
    const { chunkIds } = await putDocument(place, {
      sourceId,
      title: 'Zoo',
      markdown,
      pieces: [
        { start: 0, end: first, place: zoo },
        { start: first, end: second, place: zoo },
        { start: second, end: markdown.length, place: { ...zoo, headings: ['Zoo', 'Others'] } },
      ],
    });
    const { hits } = await search(orgId, 'How many litres of water for an elephant, and what of other animals?');
    expect(hits.map(({ place: { headings } }) => headings)).toEqual([['Zoo'], ['Zoo', 'Others']]);
    expect(hits[0]?.text).toBe(markdown.slice(0, second));
    expect(hits[0]?.chunkId).toBe(chunkIds[1]);
    const { start, end } = hits[0]?.sentence.inDocument ?? { start: 0, end: 0 };
    expect(markdown.slice(start, end)).toBe('An elephant drinks forty litres of water.');
  });

  it("never shows another organisation's passage, even when the index answers with it", async () => {
    const [ours, theirs] = [await newOrg(), await newOrg()];
    const mixedUp = {
      index: { search: async () => theirs.chunkIds.map((id) => ({ id, documentId: theirs.documentId, score: 9 })) },
    };
    expect((await search(ours.orgId, 'backups', {}, mixedUp)).hits).toEqual([]);
    expect((await search(theirs.orgId, 'backups', {}, mixedUp)).hits.length).toBeGreaterThan(0);
  });

  it('shows nothing that was removed, whatever the index still holds', async () => {
    const removals = [
      (orgId: string, ids: { chunkId: string }) =>
        inOrg(db, { orgId }, (tx) =>
          tx.update(chunks).set({ removedAt: new Date() }).where(eq(chunks.id, ids.chunkId)),
        ),
      (orgId: string, ids: { documentId: string }) =>
        inOrg(db, { orgId }, (tx) =>
          tx.update(documents).set({ removedAt: new Date() }).where(eq(documents.id, ids.documentId)),
        ),
      (orgId: string, ids: { sourceId: string }) =>
        inOrg(db, { orgId }, (tx) =>
          tx.update(knowledgeSources).set({ archivedAt: new Date() }).where(eq(knowledgeSources.id, ids.sourceId)),
        ),
    ];
    for (const remove of removals) {
      const { orgId, documentId, sourceId, chunkIds } = await newOrg();
      expect((await search(orgId, 'backups')).hits).toHaveLength(1);
      await remove(orgId, { documentId, sourceId, chunkId: chunkIds[1] ?? '' });
      expect((await search(orgId, 'backups')).hits).toEqual([]);
    }
  });

  it('keeps to the sources that were asked for', async () => {
    const { orgId, place, sourceId } = await newOrg();
    const otherSource = await putSource(place, 'Other');
    await putDocument(place, {
      sourceId: otherSource,
      title: 'Other',
      markdown: '# Other\n\nBackups are elsewhere.\n',
    });
    const of = async (sourceIds?: string[]) =>
      (await search(orgId, 'backups', { sourceIds })).hits.map(({ document }) => document.title).sort();
    expect(await of()).toEqual(['Other', 'Runbook']);
    expect(await of([otherSource])).toEqual(['Other']);
    expect(await of([sourceId])).toEqual(['Runbook']);
  });

  it('says that there is nothing to search before anything is indexed', async () => {
    const orgId = randomUUID();
    await inOrg(db, { orgId }, (tx) => tx.insert(organisations).values({ id: orgId, name: 'Org', slug: orgId }));
    expect(await search(orgId, 'anything')).toMatchObject({ hits: [], note: expect.stringContaining('no documents') });
  });

  describe('by meaning', () => {
    const asked: unknown[] = [];
    const index: Finders['index'] = {
      async search(_tenant, query) {
        asked.push({ weight: query.weight, vector: query.vector });
        return [];
      },
    };
    const ids: string[] = [];
    const embeddingsOf = (id: string) => {
      ids.push(id);
      return { embed: async () => [[1, 2]] };
    };
    const last = () => asked.at(-1);

    it('embeds the question as the serving index does, and states the weight', async () => {
      const { orgId } = await newOrg('test:model');
      expect(await search(orgId, 'x', { weight: 0.5 }, { index, embeddingsOf })).toMatchObject({
        mode: 'hybrid',
        weight: 0.5,
        note: null,
      });
      expect([ids.at(-1), last()]).toEqual(['test:model', { weight: 0.5, vector: [1, 2] }]);
      expect(await search(orgId, 'x', { weight: 1 }, { index, embeddingsOf })).toMatchObject({ mode: 'meaning' });
      expect(await search(orgId, 'x', { weight: 0 }, { index, embeddingsOf })).toMatchObject({
        mode: 'words',
        note: null,
      });
      expect(last()).toEqual({ weight: 0, vector: undefined });
    });

    it('says that it is by words where nothing is embedded', async () => {
      const { orgId } = await newOrg('none');
      const answer = await search(orgId, 'x', { weight: 0.5 }, { index });
      expect(answer).toMatchObject({ mode: 'words', weight: 0, note: expect.stringContaining('by words') });
    });

    it('goes on by words, and says so, while the provider of embeddings is away', async () => {
      const { orgId } = await newOrg('test:model');
      const embed = async () => {
        throw new AuroraError({ code: 'model_overloaded', retryable: true, userMessage: 'The provider is busy.' });
      };
      const answer = await search(orgId, 'x', { weight: 0.5 }, { index, embeddingsOf: () => ({ embed }) });
      expect(answer).toMatchObject({ mode: 'words', note: expect.stringContaining('The provider is busy.') });
    });
  });
});
