/** Documents and their versions: what came, which of it is searched, and why not. */
import { and, desc, eq, ilike, inArray, isNull, or, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { DocumentState, SeenAtSource } from './model/knowledge.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { chunks, documents, documentVersions } from './schema/index.ts';

export type Document = typeof documents.$inferSelect;
export type DocumentVersion = typeof documentVersions.$inferSelect;

export type DocumentFilter = { sourceId?: string; state?: DocumentState; q?: string };

/** The newest change first. Removed ones only where they are asked for. */
export async function listDocuments(
  tx: Tx,
  { sourceId, state, q }: DocumentFilter,
  { cursor, limit }: PageRequest,
): Promise<Page<Document & { chunkCount: number | null; bytes: number | null }>> {
  const like = q ? `%${q.replaceAll(/[\\%_]/g, '\\$&')}%` : undefined;
  const newest = newestVersion(tx);
  const rows = await tx
    .select({
      document: documents,
      chunkCount: documentVersions.chunkCount,
      bytes: newest.bytes,
      id: documents.id,
      place: placeOf(documents.updatedAt),
    })
    .from(documents)
    .leftJoin(documentVersions, eq(documentVersions.id, documents.currentVersionId))
    .leftJoin(newest, eq(newest.documentId, documents.id))
    .where(
      and(
        sourceId ? eq(documents.sourceId, sourceId) : undefined,
        state ? eq(documents.state, state) : isNull(documents.removedAt),
        like ? or(ilike(documents.title, like), ilike(documents.key, like)) : undefined,
        afterPlace(documents.updatedAt, documents.id, cursor),
      ),
    )
    .orderBy(desc(documents.updatedAt), desc(documents.id))
    .limit(limit + 1);
  const page = pageOf(rows, limit);
  return {
    rows: page.rows.map(({ document, chunkCount, bytes }) => ({ ...document, chunkCount, bytes })),
    nextCursor: page.nextCursor,
  };
}

const newestVersion = (tx: Tx) =>
  tx
    .selectDistinctOn([documentVersions.documentId], {
      documentId: documentVersions.documentId,
      bytes: documentVersions.bytes,
    })
    .from(documentVersions)
    .orderBy(documentVersions.documentId, desc(documentVersions.number))
    .as('newest');

/** @throws AuroraError `not_found` */
export async function findDocument(tx: Tx, id: string): Promise<Document> {
  const [row] = await tx.select().from(documents).where(eq(documents.id, id));
  if (!row) throw notFound('document');
  return row;
}

export async function findDocumentByKey(tx: Tx, sourceId: string, key: string): Promise<Document | undefined> {
  const [row] = await tx
    .select()
    .from(documents)
    .where(and(eq(documents.sourceId, sourceId), eq(documents.key, key)));
  return row;
}

/** Newest first. */
export function versionsOf(tx: Tx, documentId: string): Promise<DocumentVersion[]> {
  return tx
    .select()
    .from(documentVersions)
    .where(eq(documentVersions.documentId, documentId))
    .orderBy(desc(documentVersions.number));
}

export type NewBytes = {
  orgId: string;
  sourceId: string;
  key: string;
  title: string;
  sha256: string;
  bytes: number;
  storageKey: string;
  seen?: SeenAtSource | null;
  createdBy?: string | null;
};

export type KeptBytes = { documentId: string; versionId: string; isNew: boolean; storageKey: string };

/**
 * Keeps what a document's bytes are now. Bytes that are searched already change nothing; those of an older version
 * make that version the newest. Whatever is new waits for the ingest.
 */
export async function keepBytes(tx: Tx, given: NewBytes): Promise<KeptBytes> {
  const { orgId, sourceId, key, title, createdBy, seen = null } = given;
  const [document] = await tx
    .insert(documents)
    .values({ orgId, sourceId, key, title, seen, createdBy })
    .onConflictDoUpdate({ target: [documents.sourceId, documents.key], set: { seen } })
    .returning();
  if (!document) throw new Error('an insert returned nothing');
  const [known] = await tx
    .select()
    .from(documentVersions)
    .where(and(eq(documentVersions.documentId, document.id), eq(documentVersions.sha256, given.sha256)));
  const answer = { documentId: document.id, storageKey: known?.storageKey ?? given.storageKey };
  const isSearched = known && known.id === document.currentVersionId && document.removedAt === null;
  if (isSearched && document.state === 'ready') return { ...answer, versionId: known.id, isNew: false };
  const versionId = known ? await makeNewest(tx, known) : await insertVersion(tx, document.id, given);
  await tx
    .update(documents)
    .set({ state: 'waiting', reason: null, removedAt: null, updatedAt: new Date() })
    .where(eq(documents.id, document.id));
  return { ...answer, versionId, isNew: true };
}

const nextNumber = (documentId: string) =>
  sql<number>`(select coalesce(max(number), 0) + 1 from document_versions where document_id = ${documentId})`;

async function makeNewest(tx: Tx, { id, documentId }: DocumentVersion): Promise<string> {
  await tx
    .update(documentVersions)
    .set({ number: nextNumber(documentId), createdAt: new Date() })
    .where(eq(documentVersions.id, id));
  return id;
}

async function insertVersion(tx: Tx, documentId: string, given: NewBytes): Promise<string> {
  const { orgId, sha256, bytes, storageKey, createdBy } = given;
  const row = { orgId, documentId, number: nextNumber(documentId), sha256, bytes, storageKey, createdBy };
  const [made] = await tx.insert(documentVersions).values(row).returning({ id: documentVersions.id });
  if (!made) throw new Error('an insert returned nothing');
  return made.id;
}

/**
 * Out of every search from this transaction on; the ingest takes them out of the indexes.
 *
 * @returns how many there were
 */
export async function removeDocuments(tx: Tx, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const now = new Date();
  const gone = await tx
    .update(documents)
    .set({ state: 'removed', reason: null, removedAt: now, updatedAt: now, currentVersionId: null, seen: null })
    .where(and(inArray(documents.id, ids), isNull(documents.removedAt)))
    .returning({ id: documents.id });
  await tx
    .update(chunks)
    .set({ removedAt: now })
    .where(and(inArray(chunks.documentId, ids), isNull(chunks.removedAt)));
  return gone.length;
}

/** @throws AuroraError `conflict` for one that did not fail */
export async function retryDocument(tx: Tx, id: string): Promise<Document> {
  const document = await findDocument(tx, id);
  if (document.state !== 'failed') throw conflict('Only a document that failed can be tried again.');
  const [version] = await versionsOf(tx, id);
  // Without bytes there is nothing to read yet: the next look at the source fetches them.
  if (version) {
    const again = { state: 'waiting', reason: null, updatedAt: new Date() } as const;
    await tx.update(documents).set(again).where(eq(documents.id, id));
  }
  return findDocument(tx, id);
}

/** A file's name without its folders and ending; the reader may find a better one in the document. */
export const titleOf = (key: string): string =>
  (key.split('/').pop() ?? key).replace(/\.(md|markdown|txt|text|html?|pdf|docx)$/i, '').slice(0, 300) || key;
