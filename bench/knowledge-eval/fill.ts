/** Puts the corpus where search finds it: rows in Postgres, chunks with vectors in Weaviate. */
import { eq } from 'drizzle-orm';
import { splitText } from '../../activities/knowledge/split/split.ts';
import { type Database, inOrg } from '../../db/client.ts';
import { chunks, documents, organisations } from '../../db/schema/index.ts';
import type { Vectors } from '../../platform/vectors/weaviate.ts';
import { putDocument, putServingIndex, putSource } from '../../tests/support/knowledge-rows.ts';
import type { CorpusDocument } from './corpus.ts';

export type Embed = (texts: readonly string[], use: 'document' | 'query') => Promise<number[][]>;

export type Filled = { orgId: string; sourceId: string };

/** Documents and chunks without an index: the chunks are what the product's own splitter makes. */
export async function putCorpus(db: Database, corpus: readonly CorpusDocument[]): Promise<Filled> {
  const orgId = crypto.randomUUID();
  await inOrg(db, { orgId }, (tx) => tx.insert(organisations).values({ id: orgId, name: 'Evaluation', slug: orgId }));
  const place = { db, orgId, storage: { put: async () => {} } };
  const sourceId = await putSource(place, 'Corpus');
  for (const { key, title, text } of corpus) {
    const pieces = await splitText(text, 'markdown');
    await putDocument(place, { sourceId, key, title, markdown: text, pieces });
  }
  return { orgId, sourceId };
}

export const chunksOf = (db: Database, orgId: string) =>
  inOrg(db, { orgId }, (tx) =>
    tx
      .select({
        id: chunks.id,
        documentId: chunks.documentId,
        place: chunks.place,
        text: chunks.text,
        title: documents.title,
      })
      .from(chunks)
      .innerJoin(documents, eq(documents.id, chunks.documentId)),
  );

export type EvaluatedChunk = Awaited<ReturnType<typeof chunksOf>>[number];

/** What is embedded of a chunk, as an ingest does it: with the headings that say what it is about. */
export const embeddedText = ({ title, place, text }: EvaluatedChunk): string =>
  [title, ...place.headings, text].join('\n');

export async function indexChunks(
  { db, vectors }: { db: Database; vectors: Vectors },
  { orgId, sourceId }: Filled,
  all: readonly EvaluatedChunk[],
  { collection, embedding, embed }: { collection: string; embedding: string; embed: Embed },
): Promise<void> {
  const tenant = { collection, orgId };
  await vectors.index.prepare(tenant);
  const made = await embed(all.map(embeddedText), 'document');
  const indexed = all.map(({ id, documentId, title, place, text }, at) => ({
    ...{ id, documentId, sourceId, title, text, vector: made[at] ?? [] },
    headings: place.headings.join(' > '),
  }));
  await vectors.index.write(tenant, indexed);
  await putServingIndex({ db, orgId }, { collection, embedding });
}
