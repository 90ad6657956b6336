/** What the ingest does with a document's newest version: reads it, and lets it be searched when all of it is indexed. */
import { and, asc, desc, eq, isNull, notInArray, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import type { Document, DocumentVersion } from './documents.ts';
import type { NewChunk } from './knowledge-chunks.ts';
import type { DocumentFormat } from './model/knowledge.ts';
import { chunks, documents, documentVersions, knowledgeIngests } from './schema/index.ts';

/** Those whose bytes wait to be read, the longest waiting first. */
export async function documentsToRead(tx: Tx, sourceId: string, limit: number): Promise<string[]> {
  const rows = await tx
    .select({ id: documents.id })
    .from(documents)
    .where(and(eq(documents.sourceId, sourceId), eq(documents.state, 'waiting'), isNull(documents.removedAt)))
    .orderBy(asc(documents.updatedAt), asc(documents.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

export async function countToRead(tx: Tx, sourceId: string): Promise<number> {
  const [row] = await tx
    .select({ value: sql<number>`count(*)`.mapWith(Number) })
    .from(documents)
    .where(and(eq(documents.sourceId, sourceId), sql`${documents.state} in ('waiting', 'ingesting')`));
  return row?.value ?? 0;
}

export type NewestVersion = { document: Document; version: DocumentVersion };

/** @returns undefined for a document that was removed, or has no bytes */
export async function newestVersion(tx: Tx, documentId: string): Promise<NewestVersion | undefined> {
  const [row] = await tx
    .select({ document: documents, version: documentVersions })
    .from(documents)
    .innerJoin(documentVersions, eq(documentVersions.documentId, documents.id))
    .where(and(eq(documents.id, documentId), isNull(documents.removedAt)))
    .orderBy(desc(documentVersions.number))
    .limit(1);
  return row;
}

/**
 * Its text is stored and its chunks are rows. Not for a version that is no longer the newest: somebody changed the
 * document meanwhile, and it waits again.
 *
 * @returns whether it counts
 */
export async function versionRead(
  tx: Tx,
  { document, version }: NewestVersion,
  what: { format: DocumentFormat; title: string; textKey: string; chunkCount: number },
): Promise<boolean> {
  const { format, title, textKey, chunkCount } = what;
  await tx.select({ id: documents.id }).from(documents).where(eq(documents.id, document.id)).for('update');
  const now = await newestVersion(tx, document.id);
  if (now?.version.id !== version.id || now.document.state !== 'waiting') return false;
  await tx.update(documentVersions).set({ textKey, chunkCount }).where(eq(documentVersions.id, version.id));
  await tx
    .update(documents)
    .set({ state: 'ingesting', format, title, reason: null })
    .where(eq(documents.id, document.id));
  return true;
}

/** The version that is searched stays searched. @returns whether it was waiting, so that it counts once */
export async function documentFailed(tx: Tx, documentId: string, reason: string): Promise<boolean> {
  const [failed] = await tx
    .update(documents)
    .set({ state: 'failed', reason, updatedAt: new Date() })
    .where(and(eq(documents.id, documentId), eq(documents.state, 'waiting')))
    .returning({ id: documents.id });
  return failed !== undefined;
}

/**
 * A source did not give its bytes. What is searched of it stays searched.
 *
 * @returns whether this is the first time in this ingest, so that it counts once
 */
export async function keepFailure(
  tx: Tx,
  {
    ingestId,
    ...failed
  }: { orgId: string; sourceId: string; ingestId: string; key: string; title: string; reason: string },
): Promise<boolean> {
  const now = { state: 'failed', reason: failed.reason, seen: null, removedAt: null, updatedAt: new Date() } as const;
  const [row] = await tx
    .insert(documents)
    .values({ ...failed, ...now })
    .onConflictDoUpdate({
      target: [documents.sourceId, documents.key],
      set: now,
      setWhere: sql`${documents.state} <> 'failed' or ${documents.updatedAt} <
        (select i.started_at from ${knowledgeIngests} i where i.id = ${ingestId})`,
    })
    .returning({ id: documents.id });
  return row !== undefined;
}

/** Those of which every chunk is indexed. */
export async function documentsToShow(tx: Tx, sourceId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: documents.id })
    .from(documents)
    .where(
      and(
        eq(documents.sourceId, sourceId),
        eq(documents.state, 'ingesting'),
        sql`not exists (select 1 from ${chunks} where ${chunks.documentId} = ${documents.id}
          and ${chunks.removedAt} is null and ${chunks.indexedAt} is null)`,
      ),
    );
  return rows.map(({ id }) => id);
}

/** A chunk's place in the version, without its text: the rows have that. */
export type Layout = Omit<NewChunk, 'text'>[];

/**
 * From this transaction on the version is searched, and what it no longer has is not.
 *
 * @returns false where the document changed meanwhile
 */
export async function showVersion(tx: Tx, { document, version }: NewestVersion, layout: Layout): Promise<boolean> {
  await tx.select({ id: documents.id }).from(documents).where(eq(documents.id, document.id)).for('update');
  const now = await newestVersion(tx, document.id);
  if (now?.version.id !== version.id || now.document.state !== 'ingesting') return false;
  // The index searches headings too: what stands under another heading now is written again.
  await tx.execute(sql`
    update chunks c set version_id = ${version.id}, ordinal = l."ordinal", place = l."place",
      start_offset = l."startOffset", end_offset = l."endOffset",
      indexed_at = case when c.place -> 'headings' = l."place" -> 'headings' then c.indexed_at end
    from jsonb_to_recordset(${JSON.stringify(layout)}::jsonb)
      as l("id" uuid, "ordinal" int, "place" jsonb, "startOffset" int, "endOffset" int)
    where c.id = l."id" and c.document_id = ${document.id}`);
  const kept = layout.map(({ id }) => id);
  await tx
    .update(chunks)
    .set({ removedAt: new Date() })
    .where(
      and(
        eq(chunks.documentId, document.id),
        isNull(chunks.removedAt),
        kept.length === 0
          ? undefined
          : sql`${chunks.id} not in (select (value #>> '{}')::uuid from jsonb_array_elements(${JSON.stringify(kept)}::jsonb))`,
      ),
    );
  const readyAt = new Date();
  await tx.update(documentVersions).set({ readyAt }).where(eq(documentVersions.id, version.id));
  await tx
    .update(documents)
    .set({ state: 'ready', reason: null, currentVersionId: version.id, updatedAt: readyAt })
    .where(eq(documents.id, document.id));
  return true;
}

/** A title is searched with every chunk of its document. */
export async function titleChanged(tx: Tx, documentId: string): Promise<void> {
  await tx
    .update(chunks)
    .set({ indexedAt: null })
    .where(and(eq(chunks.documentId, documentId), isNull(chunks.removedAt)));
}

/** What a source no longer has. */
export async function documentsBeside(tx: Tx, sourceId: string, keys: string[]): Promise<string[]> {
  const rows = await tx
    .select({ id: documents.id })
    .from(documents)
    .where(
      and(
        eq(documents.sourceId, sourceId),
        isNull(documents.removedAt),
        keys.length === 0 ? undefined : notInArray(documents.key, keys),
      ),
    );
  return rows.map(({ id }) => id);
}
