/** What a collection of chunks looks like in Weaviate, and how it and its tenants come to be. */
import { createHash } from 'node:crypto';
import type { BaseBm25Options, Collection, WeaviateClient } from 'weaviate-client';
import type { TenantOf } from './index-store.ts';

/** What is kept beside the vector. Text is kept in Postgres too: here it is for the words' index alone. */
export type ChunkProperties = { documentId: string; sourceId: string; title: string; headings: string; text: string };

export type Chunks = Collection<ChunkProperties, string>;

/** The only vector of an object. Absent in an index by words. */
export const vectorName = 'default';

/** What is searched by words, and how much a hit there counts. */
export const searchedProperties: BaseBm25Options<ChunkProperties, undefined>['queryProperties'] = [
  { name: 'title', weight: 2 },
  { name: 'headings', weight: 2 },
  { name: 'text', weight: 1 },
];

export const noEmbedding = 'none';

/**
 * The collection of one embedding: letters and digits of its name for people who look, and a digest because two names
 * may differ in the other signs only.
 */
export function collectionOf(embedding: string): string {
  const letters = embedding.replaceAll(/[^0-9A-Za-z]+/g, '_').slice(0, 60);
  return `Chunks_${letters}_${createHash('sha256').update(embedding).digest('hex').slice(0, 8)}`;
}

/**
 * Makes what is missing. Two processes may both find it missing: whoever comes second is refused, looks again, and
 * finds it.
 */
export async function prepareTenant(client: WeaviateClient, { collection, orgId }: TenantOf): Promise<void> {
  if (!(await client.collections.exists(collection))) {
    await makeCollection(client, collection).catch(async (error) => {
      if (!(await client.collections.exists(collection))) throw error;
    });
  }
  const { tenants } = client.collections.get(collection);
  if (await tenants.getByName(orgId)) return;
  await tenants.create({ name: orgId }).catch(async (error) => {
    if (!(await tenants.getByName(orgId))) throw error;
  });
}

/** Removes the tenant where it is; an answer that says it is gone already is the wished one. */
export async function dropTenant(client: WeaviateClient, { collection, orgId }: TenantOf): Promise<void> {
  if (!(await client.collections.exists(collection))) return;
  const { tenants } = client.collections.get(collection);
  if (await tenants.getByName(orgId)) await tenants.remove(orgId);
}

async function makeCollection(client: WeaviateClient, name: string): Promise<void> {
  const { configure } = (await import('weaviate-client')).default;
  const searched = (property: 'title' | 'headings' | 'text') =>
    ({
      name: property,
      dataType: 'text',
      tokenization: 'word',
      indexFilterable: false,
      indexSearchable: true,
    }) as const;
  const filtered = (property: 'documentId' | 'sourceId') =>
    ({ name: property, dataType: 'uuid', indexFilterable: true }) as const;
  const byWords = name === collectionOf(noEmbedding);
  await client.collections.create({
    name,
    properties: [
      ...(['title', 'headings', 'text'] as const).map(searched),
      filtered('documentId'),
      filtered('sourceId'),
    ],
    multiTenancy: configure.multiTenancy({ enabled: true, autoTenantActivation: true }),
    vectorizers: configure.vectors.selfProvided({
      name: vectorName,
      vectorIndexConfig: configure.vectorIndex.hnsw({ skip: byWords, distanceMetric: 'cosine' }),
    }),
  });
}
