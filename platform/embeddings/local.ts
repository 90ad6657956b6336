/** A model in this process, by transformers.js where somebody installed it: it is too large to bring for everybody. */
import type { Config } from '../config.ts';
import { AuroraError } from '../errors.ts';
import type { EmbeddingClient } from './client.ts';

type Tensor = { tolist(): number[][] };
type Extractor = (texts: string[], options: { pooling: 'mean'; normalize: true }) => Promise<Tensor>;
type Transformers = { pipeline(task: 'feature-extraction', model: string): Promise<Extractor> };

const packageName = '@huggingface/transformers';

export function localClient(model: string, _config: Config, _baseUrl: string | undefined): EmbeddingClient {
  let loading: Promise<Extractor> | undefined;
  const load = () => {
    loading ??= loadExtractor(model).catch((error) => {
      loading = undefined; // the next caller tries anew
      throw error;
    });
    return loading;
  };
  return {
    label: 'The local model',
    variable: 'EMBEDDINGS',
    secrets: [],
    textsAtATime: 16,
    async embed(texts) {
      const extract = await load();
      return (await extract(texts, { pooling: 'mean', normalize: true })).tolist();
    },
  };
}

async function loadExtractor(model: string): Promise<Extractor> {
  const library = (await import(packageName).catch((cause) => {
    throw notInstalled(cause);
  })) as Transformers;
  return library.pipeline('feature-extraction', model);
}

const notInstalled = (cause: unknown) =>
  new AuroraError({
    code: 'model_failed',
    retryable: false,
    userMessage: `EMBEDDINGS names a local model, and the package ${packageName} is not installed. Run "npm install ${packageName}" where Aurora runs, or choose another provider.`,
    cause,
  });
