/** The indexes over an organisation's chunks: the one that serves, and one that is being built beside it. */
import { and, desc, eq, ne, notInArray } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import { tellNotice } from './notices.ts';
import { knowledgeIndexes, organisations } from './schema/index.ts';

export type KnowledgeIndex = typeof knowledgeIndexes.$inferSelect;

/** Newest first; those that were retired are left out. */
export function liveIndexes(tx: Tx): Promise<KnowledgeIndex[]> {
  return tx
    .select()
    .from(knowledgeIndexes)
    .where(ne(knowledgeIndexes.state, 'retired'))
    .orderBy(desc(knowledgeIndexes.createdAt));
}

/** What questions are asked of; undefined before the first ingest. */
export async function servingIndex(tx: Tx): Promise<KnowledgeIndex | undefined> {
  const [row] = await tx.select().from(knowledgeIndexes).where(eq(knowledgeIndexes.state, 'serving'));
  return row;
}

/** The first index of an organisation serves at once: there is nothing that it would lack. */
export async function ensureServingIndex(
  tx: Tx,
  first: { orgId: string; embedding: string; collection: string },
): Promise<KnowledgeIndex> {
  const values = { ...first, state: 'serving' as const, servingAt: new Date() };
  await tx.insert(knowledgeIndexes).values(values).onConflictDoNothing();
  const serving = await servingIndex(tx);
  if (!serving) throw new Error('an organisation has no serving index');
  return serving;
}

/** Dimensions are known with the first vector. */
export async function noteDimensions(tx: Tx, id: string, dimensions: number): Promise<void> {
  await tx
    .update(knowledgeIndexes)
    .set({ dimensions })
    .where(and(eq(knowledgeIndexes.id, id), ne(knowledgeIndexes.state, 'retired')));
}

/** @throws AuroraError `not_found` */
export async function findIndex(tx: Tx, id: string): Promise<KnowledgeIndex> {
  const [row] = await tx.select().from(knowledgeIndexes).where(eq(knowledgeIndexes.id, id));
  if (!row) throw notFound('index');
  return row;
}

/**
 * The index of another embedding beside the one that serves. One that was begun for an embedding that nobody wants any
 * more is given up.
 *
 * @returns undefined where the serving one is wanted, or there is none yet
 */
export async function beginBuilding(
  tx: Tx,
  wanted: { orgId: string; embedding: string; collection: string },
): Promise<KnowledgeIndex | undefined> {
  // Two who begin at once wait for each other here.
  await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.id, wanted.orgId)).for('update');
  const building = await inState(tx, 'building');
  const serving = await servingIndex(tx);
  if (building && building.embedding === wanted.embedding) return building;
  if (building) await retire(tx, building.id);
  if (!serving || serving.embedding === wanted.embedding) return undefined;
  const [made] = await tx.insert(knowledgeIndexes).values(wanted).returning();
  return made;
}

async function inState(tx: Tx, state: KnowledgeIndex['state']): Promise<KnowledgeIndex | undefined> {
  const [row] = await tx.select().from(knowledgeIndexes).where(eq(knowledgeIndexes.state, state));
  return row;
}

const retire = (tx: Tx, id: string) =>
  tx.update(knowledgeIndexes).set({ state: 'retired', retiredAt: new Date() }).where(eq(knowledgeIndexes.id, id));

/** In the caller's transaction: nobody sees two that serve, or none. A repeat changes nothing. */
export async function changeOver(tx: Tx, id: string): Promise<KnowledgeIndex> {
  const index = await findIndex(tx, id);
  if (index.state !== 'building') return index;
  const serving = await servingIndex(tx);
  if (serving) await retire(tx, serving.id);
  const now = { state: 'serving', servingAt: new Date(), reason: null } as const;
  await tx.update(knowledgeIndexes).set(now).where(eq(knowledgeIndexes.id, id));
  return findIndex(tx, id);
}

/** Those in which the organisation has nothing to look for any more. */
export async function retiredCollections(tx: Tx): Promise<string[]> {
  const live = (await liveIndexes(tx)).map(({ collection }) => collection);
  const rows = await tx
    .selectDistinct({ collection: knowledgeIndexes.collection })
    .from(knowledgeIndexes)
    .where(
      and(
        eq(knowledgeIndexes.state, 'retired'),
        live.length === 0 ? undefined : notInArray(knowledgeIndexes.collection, live),
      ),
    );
  return rows.map(({ collection }) => collection);
}

/** Tells viewers how far it is. The same key again tells nothing. */
export async function tellIndex(
  tx: Tx,
  { id: indexId, orgId, state, embedding }: KnowledgeIndex,
  counts: { done: number; total: number },
  key: string,
): Promise<void> {
  const payload = { indexId, state, embedding, ...counts };
  await appendEvent(tx, orgId, `org:${orgId}`, { type: 'knowledge.index', payload }, `index:${indexId}:${key}`);
}

/** Kept with the index, and told once: the old one goes on serving. */
export async function noteIndexFailure(
  tx: Tx,
  { orgId, indexId }: { orgId: string; indexId: string },
  reason: string,
): Promise<void> {
  await tx.update(knowledgeIndexes).set({ reason }).where(eq(knowledgeIndexes.id, indexId));
  await tellNotice(tx, orgId, {
    key: `reindex_failed:${indexId}`,
    kind: 'knowledge_failed',
    level: 'warning',
    text: `Documents could not be indexed anew, so search goes on as before. ${reason}`,
    href: '/knowledge',
    subject: {},
  });
}
