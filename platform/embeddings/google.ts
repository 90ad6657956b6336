import type { Config } from '../config.ts';
import type { EmbeddingClient } from './client.ts';

type Request = {
  content: { role: string; parts: { text: string }[] };
  taskType: 'RETRIEVAL_QUERY' | 'RETRIEVAL_DOCUMENT';
};
type Raw = {
  batchEmbedContents(
    body: { requests: Request[] },
    options: { signal: AbortSignal },
  ): Promise<{ embeddings: { values?: number[] }[] }>;
};

/**
 * Through LangChain's client, but not its `embedDocuments`: that answers empty vectors for a batch that failed, and
 * says nothing of why.
 */
export function googleClient(model: string, config: Config, baseUrl: string | undefined): EmbeddingClient {
  const apiKey = config.GOOGLE_API_KEY ?? 'none';
  const open = async () => {
    const { GoogleGenerativeAIEmbeddings } = await import('@langchain/google-genai');
    const made = new GoogleGenerativeAIEmbeddings({ model, apiKey, baseUrl: baseUrl ?? config.GOOGLE_BASE_URL });
    return (made as unknown as { client: Raw }).client;
  };
  return {
    label: 'Google',
    variable: 'GOOGLE_API_KEY',
    secrets: [apiKey],
    // Its limit is 100.
    textsAtATime: 64,
    async embed(texts, use, signal) {
      const taskType = use === 'query' ? 'RETRIEVAL_QUERY' : 'RETRIEVAL_DOCUMENT';
      const requests = texts.map((text): Request => ({ content: { role: 'user', parts: [{ text }] }, taskType }));
      const client = await open();
      const { embeddings } = await client.batchEmbedContents({ requests }, { signal });
      return embeddings.map(({ values }) => values ?? []);
    },
  };
}
