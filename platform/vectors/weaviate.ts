/** Weaviate, the vector store of the knowledge base. Optional: nothing else waits for it. */
import type { WeaviateClient } from 'weaviate-client';
import type { Config } from '../config.ts';
import { type Health, probeHealth, switchedOff } from '../health.ts';

/** `health` is `off` (and ok) where no Weaviate is set up. */
export type Vectors = { health(): Promise<Health>; close(): Promise<void> };

export function makeVectors(config: Pick<Config, 'WEAVIATE_URL'>): Vectors {
  const address = config.WEAVIATE_URL;
  if (!address) return { health: async () => switchedOff('not set up'), close: async () => {} };

  let connected: Promise<WeaviateClient> | undefined;
  const connect = () => {
    connected ??= openClient(new URL(address)).catch((error) => {
      connected = undefined; // the next caller tries anew
      throw error;
    });
    return connected;
  };

  return {
    health: () =>
      probeHealth(async (signal) => {
        await checkReady(address, signal);
        const { version } = await (await connect()).getMeta();
        return `version ${version ?? 'unknown'}`;
      }),
    async close() {
      const client = await connected?.catch(() => undefined);
      connected = undefined;
      await client?.close();
    },
  };
}

/**
 * Meta answers while the node still loads its data, so readiness is asked first. Not by the client's own isReady: that
 * refreshes the version in the background and lets a failure there go unhandled, which ends the process.
 */
async function checkReady(address: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(new URL('/v1/.well-known/ready', address), { signal }).catch(() => undefined);
  await answer?.body?.cancel();
  if (!answer) throw new Error('Weaviate does not answer.');
  if (!answer.ok) throw new Error('Weaviate is still starting.');
}

/** Loaded on first use: with its gRPC stack the client is the heaviest import of the house. Sends nothing yet. */
async function openClient(url: URL): Promise<WeaviateClient> {
  const { default: weaviate } = await import('weaviate-client');
  const secure = url.protocol === 'https:';
  const host = url.hostname;
  return weaviate.client({
    connectionParams: {
      http: { host, port: Number(url.port || (secure ? 443 : 80)), secure },
      // Weaviate's default. Only searches and batches use gRPC; health does not.
      grpc: { host, port: 50_051, secure },
    },
    timeout: { init: 2, query: 10, insert: 30 }, // seconds
    skipInitChecks: true,
  });
}
