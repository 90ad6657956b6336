/** Models that were trained with a word before each text find much less without it. Their model cards say which. */
import type { EmbeddingUse } from './embeddings.ts';

const families: { name: RegExp; query: string; document: string }[] = [
  // https://huggingface.co/nomic-ai/nomic-embed-text-v1.5
  { name: /nomic-embed-text/i, query: 'search_query: ', document: 'search_document: ' },
  // https://huggingface.co/intfloat/multilingual-e5-small
  { name: /(^|[/-])e5-/i, query: 'query: ', document: 'passage: ' },
  // https://huggingface.co/mixedbread-ai/mxbai-embed-large-v1
  {
    name: /mxbai-embed/i,
    query: 'Represent this sentence for searching relevant passages: ',
    document: '',
  },
];

export function withPrefix(model: string, use: EmbeddingUse, texts: readonly string[]): string[] {
  const prefix = families.find(({ name }) => name.test(model))?.[use] ?? '';
  return texts.map((text) => prefix + text);
}
