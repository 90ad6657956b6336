/**
 * Chunks on their way into the indexes: rows first, then written and marked, then a document's new version is searched.
 *
 * Every step may be repeated after a kill: what waits is what the rows say, never what a process remembers.
 */
import { and, asc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import type { ChunkPlace } from './model/knowledge.ts';
import { chunks, documents } from './schema/index.ts';

export type NewChunk = {
  id: string;
  ordinal: number;
  place: ChunkPlace;
  startOffset: number;
  endOffset: number;
  text: string;
};

type OfVersion = { orgId: string; documentId: string; versionId: string };

const rowsAtATime = 1_000;

/**
 * Adds what a version has and its document had not. What the document has already stays as it is, and is searched,
 * until `showVersion`.
 *
 * @returns how many came, or came back
 */
export async function insertChunks(tx: Tx, of: OfVersion, pieces: readonly NewChunk[]): Promise<number> {
  let added = 0;
  for (let from = 0; from < pieces.length; from += rowsAtATime) {
    const values = pieces.slice(from, from + rowsAtATime).map((piece) => ({ ...piece, ...of }));
    const again = { removedAt: null, purgedAt: null, indexedAt: null };
    const place = {
      versionId: sql`excluded.version_id`,
      ordinal: sql`excluded.ordinal`,
      place: sql`excluded.place`,
      startOffset: sql`excluded.start_offset`,
      endOffset: sql`excluded.end_offset`,
    };
    const came = await tx
      .insert(chunks)
      .values(values)
      .onConflictDoUpdate({ target: chunks.id, set: { ...again, ...place }, setWhere: isNotNull(chunks.removedAt) })
      .returning({ id: chunks.id });
    added += came.length;
  }
  return added;
}

export type PendingChunk = { id: string; documentId: string; title: string; place: ChunkPlace; text: string };

const pending = and(isNull(chunks.removedAt), isNull(chunks.indexedAt));

/** What no index has, or has as it was before; documents one after the other. */
export function pendingChunks(tx: Tx, sourceId: string, limit: number): Promise<PendingChunk[]> {
  return tx
    .select({
      id: chunks.id,
      documentId: chunks.documentId,
      title: documents.title,
      place: chunks.place,
      text: chunks.text,
    })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(and(eq(documents.sourceId, sourceId), pending))
    .orderBy(asc(chunks.documentId), asc(chunks.ordinal), asc(chunks.id))
    .limit(limit);
}

export async function markIndexed(tx: Tx, ids: string[]): Promise<void> {
  await tx
    .update(chunks)
    .set({ indexedAt: new Date() })
    .where(and(inArray(chunks.id, ids), isNull(chunks.removedAt)));
}

/** What an index turned out not to hold waits again. */
export async function unmarkIndexed(tx: Tx, ids: string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += rowsAtATime) {
    await tx
      .update(chunks)
      .set({ indexedAt: null })
      .where(inArray(chunks.id, ids.slice(from, from + rowsAtATime)));
  }
}

/** Removed, and still in the indexes. */
export async function chunksToPurge(tx: Tx, sourceId: string, limit: number): Promise<string[]> {
  const rows = await tx
    .select({ id: chunks.id })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(and(eq(documents.sourceId, sourceId), isNotNull(chunks.removedAt), isNull(chunks.purgedAt)))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** @returns how many this call marked */
export async function markPurged(tx: Tx, ids: string[]): Promise<number> {
  const marked = await tx
    .update(chunks)
    .set({ purgedAt: new Date() })
    .where(and(inArray(chunks.id, ids), isNotNull(chunks.removedAt), isNull(chunks.purgedAt)))
    .returning({ id: chunks.id });
  return marked.length;
}

/** Of one source: what the serving index has to hold by now. */
export async function indexedIds(tx: Tx, sourceId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: chunks.id })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(and(eq(documents.sourceId, sourceId), isNull(chunks.removedAt), isNotNull(chunks.indexedAt)));
  return rows.map(({ id }) => id);
}

/** Those of them that are somebody's in this organisation now. */
export async function liveAmong(tx: Tx, ids: string[]): Promise<Set<string>> {
  const rows = await tx
    .select({ id: chunks.id })
    .from(chunks)
    .where(and(inArray(chunks.id, ids), isNull(chunks.removedAt)));
  return new Set(rows.map(({ id }) => id));
}

export type ChunkToCopy = PendingChunk & { sourceId: string };

const toCopy = {
  id: chunks.id,
  documentId: chunks.documentId,
  sourceId: documents.sourceId,
  title: documents.title,
  place: chunks.place,
  text: chunks.text,
};

/** Every live chunk of the organisation in the order of ids, for an index that is built anew. */
export function liveChunksAfter(tx: Tx, after: string | null, limit: number): Promise<ChunkToCopy[]> {
  return tx
    .select(toCopy)
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(and(isNull(chunks.removedAt), after === null ? undefined : sql`${chunks.id} > ${after}`))
    .orderBy(asc(chunks.id))
    .limit(limit);
}

/** The same, by id. */
export function liveChunks(tx: Tx, ids: string[]): Promise<ChunkToCopy[]> {
  return tx
    .select(toCopy)
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .where(and(inArray(chunks.id, ids), isNull(chunks.removedAt)))
    .orderBy(asc(chunks.id));
}

export async function liveChunkIds(tx: Tx): Promise<string[]> {
  const rows = await tx.select({ id: chunks.id }).from(chunks).where(isNull(chunks.removedAt));
  return rows.map(({ id }) => id);
}
