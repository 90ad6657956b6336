/** Text to vectors, by whichever provider the configuration names. API (questions) and activities (documents) use it. */

export type Embeddings = {
  /** `provider:model`, as in `EMBEDDINGS`; what an index remembers. */
  id: string;
  /**
   * Vectors in the order of `texts`, all of the same length.
   *
   * @param use some models embed a question otherwise than a document
   * @throws AuroraError `model_overloaded` (retryable), `model_key_rejected`, `model_failed`
   */
  embed(texts: readonly string[], use: 'document' | 'query', signal?: AbortSignal): Promise<number[][]>;
};
