/** What a search of documents asks and answers, as the database's queries, the API and the agent's tools agree on it. */
import type { ChunkPlace, DocumentFormat } from './knowledge.ts';

/**
 * How much meaning counts beside words in a hybrid search: 0 is words alone (BM25), 1 is meaning alone (vectors).
 * Stated in every answer. `npm run bench:knowledge` measures what it does.
 */
export const defaultSearchWeight = 0.5;

export const searchLimits = { queryCharacters: 1_000, hits: 50, defaultHits: 10 } as const;

/** `words`: BM25 alone. `meaning`: vectors alone. */
export const searchModes = ['words', 'meaning', 'hybrid'] as const;
export type SearchMode = (typeof searchModes)[number];

export type SearchRequest = {
  query: string;
  limit: number;
  weight: number;
  sourceIds?: string[];
  documentIds?: string[];
};

/** From `start` to before `end`, in UTF-16 units. */
export type TextRange = { start: number; end: number };

export type MatchedSentence = {
  text: string;
  /** Where it stands in the passage's text. */
  start: number;
  /** Where it stands in the text of the document's version. */
  inDocument: TextRange;
  /** Words of the question, within `text`. */
  highlights: TextRange[];
};

/** One place of one document: a chunk, with the neighbours that were found too. */
export type Passage = {
  /** The chunk in which the sentence stands: what a citation opens. */
  chunkId: string;
  /** Comparable within one answer only. */
  score: number;
  document: {
    id: string;
    title: string;
    key: string;
    format: DocumentFormat | null;
    sourceId: string;
    sourceName: string;
  };
  versionId: string;
  place: ChunkPlace;
  /** Markdown. */
  text: string;
  sentence: MatchedSentence;
};

export type SearchAnswer = {
  mode: SearchMode;
  /** What was used; 0 where the search was by words alone. */
  weight: number;
  /** Why it is by words alone though meaning was asked for, or why there is nothing to search; else null. */
  note: string | null;
  hits: Passage[];
};

/** Where a citation leads. */
export const documentHref = (documentId: string, chunkId?: string): string =>
  `/knowledge/documents/${documentId}${chunkId === undefined ? '' : `?chunk=${chunkId}`}`;
