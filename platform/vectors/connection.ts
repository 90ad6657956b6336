/** The one client of Weaviate a process has: opened on first use, opened anew after it went away. */
import type { WeaviateClient } from 'weaviate-client';
import type { Config } from '../config.ts';
import { AuroraError } from '../errors.ts';

export type WeaviateSettings = Pick<Config, 'WEAVIATE_URL' | 'WEAVIATE_API_KEY' | 'WEAVIATE_GRPC_PORT'>;

export type Connection = {
  /** @throws AuroraError `dependency_unavailable` while Weaviate does not answer or is not ready */
  client(): Promise<WeaviateClient>;
  /** For a client whose connection broke: the next caller gets a new one. */
  forget(client: WeaviateClient): void;
  close(): Promise<void>;
};

/**
 * Readiness is asked over HTTP before a gRPC channel is opened: a channel that is refused waits longer each time, up to
 * two minutes, and would not notice for as long that Weaviate is back.
 */
export function makeConnection(address: string, settings: WeaviateSettings): Connection {
  let connected: Promise<WeaviateClient> | undefined;

  return {
    client() {
      const opening = connected ?? checkReady(address).then(() => openClient(new URL(address), settings));
      connected = opening;
      return opening.catch((error) => {
        if (connected === opening) connected = undefined;
        throw error;
      });
    },
    forget(client) {
      void connected?.then(
        (current) => {
          if (current === client) connected = undefined;
        },
        () => undefined,
      );
      void client.close();
    },
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
export async function checkReady(address: string, signal = AbortSignal.timeout(2_000)): Promise<void> {
  const answer = await fetch(new URL('/v1/.well-known/ready', address), { signal }).catch(() => undefined);
  await answer?.body?.cancel();
  if (!answer) throw away('Weaviate does not answer.');
  if (!answer.ok) throw away('Weaviate is still starting.');
}

/** @param what a sentence for people */
export const away = (what: string, cause?: unknown) =>
  new AuroraError({
    code: 'dependency_unavailable',
    retryable: true,
    userMessage: `${what} Documents cannot be indexed or searched until it is back; nothing is lost.`,
    cause,
  });

/** Loaded on first use: with its gRPC stack the client is the heaviest import of the house. Sends nothing yet. */
async function openClient(url: URL, settings: WeaviateSettings): Promise<WeaviateClient> {
  const { default: weaviate } = await import('weaviate-client');
  const secure = url.protocol === 'https:';
  const host = url.hostname;
  return weaviate.client({
    connectionParams: {
      http: { host, port: Number(url.port || (secure ? 443 : 80)), secure },
      // Searches and batches use gRPC; schema, tenants and health do not.
      grpc: { host, port: settings.WEAVIATE_GRPC_PORT, secure },
    },
    auth: settings.WEAVIATE_API_KEY ? new weaviate.ApiKey(settings.WEAVIATE_API_KEY) : undefined,
    timeout: { init: 2, query: 10, insert: 60 }, // seconds
    skipInitChecks: true,
  });
}
