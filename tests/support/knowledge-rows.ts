/** A document as an ingest leaves it, without one: source, document, version, its text in S3, one chunk a section. */
import { randomUUID } from 'node:crypto';
import { type Database, inOrg } from '../../db/client.ts';
import type { ChunkPlace } from '../../db/model/knowledge.ts';
import { chunks, documents, documentVersions, knowledgeIndexes, knowledgeSources } from '../../db/schema/index.ts';
import type { Storage } from '../../platform/storage/s3.ts';
import type { IndexStore } from '../../platform/vectors/index-store.ts';

export type Place = { db: Database; storage: Pick<Storage, 'put'>; orgId: string };

export async function putSource({ db, orgId }: Pick<Place, 'db' | 'orgId'>, name = 'Handbook'): Promise<string> {
  const id = randomUUID();
  await inOrg(db, { orgId }, (tx) =>
    tx.insert(knowledgeSources).values({ id, orgId, name: `${name} ${id.slice(0, 8)}`, kind: 'upload', settings: {} }),
  );
  return id;
}

export type PutDocument = { documentId: string; versionId: string; chunkIds: string[] };

export type GivenPiece = { start: number; end: number; place: ChunkPlace };
export type GivenDocument = { sourceId: string; title: string; markdown: string; key?: string; pieces?: GivenPiece[] };

/** @param given without `pieces`, a chunk begins at every heading */
export async function putDocument({ db, storage, orgId }: Place, given: GivenDocument): Promise<PutDocument> {
  const { sourceId, title, markdown, pieces = sectionsOf(markdown) } = given;
  const [documentId, versionId] = [randomUUID(), randomUUID()];
  const textKey = `knowledge/${orgId}/${versionId}.md`;
  await storage.put(textKey, markdown);
  const rows = pieces.map(({ start, end, place }, ordinal) => ({
    id: randomUUID(),
    orgId,
    documentId,
    versionId,
    ordinal,
    place,
    startOffset: start,
    endOffset: end,
    text: markdown.slice(start, end),
  }));
  await inOrg(db, { orgId }, async (tx) => {
    const state = { state: 'ready', currentVersionId: versionId, format: 'markdown' } as const;
    await tx
      .insert(documents)
      .values({ id: documentId, orgId, sourceId, key: given.key ?? `${documentId}.md`, title, ...state });
    await tx.insert(documentVersions).values({
      id: versionId,
      orgId,
      documentId,
      number: 1,
      sha256: versionId,
      bytes: markdown.length,
      storageKey: `${textKey}.bytes`,
      textKey,
      chunkCount: rows.length,
      readyAt: new Date(),
    });
    await tx.insert(chunks).values(rows);
  });
  return { documentId, versionId, chunkIds: rows.map(({ id }) => id) };
}

export async function putServingIndex(
  { db, orgId }: Pick<Place, 'db' | 'orgId'>,
  { collection, embedding = 'none' }: { collection: string; embedding?: string },
): Promise<void> {
  const row = { orgId, embedding, collection, state: 'serving', servingAt: new Date() } as const;
  await inOrg(db, { orgId }, (tx) => tx.insert(knowledgeIndexes).values(row));
}

function sectionsOf(markdown: string): GivenPiece[] {
  const marks = [...markdown.matchAll(/^(#{1,6}) (.+)$/gm)];
  const path: string[] = [];
  const sections = marks.map((mark, at) => {
    const level = mark[1]?.length ?? 1;
    path.splice(level - 1, path.length, mark[2] ?? '');
    const headings = path.filter(Boolean);
    const anchor = (mark[2] ?? '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const place = { headings, anchor, page: null };
    return { place, start: mark.index, end: marks[at + 1]?.index ?? markdown.length };
  });
  return sections.length > 0
    ? sections
    : [{ place: { headings: [], anchor: null, page: null }, start: 0, end: markdown.length }];
}

/** An index in memory that finds every chunk that shares a word, the most first: for tests of what is done with hits. */
export function wordIndex(db: Database): Pick<IndexStore, 'search'> {
  return {
    async search({ orgId }, { text, limit }) {
      const words = text.toLowerCase().match(/[a-z0-9]{4,}/g) ?? [];
      const rows = await inOrg(db, { orgId }, (tx) => tx.select().from(chunks));
      return rows
        .map(({ id, documentId, text: own }) => {
          const score = words.filter((word) => own.toLowerCase().includes(word)).length;
          return { id, documentId, score };
        })
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
        .slice(0, limit);
    },
  };
}
