/** Documents from their bytes to a search that finds them, on real Temporal, Postgres, S3 and Weaviate. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Library, makeLibrary } from '../tests/support/knowledge.ts';
import { weaviateReady } from '../tests/support/weaviate.ts';
import { makeWorld, quietRuntime, type World } from '../tests/support/world.ts';

const runbook = `# Restart the gateway

Drain the node first, or requests are cut.

## When it hangs

Take a heap dump before the restart.

## Afterwards

Tell the duty manager that traffic is back.
`;

describe.skipIf(!(await weaviateReady()))('the ingest of documents', () => {
  let world: World;
  let library: Library;

  beforeAll(async () => {
    quietRuntime();
    world = await makeWorld();
    library = makeLibrary(world);
  });
  afterAll(() => world.close());

  const textsOf = async (documentId: string) => (await library.liveChunks(documentId)).map(({ text }) => text);

  it('makes an uploaded document searchable by its sections', async () => {
    const sourceId = await library.source();
    const documentId = await library.put(sourceId, 'gateway.md', runbook);
    const ingest = await library.ingest(sourceId);
    expect(ingest).toMatchObject({
      state: 'complete',
      documentsTotal: 1,
      documentsDone: 1,
      documentsFailed: 0,
      chunksAdded: 3,
    });
    const document = await library.document(documentId);
    expect(document).toMatchObject({ state: 'ready', format: 'markdown', title: 'Restart the gateway' });
    const rows = await library.liveChunks(documentId);
    expect(rows.map(({ place }) => [place.headings.join(' > '), place.anchor])).toEqual([
      ['Restart the gateway', 'restart-the-gateway'],
      ['Restart the gateway > When it hangs', 'when-it-hangs'],
      ['Restart the gateway > Afterwards', 'afterwards'],
    ]);
    expect(rows.every(({ versionId }) => versionId === document.currentVersionId)).toBe(true);
    expect(await library.found('heap dump')).toEqual([rows[1]?.id]);
    expect(await library.indexed()).toEqual(rows.map(({ id }) => id).sort());
    const events = await world.events(`org:${world.orgId}`);
    const told = events.filter(({ type }) => type === 'knowledge.progress').map(({ payload }) => payload);
    expect(told.at(-1)).toMatchObject({ ingestId: ingest.id, state: 'complete', documents: { done: 1, total: 1 } });
  });

  it('changes nothing when the same is read again', async () => {
    const sourceId = await library.source();
    const documentId = await library.put(sourceId, 'a.md', runbook);
    await library.ingest(sourceId);
    const before = await library.liveChunks(documentId);
    await library.put(sourceId, 'a.md', runbook);
    expect(await library.ingest(sourceId)).toMatchObject({ state: 'complete', documentsTotal: 0, chunksAdded: 0 });
    expect(await library.liveChunks(documentId)).toEqual(before);
  });

  it('keeps what did not change of a new version, under its new place, and takes the rest away', async () => {
    const sourceId = await library.source();
    const documentId = await library.put(sourceId, 'a.md', runbook);
    await library.ingest(sourceId);
    const before = await library.liveChunks(documentId);
    const changed = `${runbook.replace('Take a heap dump', 'Take a thread dump')}\n## New\n\nSomething new.\n`;
    await library.put(sourceId, 'a.md', `Intro of another length.\n\n${changed}`);
    expect(await library.ingest(sourceId)).toMatchObject({ state: 'complete', chunksAdded: 3, chunksRemoved: 1 });
    const after = await library.liveChunks(documentId);
    expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining([before[0]?.id, before[2]?.id]));
    expect(after.map(({ id }) => id)).not.toContain(before[1]?.id);
    const document = await library.document(documentId);
    const [version] = [...new Set(after.map(({ versionId }) => versionId))];
    expect(version).toBe(document.currentVersionId);
    const text = await world.deps.storage.getText(
      `knowledge/${world.orgId}/texts/${documentId}/${document.currentVersionId}.md`,
    );
    for (const { startOffset, endOffset, text: own } of after) expect(text.slice(startOffset, endOffset)).toBe(own);
    expect(await library.found('heap dump')).not.toContain(before[1]?.id);
    expect(await library.indexed()).toEqual((await library.liveChunks()).map(({ id }) => id).sort());
  });

  it('takes a removed document out of the index', async () => {
    const sourceId = await library.source();
    const documentId = await library.put(sourceId, 'zebra.md', 'The zebra crosses at noon.');
    await library.ingest(sourceId);
    expect(await library.found('zebra')).toHaveLength(1);
    await library.remove(documentId);
    expect(await library.ingest(sourceId)).toMatchObject({ state: 'complete', chunksRemoved: 1 });
    expect(await library.found('zebra')).toEqual([]);
    expect(await textsOf(documentId)).toEqual([]);
  });

  it('says of each document that cannot be read why, and reads the others', async () => {
    const sourceId = await library.source();
    const bad = await library.put(sourceId, 'a.pdf', Buffer.from('%PDF-1.7 broken'));
    const picture = await library.put(sourceId, 'b.md', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    const good = await library.put(sourceId, 'c.md', '# Fine');
    expect(await library.ingest(sourceId)).toMatchObject({
      state: 'partial',
      documentsTotal: 3,
      documentsDone: 1,
      documentsFailed: 2,
      reason: '2 documents could not be read; the list of documents says why.',
    });
    expect((await library.document(bad)).reason).toContain('damaged');
    expect((await library.document(picture)).reason).toContain('image/png');
    expect((await library.document(good)).state).toBe('ready');

    // The next look has nothing to do with them, and must not say that everything was read.
    await library.put(sourceId, 'd.md', '# Fine as well');
    expect(await library.ingest(sourceId)).toMatchObject({
      state: 'partial',
      documentsFailed: 0,
      reason: '2 documents (2 of an earlier look) could not be read; the list of documents says why.',
    });
    for (const id of [bad, picture]) await library.remove(id);
    expect(await library.ingest(sourceId)).toMatchObject({ state: 'complete', reason: null });
  });

  it('mends an index that lost passages, and takes out what is nobody’s', async () => {
    const sourceId = await library.source();
    const documentId = await library.put(sourceId, 'a.md', runbook);
    await library.ingest(sourceId);
    const rows = await library.liveChunks(documentId);
    const tenant = await library.tenant();
    await world.deps.vectors.index.remove(tenant, [rows[0]?.id ?? '']);
    const stranger = { title: '', headings: '', text: 'stray', documentId, sourceId };
    await world.deps.vectors.index.write(tenant, [{ id: '00000000-0000-4000-8000-000000000001', ...stranger }]);
    await library.ingest(sourceId);
    expect(await library.indexed()).toEqual((await library.liveChunks()).map(({ id }) => id).sort());
  });

  it('never finds another organisation’s passages, also of the same document', async () => {
    const other = await makeWorld({ worker: false });
    const otherLibrary = makeLibrary({ deps: { ...other.deps, temporal: world.deps.temporal }, orgId: other.orgId });
    const text = '# Quasar\n\nThe quasar password lies in the vault.';
    const [mine, theirs] = [await library.source(), await otherLibrary.source()];
    const [myDocument, theirDocument] = [
      await library.put(mine, 'q.md', text),
      await otherLibrary.put(theirs, 'q.md', text),
    ];
    await library.ingest(mine);
    await otherLibrary.ingest(theirs);
    const [myIds, theirIds] = [
      (await library.liveChunks(myDocument)).map(({ id }) => id),
      (await otherLibrary.liveChunks(theirDocument)).map(({ id }) => id),
    ];
    expect(myIds).not.toEqual(theirIds);
    expect(await library.found('quasar')).toEqual(myIds);
    expect(await otherLibrary.found('quasar')).toEqual(theirIds);
    await other.close();
  });
});
