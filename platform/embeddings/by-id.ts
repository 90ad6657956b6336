/** The embedding of an index, also of one that serves while another is being built. One client each: some are heavy. */
import type { Config } from '../config.ts';
import { type Embeddings, makeEmbeddings } from './embeddings.ts';

const made = new WeakMap<Config, Map<string, Embeddings | null>>();

/** @returns null for `none`. @throws AuroraError `config_invalid` for a provider that nobody knows */
export const embeddingsById =
  (config: Config) =>
  (id: string): Embeddings | null => {
    const known = made.get(config) ?? new Map<string, Embeddings | null>();
    made.set(config, known);
    const embeddings = known.get(id) ?? makeEmbeddings(config, id);
    known.set(id, embeddings);
    return embeddings;
  };
