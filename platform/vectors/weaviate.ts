/** Weaviate, the vector store of the knowledge base. Optional: nothing else waits for it. */
import { type Health, probeHealth, switchedOff } from '../health.ts';
import { away, checkReady, makeConnection, type WeaviateSettings } from './connection.ts';
import type { IndexStore } from './index-store.ts';
import { makeIndexStore } from './weaviate-store.ts';

/** `health` is `off` (and ok) where no Weaviate is set up; `index` then says so at each call. */
export type Vectors = { health(): Promise<Health>; index: IndexStore; close(): Promise<void> };

export function makeVectors(config: WeaviateSettings): Vectors {
  const address = config.WEAVIATE_URL;
  if (!address) {
    const index = makeIndexStore(async () => {
      throw away('No Weaviate is set up (WEAVIATE_URL), so there is no document search.');
    });
    return { health: async () => switchedOff('not set up'), index, close: async () => {} };
  }
  const connection = makeConnection(address, config);
  return {
    health: () =>
      probeHealth(async (signal) => {
        await checkReady(address, signal);
        const { version } = await (await connection.client()).getMeta();
        return `version ${version ?? 'unknown'}`;
      }),
    index: makeIndexStore(connection.client, connection.forget),
    close: connection.close,
  };
}
