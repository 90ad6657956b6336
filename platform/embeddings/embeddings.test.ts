import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddingServer,
  startEmbeddingServer,
  testDimensions,
  wordVector,
} from '../../tests/support/embedding-server.ts';
import { type Config, settings } from '../config.ts';
import { makeEmbeddings } from './embeddings.ts';

const base = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
const keys = { OPENAI_API_KEY: 'sk-openai-secret', GOOGLE_API_KEY: 'AIzaGoogleSecret' };

describe('embeddings', () => {
  let server: EmbeddingServer;
  beforeAll(async () => {
    server = await startEmbeddingServer();
  });
  afterAll(() => server.close());

  const config = (EMBEDDINGS: string, EMBEDDINGS_BASE_URL?: string): Config =>
    settings.parse({ ...base, ...keys, EMBEDDINGS, EMBEDDINGS_BASE_URL });
  const of = (provider: 'openai' | 'google' | 'ollama', model = 'any') => {
    const made = makeEmbeddings(config(`${provider}:${model}`, server.urls[provider]));
    if (!made) throw new Error('none');
    return made;
  };
  const texts = Array.from({ length: 150 }, (_, index) => `passage\nnumber ${index} of this book`);

  it.each(['openai', 'google', 'ollama'] as const)(
    'of %s come in order, in batches that it takes',
    async (provider) => {
      const before = server.asked.length;
      const vectors = await of(provider).embed(texts, 'document');
      expect(vectors).toEqual(texts.map((text) => wordVector(text)));
      expect(vectors[0]).toHaveLength(testDimensions);
      const requests = server.asked.slice(before);
      expect(requests.flatMap((one) => one.texts)).toEqual(texts);
      expect(Math.max(...requests.map((one) => one.texts.length))).toBeLessThanOrEqual(100);
    },
  );

  it('tells Google what is a question, and puts the words before a text that some models want', async () => {
    await of('google').embed(['who?'], 'query');
    expect(server.asked.at(-1)?.taskType).toBe('RETRIEVAL_QUERY');
    await of('ollama', 'nomic-embed-text').embed(['who?'], 'query');
    expect(server.asked.at(-1)?.texts).toEqual(['search_query: who?']);
    await of('ollama', 'nomic-embed-text').embed(['she'], 'document');
    expect(server.asked.at(-1)?.texts).toEqual(['search_document: she']);
  });

  it.each(['openai', 'google', 'ollama'] as const)('of %s ask once, and say whether to ask again', async (provider) => {
    const failing = async (...faults: Parameters<EmbeddingServer['meet']>) => {
      const before = server.asked.length;
      server.meet(...faults);
      const error = await of(provider)
        .embed(['x'], 'document')
        .catch((one: unknown) => one);
      expect(server.asked.length - before).toBe(1);
      return error;
    };
    expect(await failing({ kind: 'status', status: 429, headers: { 'retry-after': '7' } })).toMatchObject({
      code: 'model_overloaded',
      retryable: true,
    });
    expect(await failing({ kind: 'status', status: 500 })).toMatchObject({ code: 'model_failed', retryable: true });
    expect(await failing({ kind: 'cut' })).toMatchObject({ code: 'model_failed', retryable: true });
    expect(await failing({ kind: 'status', status: 401 })).toMatchObject({
      code: 'model_key_rejected',
      retryable: false,
    });
    expect(await failing({ kind: 'status', status: 404, message: 'model not found' })).toMatchObject({
      code: 'model_failed',
      retryable: false,
    });
  });

  it('wait as long as OpenAI says', async () => {
    server.meet({ kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    await expect(of('openai').embed(['x'], 'document')).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });

  it('refuse an answer that is shorter than the question', async () => {
    server.meet({ kind: 'short' });
    await expect(of('openai').embed(['a', 'b'], 'document')).rejects.toMatchObject({
      code: 'model_failed',
      retryable: true,
    });
  });

  it('tell nobody the key, and end with the signal', async () => {
    server.meet({ kind: 'status', status: 400, message: `bad key ${keys.OPENAI_API_KEY}` });
    const error = await of('openai')
      .embed(['x'], 'document')
      .catch((one: Error) => one);
    expect(JSON.stringify([error, String(error), (error as Error).cause])).not.toContain(keys.OPENAI_API_KEY);
    await expect(of('openai').embed(['x'], 'document', AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });

  it('are off by default, and name what they do not know', async () => {
    expect(makeEmbeddings(config('none'))).toBeNull();
    expect(() => makeEmbeddings(config('acme:x'))).toThrow('openai, google, ollama, local');
    expect(() => makeEmbeddings(config('openai'))).toThrow('"openai"');
    await expect(makeEmbeddings(config('local:Xenova/all-MiniLM-L6-v2'))?.embed(['x'], 'query')).rejects.toThrow(
      'npm install @huggingface/transformers',
    );
  });
});
