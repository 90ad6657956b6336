/** One document as people and the agent read it: which version, where its text is, where its sections and a chunk begin. */
import { and, asc, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import { notFound } from '../../platform/errors.ts';
import type { Tx } from '../client.ts';
import type { ChunkPlace } from '../model/knowledge.ts';
import type { TextRange } from '../model/knowledge-search.ts';
import { chunks, documents, documentVersions, knowledgeSources } from '../schema/index.ts';

type Version = typeof documentVersions.$inferSelect;

export type Section = { title: string; level: number; anchor: string | null; start: number };

export type ReadableDocument = {
  document: Pick<typeof documents.$inferSelect, 'id' | 'title' | 'key' | 'format' | 'sourceId'> & {
    sourceName: string;
  };
  version: Version & { textKey: string; current: boolean };
  /** The chunk that was asked for. It may stand in an older version only. */
  chunk: (TextRange & { id: string; place: ChunkPlace; removed: boolean }) | null;
  /** Of the current version; empty for an older one. */
  sections: Section[];
};

/**
 * @param wanted a chunk decides the version (the newest that holds it) unless a number is given
 * @throws AuroraError `not_found` for a document that is removed or has no text yet, and for a version it never had
 */
export async function findReadable(
  tx: Tx,
  documentId: string,
  wanted: { version?: number; chunkId?: string } = {},
): Promise<ReadableDocument> {
  const [row] = await tx
    .select({ document: documents, sourceName: knowledgeSources.name })
    .from(documents)
    .innerJoin(knowledgeSources, eq(knowledgeSources.id, documents.sourceId))
    .where(and(eq(documents.id, documentId), isNull(documents.removedAt), isNull(knowledgeSources.archivedAt)));
  if (!row) throw notFound('document');
  const { id, title, key, format, sourceId, currentVersionId } = row.document;
  const chunk = wanted.chunkId === undefined ? undefined : await findChunk(tx, id, wanted.chunkId);
  const version = await findVersion(tx, id, wanted.version ?? chunk?.versionId ?? currentVersionId);
  const current = version.id === currentVersionId;
  return {
    document: { id, title, key, format, sourceId, sourceName: row.sourceName },
    version: { ...version, current },
    chunk: chunk?.versionId === version.id ? placeOf(chunk) : null,
    sections: current ? await sectionsOf(tx, id) : [],
  };
}

const placeOf = ({ id, startOffset, endOffset, place, removedAt }: typeof chunks.$inferSelect) => ({
  id,
  start: startOffset,
  end: endOffset,
  place,
  removed: removedAt !== null,
});

async function findChunk(tx: Tx, documentId: string, chunkId: string) {
  const [chunk] = await tx
    .select()
    .from(chunks)
    .where(and(eq(chunks.id, chunkId), eq(chunks.documentId, documentId)));
  return chunk;
}

/** @param which a number, an id, or null for the newest that has a text */
async function findVersion(tx: Tx, documentId: string, which: number | string | null) {
  const isWanted =
    typeof which === 'number'
      ? eq(documentVersions.number, which)
      : which === null
        ? undefined
        : eq(documentVersions.id, which);
  const [version] = await tx
    .select()
    .from(documentVersions)
    .where(and(eq(documentVersions.documentId, documentId), isNotNull(documentVersions.textKey), isWanted))
    .orderBy(desc(documentVersions.number))
    .limit(1);
  if (!version?.textKey) throw notFound(which === null ? 'text of this document yet' : 'version of this document');
  return { ...version, textKey: version.textKey };
}

/** Every heading once, where its first chunk begins. */
async function sectionsOf(tx: Tx, documentId: string): Promise<Section[]> {
  const rows = await tx
    .select({ place: chunks.place, start: chunks.startOffset })
    .from(chunks)
    .where(and(eq(chunks.documentId, documentId), isNull(chunks.removedAt)))
    .orderBy(asc(chunks.ordinal));
  return rows.flatMap(({ place, start }, at) => {
    const title = place.headings.at(-1);
    const before = rows[at - 1]?.place;
    const isNew = before?.anchor !== place.anchor || before?.headings.join('\n') !== place.headings.join('\n');
    return title !== undefined && isNew ? [{ title, level: place.headings.length, anchor: place.anchor, start }] : [];
  });
}

/** Longest piece of a text that is answered at once, in UTF-16 units. */
export const textPieceLength = 200_000;

/**
 * Which part of a text to answer: what was asked for, else the whole, else a piece that holds the chunk.
 *
 * @param length of the whole text
 */
export function pieceOf(
  length: number,
  asked: { start?: number; length?: number },
  chunk: TextRange | null,
): TextRange {
  const most = Math.min(asked.length ?? textPieceLength, textPieceLength);
  const before = length > textPieceLength && chunk ? Math.max(0, chunk.start - textPieceLength / 4) : 0;
  const start = Math.min(length, asked.start ?? before);
  return { start, end: Math.min(length, start + most) };
}
