import type { EmbeddingUse } from './embeddings.ts';

/**
 * One provider. It never tries again by itself: whoever asks (Temporal, a person) decides.
 * LangChain's packages are loaded on first use: most of those who may search never do in a process's first seconds.
 */
export type EmbeddingClient = {
  /** For people, and the variable that they set. */
  label: string;
  variable: string;
  secrets: string[];
  /** What the provider takes in one request, with room for long texts. */
  textsAtATime: number;
  embed(texts: string[], use: EmbeddingUse, signal: AbortSignal): Promise<number[][]>;
};

/** A `fetch` for clients that take no signal per call. */
export const fetchWith =
  (signal: AbortSignal): typeof fetch =>
  (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.any([init?.signal, signal].filter((one) => one != null)) });
