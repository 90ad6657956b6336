/** Weaviate, the vector store of the knowledge base. Optional: nothing else waits for it. */
import type { Config } from '../config.ts';
import type { Health } from '../health.ts';

export type Vectors = { health(): Promise<Health>; close(): Promise<void> };

export declare function makeVectors(config: Pick<Config, 'WEAVIATE_URL'>): Vectors;
