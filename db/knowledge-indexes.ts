/** The indexes over an organisation's chunks: the one that serves, and one that is being built beside it. */
import { and, desc, eq, ne } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { knowledgeIndexes } from './schema/index.ts';

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
