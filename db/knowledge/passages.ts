/** From hits of the index to places in documents: what Postgres shows of them, neighbours as one, the sentence that matched. */
import { isDeepStrictEqual } from 'node:util';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Tx } from '../client.ts';
import type { Passage, SearchRequest } from '../model/knowledge-search.ts';
import { chunks, documents, knowledgeSources } from '../schema/index.ts';
import { bestSentence } from './sentences.ts';

export type Hit = { id: string; score: number };

/** More chunks than this in a row are a second passage: one place to read, not half a document. */
const chunksPerPassage = 3;

type Row = Awaited<ReturnType<typeof visibleChunks>>[number];
type Found = Row & { score: number };

/**
 * The index only suggests. What is shown is what Postgres holds for this organisation now: a chunk that was removed
 * there, or belongs to somebody else, does not appear whatever the index says.
 */
export function visibleChunks(tx: Tx, ids: string[], { sourceIds, documentIds }: Partial<SearchRequest>) {
  return tx
    .select({
      id: chunks.id,
      versionId: chunks.versionId,
      ordinal: chunks.ordinal,
      place: chunks.place,
      start: chunks.startOffset,
      end: chunks.endOffset,
      text: chunks.text,
      document: {
        id: documents.id,
        title: documents.title,
        key: documents.key,
        format: documents.format,
        sourceId: documents.sourceId,
        sourceName: knowledgeSources.name,
      },
    })
    .from(chunks)
    .innerJoin(documents, eq(documents.id, chunks.documentId))
    .innerJoin(knowledgeSources, eq(knowledgeSources.id, documents.sourceId))
    .where(
      and(
        inArray(chunks.id, ids),
        isNull(chunks.removedAt),
        isNull(documents.removedAt),
        eq(chunks.versionId, documents.currentVersionId),
        isNull(knowledgeSources.archivedAt),
        sourceIds && inArray(documents.sourceId, sourceIds),
        documentIds && inArray(documents.id, documentIds),
      ),
    );
}

/** @param hits best first */
export function toPassages(rows: Row[], hits: readonly Hit[], request: SearchRequest): Passage[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const found = hits.flatMap(({ id, score }) => {
    const row = byId.get(id);
    return row ? [{ ...row, score }] : [];
  });
  return joinNeighbours(found)
    .slice(0, request.limit)
    .map((group) => toPassage(group, request.query));
}

/**
 * A chunk beside one that was found before it belongs to the same passage, when it is of the same section: two sections
 * are two places, and one that hides behind its neighbour is not found.
 */
function joinNeighbours(found: readonly Found[]): Found[][] {
  const groups: Found[][] = [];
  for (const chunk of found) {
    const group = groups.find(
      (one) => one.length < chunksPerPassage && one.some((other) => areNeighbours(other, chunk)),
    );
    if (group) group.push(chunk);
    else groups.push([chunk]);
  }
  return groups;
}

const areNeighbours = (one: Row, other: Row): boolean =>
  one.document.id === other.document.id &&
  Math.abs(one.ordinal - other.ordinal) === 1 &&
  isDeepStrictEqual(one.place.headings, other.place.headings);

type Piece = { chunk: Found; at: number; from: number };

function toPassage(group: Found[], question: string): Passage {
  const [best] = group as [Found];
  const { text, pieces } = joined(group.toSorted((a, b) => a.ordinal - b.ordinal));
  const { start, ...sentence } = bestSentence(text, question);
  const { chunk, at, from } = pieces.findLast((piece) => piece.at <= start) ?? { chunk: best, at: 0, from: 0 };
  const inDocument = chunk.start + from + start - at;
  return {
    chunkId: chunk.id,
    score: best.score,
    document: chunk.document,
    versionId: chunk.versionId,
    place: chunk.place,
    text,
    sentence: { ...sentence, start, inDocument: { start: inDocument, end: inDocument + sentence.text.length } },
  };
}

/** Chunks may overlap: what the one before holds already is not said twice. */
function joined(group: readonly Found[]): { text: string; pieces: Piece[] } {
  const pieces: Piece[] = [];
  let text = '';
  let end = -1;
  for (const chunk of group) {
    const from = Math.min(chunk.text.length, Math.max(0, end - chunk.start));
    if (text !== '' && chunk.start > end) text += '\n\n';
    pieces.push({ chunk, at: text.length, from });
    text += chunk.text.slice(from);
    end = Math.max(end, chunk.end);
  }
  return { text, pieces };
}
