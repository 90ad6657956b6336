/** Sources and documents for tests of the ingest: rows and bytes as the API leaves them, then the workflow. */
import { createHash, randomUUID } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { inOrg } from '../../db/client.ts';
import { keepBytes, removeDocuments, titleOf } from '../../db/documents.ts';
import { servingIndex } from '../../db/knowledge-indexes.ts';
import { type KnowledgeIngest, listIngests, requestIngest } from '../../db/knowledge-ingests.ts';
import { insertSource } from '../../db/knowledge-sources.ts';
import type { KnowledgeSourceKind, KnowledgeSourceSettings } from '../../db/model/knowledge.ts';
import { chunks, documents } from '../../db/schema/index.ts';
import { startIngest } from '../../platform/knowledge-schedules.ts';
import { collectionOf } from '../../platform/vectors/schema.ts';
import type { World } from './world.ts';

type Place = Pick<World, 'deps' | 'orgId'>;

export function makeLibrary({ deps, orgId }: Place) {
  const { db, storage, temporal, vectors } = deps;

  const library = {
    async source(kind: KnowledgeSourceKind = 'upload', settings: KnowledgeSourceSettings = {}): Promise<string> {
      const id = randomUUID();
      await inOrg(db, { orgId }, (tx) => insertSource(tx, { id, orgId, name: `Docs ${id}`, kind, settings }));
      return id;
    },

    async put(sourceId: string, key: string, content: string | Uint8Array): Promise<string> {
      const bytes = Buffer.from(content);
      const storageKey = `knowledge/${orgId}/${sourceId}/${randomUUID()}`;
      await storage.put(storageKey, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const row = { orgId, sourceId, key, title: titleOf(key), sha256, bytes: bytes.length, storageKey };
      const { documentId } = await inOrg(db, { orgId }, (tx) => keepBytes(tx, row));
      return documentId;
    },

    remove: (documentId: string) => inOrg(db, { orgId }, (tx) => removeDocuments(tx, [documentId])),

    /** Asks for an ingest and starts it. @returns its id */
    async start(sourceId: string): Promise<string> {
      const wanted = { trigger: 'person', requestedBy: null } as const;
      const ingest = await inOrg(db, { orgId }, (tx) => requestIngest(tx, { orgId, sourceId }, wanted));
      await startIngest(temporal, { orgId, sourceId, trigger: 'person' });
      return ingest.id;
    },

    /** The same, and waits for its end. */
    async ingest(sourceId: string): Promise<KnowledgeIngest> {
      const ingestId = await library.start(sourceId);
      await temporal.client.workflow.getHandle(`knowledge-${sourceId}`).result();
      return library.readIngest(sourceId, ingestId);
    },

    async readIngest(sourceId: string, ingestId: string): Promise<KnowledgeIngest> {
      const { rows } = await inOrg(db, { orgId }, (tx) => listIngests(tx, { sourceId }, { limit: 50 }));
      const found = rows.find(({ id }) => id === ingestId);
      if (!found) throw new Error(`no ingest ${ingestId}`);
      return found;
    },

    async document(id: string) {
      const [row] = await inOrg(db, { orgId }, (tx) => tx.select().from(documents).where(eq(documents.id, id)));
      if (!row) throw new Error(`no document ${id}`);
      return row;
    },

    documents: (sourceId: string) =>
      inOrg(db, { orgId }, (tx) =>
        tx.select().from(documents).where(eq(documents.sourceId, sourceId)).orderBy(documents.key),
      ),

    liveChunks: (documentId?: string) =>
      inOrg(db, { orgId }, (tx) =>
        tx
          .select()
          .from(chunks)
          .where(and(isNull(chunks.removedAt), documentId ? eq(chunks.documentId, documentId) : undefined))
          .orderBy(chunks.documentId, chunks.ordinal),
      ),

    async tenant() {
      const serving = await inOrg(db, { orgId }, (tx) => servingIndex(tx));
      return { collection: serving?.collection ?? collectionOf('none'), orgId };
    },

    /** Every id that the serving index holds. */
    async indexed(): Promise<string[]> {
      const all: string[] = [];
      for await (const ids of vectors.index.ids(await library.tenant())) all.push(...ids);
      return all.sort();
    },

    /** By words, or by a vector alone. */
    async found(text: string, vector?: number[]): Promise<string[]> {
      const query = { text, vector, weight: vector ? 1 : 0, limit: 20 };
      return (await vectors.index.search(await library.tenant(), query)).map(({ id }) => id);
    },
  };
  return library;
}

export type Library = ReturnType<typeof makeLibrary>;
