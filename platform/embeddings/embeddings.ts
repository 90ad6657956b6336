/** Text to vectors, by whichever provider the configuration names. API (questions) and activities (documents) use it. */
import type { Config } from '../config.ts';
import { AuroraError } from '../errors.ts';
import { noEmbedding } from '../vectors/schema.ts';
import type { EmbeddingClient } from './client.ts';
import { embeddingFailure } from './failures.ts';
import { googleClient } from './google.ts';
import { localClient } from './local.ts';
import { ollamaClient } from './ollama.ts';
import { openaiClient } from './openai.ts';
import { withPrefix } from './prefixes.ts';

export type EmbeddingUse = 'document' | 'query';

export type Embeddings = {
  /** `provider:model`, as in `EMBEDDINGS`; what an index remembers. */
  id: string;
  /**
   * Vectors in the order of `texts`, all of the same length.
   *
   * @param use some models embed a question otherwise than a document
   * @throws AuroraError `model_overloaded` (retryable), `model_key_rejected`, `model_failed`
   */
  embed(texts: readonly string[], use: EmbeddingUse, signal?: AbortSignal): Promise<number[][]>;
};

const makers: Record<string, (model: string, config: Config, baseUrl: string | undefined) => EmbeddingClient> = {
  openai: openaiClient,
  google: googleClient,
  ollama: ollamaClient,
  local: localClient,
};

/** A provider that is silent for so long is asked again later. */
const silentMs = 60_000;

/**
 * @param id the configured embedding, or that of an index that still serves
 * @returns null for `none`: search is by words
 * @throws AuroraError `config_invalid` for a provider that nobody knows
 */
export function makeEmbeddings(config: Config, id: string = config.EMBEDDINGS): Embeddings | null {
  if (id === noEmbedding) return null;
  const [provider = '', ...rest] = id.split(':');
  const model = rest.join(':');
  const make = makers[provider];
  if (!make || model === '') throw unknown(id);
  const baseUrl = id === config.EMBEDDINGS ? config.EMBEDDINGS_BASE_URL : undefined;
  let client: EmbeddingClient | undefined;

  async function batch(texts: readonly string[], use: EmbeddingUse, signal?: AbortSignal): Promise<number[][]> {
    client ??= make?.(model, config, baseUrl);
    if (!client) throw unknown(id);
    const patience = AbortSignal.timeout(silentMs);
    try {
      const either = signal ? AbortSignal.any([signal, patience]) : patience;
      return checked(await client.embed(withPrefix(model, use, texts), use, either), texts.length);
    } catch (error) {
      signal?.throwIfAborted();
      throw embeddingFailure(error, { ...client, model, timedOut: patience.aborted });
    }
  }

  return {
    id,
    async embed(texts, use, signal) {
      const vectors: number[][] = [];
      const size = client?.textsAtATime ?? make(model, config, baseUrl).textsAtATime;
      for (let from = 0; from < texts.length; from += size) {
        vectors.push(...(await batch(texts.slice(from, from + size), use, signal)));
      }
      return vectors;
    },
  };
}

/** One for each text and all alike: a short answer would put passages beside the wrong vectors. */
function checked(vectors: number[][], expected: number): number[][] {
  const length = vectors[0]?.length ?? 0;
  if (vectors.length === expected && length > 0 && vectors.every((vector) => vector.length === length)) return vectors;
  throw new AuroraError({
    code: 'model_failed',
    retryable: true,
    userMessage: `The provider of embeddings answered ${vectors.length} usable vectors for ${expected} texts. Aurora tries again.`,
  });
}

const unknown = (id: string) =>
  new AuroraError({
    code: 'config_invalid',
    retryable: false,
    userMessage: `EMBEDDINGS is "${id}", which Aurora does not know. It takes none, or provider:model with one of: ${Object.keys(makers).join(', ')}.`,
  });
