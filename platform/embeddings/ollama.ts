import type { Config } from '../config.ts';
import { type EmbeddingClient, fetchWith } from './client.ts';

export function ollamaClient(model: string, config: Config, baseUrl: string | undefined): EmbeddingClient {
  return {
    label: 'Ollama',
    variable: 'OLLAMA_BASE_URL',
    secrets: [],
    textsAtATime: 32,
    async embed(texts, _use, signal) {
      const { OllamaEmbeddings } = await import('@langchain/ollama');
      return new OllamaEmbeddings({
        model,
        baseUrl: baseUrl ?? config.OLLAMA_BASE_URL,
        // A passage that is longer than the model reads is found by its beginning rather than not at all.
        truncate: true,
        maxRetries: 0,
        fetch: fetchWith(signal),
      }).embedDocuments(texts);
    },
  };
}
