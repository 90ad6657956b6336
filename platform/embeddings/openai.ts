/** OpenAI, and any endpoint that speaks its protocol (vLLM, LM Studio, text-embeddings-inference, gateways). */
import type { Config } from '../config.ts';
import { type EmbeddingClient, fetchWith } from './client.ts';

export function openaiClient(model: string, config: Config, baseUrl: string | undefined): EmbeddingClient {
  const apiKey = config.OPENAI_API_KEY ?? 'none';
  return {
    label: 'OpenAI',
    variable: 'OPENAI_API_KEY',
    secrets: [apiKey],
    // 2,048 texts and 300,000 tokens a request; compatible servers often take less.
    textsAtATime: 64,
    async embed(texts, _use, signal) {
      const { OpenAIEmbeddings } = await import('@langchain/openai');
      return new OpenAIEmbeddings({
        model,
        apiKey,
        configuration: { baseURL: baseUrl ?? config.OPENAI_BASE_URL, fetch: fetchWith(signal) },
        maxRetries: 0,
        batchSize: texts.length,
        stripNewLines: false,
        // The client's default is base64, which not every compatible server knows.
        encodingFormat: 'float',
      }).embedDocuments(texts);
    },
  };
}
