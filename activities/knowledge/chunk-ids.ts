/** Ids of chunks, made of what they are: reading the same document again makes the same ids, and changes nothing. */
import { v5 } from 'uuid';
import type { NewChunk } from '../../db/knowledge-chunks.ts';
import type { Piece } from './split/split.ts';

type Of = { orgId: string; documentId: string };

/** The same text twice in a document is two chunks: the how-manieth it is goes into its id. */
export function chunksOf({ orgId, documentId }: Of, text: string, pieces: readonly Piece[]): NewChunk[] {
  const seen = new Map<string, number>();
  return pieces.map(({ start, end, place }, ordinal) => {
    const own = text.slice(start, end);
    const nth = seen.get(own) ?? 0;
    seen.set(own, nth + 1);
    return { id: chunkId(orgId, documentId, own, nth), ordinal, place, startOffset: start, endOffset: end, text: own };
  });
}

/** Two organisations never have one chunk, whatever they read. */
const chunkId = (orgId: string, documentId: string, text: string, nth: number): string =>
  v5(`${nth}\n${text}`, v5(documentId, orgId));
