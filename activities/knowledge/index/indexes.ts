/** Which indexes an organisation's chunks go into, and what they are written as. */
import { inOrg } from '../../../db/client.ts';
import type { PendingChunk } from '../../../db/knowledge-chunks.ts';
import { ensureServingIndex, type KnowledgeIndex, liveIndexes, noteDimensions } from '../../../db/knowledge-indexes.ts';
import { makeEmbeddings } from '../../../platform/embeddings/embeddings.ts';
import { AuroraError } from '../../../platform/errors.ts';
import type { IndexedChunk } from '../../../platform/vectors/index-store.ts';
import { collectionOf } from '../../../platform/vectors/schema.ts';
import type { WorkerDeps } from '../../deps.ts';

export type IndexDeps = Pick<WorkerDeps, 'db' | 'storage' | 'config' | 'vectors' | 'log'>;

/** The one that serves is made where there is none, with its place in the vector store. */
export async function indexesOf({ db, config, vectors }: IndexDeps, orgId: string): Promise<KnowledgeIndex[]> {
  const embedding = config.EMBEDDINGS;
  const indexes = await inOrg(db, { orgId }, async (tx) => {
    await ensureServingIndex(tx, { orgId, embedding, collection: collectionOf(embedding) });
    return liveIndexes(tx);
  });
  for (const { collection } of indexes) await vectors.index.prepare({ collection, orgId });
  return indexes;
}

type Chunk = PendingChunk & { sourceId: string };

/** Writes chunks into one index as its embedding sees them. Writing them again changes nothing. */
export async function writeChunks(
  deps: IndexDeps,
  index: KnowledgeIndex,
  chunks: readonly Chunk[],
  signal?: AbortSignal,
): Promise<void> {
  const { orgId, collection } = index;
  const vectors = await vectorsOf(deps, index, chunks, signal);
  const rows = chunks.map((chunk, at) => ({ ...indexed(chunk), ...(vectors && { vector: vectors[at] }) }));
  await deps.vectors.index.write({ collection, orgId }, rows);
}

/** What stands around a passage says what it is about: it is embedded with its title and headings. */
const embeddedText = ({ title, place, text }: Chunk): string =>
  `${[title, ...place.headings].filter((part, at, all) => part !== all[at - 1]).join(' > ')}\n\n${text}`;

const indexed = ({ id, documentId, sourceId, title, place, text }: Chunk): IndexedChunk => ({
  id,
  documentId,
  sourceId,
  title,
  headings: place.headings.join(' > '),
  text,
});

/**
 * @returns undefined where search is by words, and for an index that is about to be replaced when its provider can no
 *   longer be used: its new passages are found by words until the next index is whole
 */
async function vectorsOf(
  { db, config, log }: IndexDeps,
  index: KnowledgeIndex,
  chunks: readonly Chunk[],
  signal?: AbortSignal,
): Promise<number[][] | undefined> {
  try {
    const embeddings = makeEmbeddings(config, index.embedding);
    const vectors = await embeddings?.embed(chunks.map(embeddedText), 'document', signal);
    const dimensions = vectors?.[0]?.length;
    if (dimensions && index.dimensions === null) {
      await inOrg(db, index, (tx) => noteDimensions(tx, index.id, dimensions));
    }
    return vectors;
  } catch (error) {
    const isGoing = index.embedding !== config.EMBEDDINGS;
    if (!isGoing || !(error instanceof AuroraError) || error.retryable) throw error;
    log.warn({ indexId: index.id, reason: error.userMessage }, 'an index that is being replaced gets words only');
    return undefined;
  }
}
