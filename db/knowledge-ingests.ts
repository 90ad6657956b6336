/** Runs of `knowledgeIngest`: asked for by anyone, taken up and ended by the workflow alone, through its activities. */
import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import type { IngestState, IngestTrigger } from './model/knowledge.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { knowledgeIngests, knowledgeSources } from './schema/index.ts';

export type KnowledgeIngest = typeof knowledgeIngests.$inferSelect;
export type OfSource = { orgId: string; sourceId: string };
export type OfIngest = OfSource & { ingestId: string };

type Wanted = { id?: string; trigger: IngestTrigger; requestedBy: string | null };

const isRunning = eq(knowledgeIngests.state, 'running');

/**
 * One that waits to begin answers all who ask before it does.
 *
 * @returns the one that will look
 */
export async function requestIngest(tx: Tx, { orgId, sourceId }: OfSource, wanted: Wanted): Promise<KnowledgeIngest> {
  const id = wanted.id ?? crypto.randomUUID();
  // Two who ask at once wait for each other here. A plain `update` would deadlock with two who have just added a
  // document each: the foreign key holds the source's key shared.
  await tx
    .select({ id: knowledgeSources.id })
    .from(knowledgeSources)
    .where(eq(knowledgeSources.id, sourceId))
    .for('no key update');
  const [known] = await tx.select().from(knowledgeIngests).where(eq(knowledgeIngests.id, id));
  const waiting = known ?? (await notBegun(tx, sourceId));
  if (waiting) return waiting;
  const row = { ...wanted, id, orgId, sourceId };
  const [made] = await tx.insert(knowledgeIngests).values(row).returning();
  if (!made) throw new Error('an insert returned nothing');
  return made;
}

async function notBegun(tx: Tx, sourceId: string): Promise<KnowledgeIngest | undefined> {
  const [row] = await tx
    .select()
    .from(knowledgeIngests)
    .where(and(eq(knowledgeIngests.sourceId, sourceId), isRunning, isNull(knowledgeIngests.documentsTotal)))
    .limit(1);
  return row;
}

/** What a workflow takes up: one that had begun, else one that waits, else its own, as when a schedule starts it. */
export async function claimIngest(tx: Tx, of: OfSource, own: { id: string; trigger: IngestTrigger }): Promise<string> {
  const [known] = await tx
    .select({ id: knowledgeIngests.id })
    .from(knowledgeIngests)
    .where(and(eq(knowledgeIngests.sourceId, of.sourceId), isRunning))
    .orderBy(sql`${knowledgeIngests.documentsTotal} nulls last`, knowledgeIngests.startedAt)
    .limit(1);
  if (known) return known.id;
  const made = await requestIngest(tx, of, { ...own, requestedBy: null });
  return made.id;
}

/** The newest of each source that runs or ran. */
export async function newestIngests(tx: Tx, sourceIds: string[]): Promise<Map<string, KnowledgeIngest>> {
  if (sourceIds.length === 0) return new Map();
  const rows = await tx
    .selectDistinctOn([knowledgeIngests.sourceId])
    .from(knowledgeIngests)
    .where(inArray(knowledgeIngests.sourceId, sourceIds))
    .orderBy(knowledgeIngests.sourceId, desc(knowledgeIngests.startedAt));
  return new Map(rows.map((row) => [row.sourceId, row]));
}

/** Newest first. */
export async function listIngests(
  tx: Tx,
  { sourceId }: { sourceId?: string },
  { cursor, limit }: PageRequest,
): Promise<Page<KnowledgeIngest>> {
  const rows = await tx
    .select({ ingest: knowledgeIngests, id: knowledgeIngests.id, place: placeOf(knowledgeIngests.startedAt) })
    .from(knowledgeIngests)
    .where(
      and(
        sourceId ? eq(knowledgeIngests.sourceId, sourceId) : undefined,
        afterPlace(knowledgeIngests.startedAt, knowledgeIngests.id, cursor),
      ),
    )
    .orderBy(desc(knowledgeIngests.startedAt), desc(knowledgeIngests.id))
    .limit(limit + 1);
  const page = pageOf(rows, limit);
  return { rows: page.rows.map(({ ingest }) => ingest), nextCursor: page.nextCursor };
}

export async function runningIngests(tx: Tx, sourceId: string): Promise<KnowledgeIngest[]> {
  return tx
    .select()
    .from(knowledgeIngests)
    .where(and(eq(knowledgeIngests.sourceId, sourceId), isRunning));
}

/** @throws AuroraError `not_found` */
export async function readIngest(tx: Tx, id: string): Promise<KnowledgeIngest> {
  const [row] = await tx.select().from(knowledgeIngests).where(eq(knowledgeIngests.id, id));
  if (!row) throw notFound('ingest');
  return row;
}

/** From here on it is begun: who asks now, waits for another. Failed ones are counted beside those to read. */
export async function beginIngest(tx: Tx, id: string, toRead: number): Promise<void> {
  await tx
    .update(knowledgeIngests)
    .set({ documentsTotal: sql`${toRead} + ${knowledgeIngests.documentsFailed}` })
    .where(eq(knowledgeIngests.id, id));
}

type Counts = { done?: number; failed?: number; added?: number; removed?: number };

/** Adds to what an ingest has counted. Each step counts in the transaction of what it did, so nothing counts twice. */
export async function countInIngest(tx: Tx, ingestId: string, counts: Counts): Promise<void> {
  const plus = (column: 'documentsDone' | 'documentsFailed' | 'chunksAdded' | 'chunksRemoved', more = 0) =>
    sql`${knowledgeIngests[column]} + ${more}`;
  await tx
    .update(knowledgeIngests)
    .set({
      documentsDone: plus('documentsDone', counts.done),
      documentsFailed: plus('documentsFailed', counts.failed),
      chunksAdded: plus('chunksAdded', counts.added),
      chunksRemoved: plus('chunksRemoved', counts.removed),
    })
    .where(eq(knowledgeIngests.id, ingestId));
}

/** The first end counts. @returns whether this was it */
export async function endIngest(
  tx: Tx,
  of: OfIngest,
  { state, reason }: { state: IngestState; reason: string | null },
): Promise<boolean> {
  const [ended] = await tx
    .update(knowledgeIngests)
    .set({ state, reason, finishedAt: new Date() })
    .where(and(eq(knowledgeIngests.id, of.ingestId), isRunning))
    .returning({ id: knowledgeIngests.id });
  if (!ended) return false;
  await tellIngest(tx, of, 'end');
  return true;
}

/** Tells viewers how far it is. The same key again tells nothing. */
export async function tellIngest(tx: Tx, { orgId, ingestId }: OfIngest, key: string): Promise<void> {
  const [row] = await tx.select().from(knowledgeIngests).where(eq(knowledgeIngests.id, ingestId));
  if (!row) return;
  const payload = {
    ingestId,
    sourceId: row.sourceId,
    state: row.state,
    reason: row.reason,
    documents: { done: row.documentsDone, failed: row.documentsFailed, total: row.documentsTotal },
    chunks: { added: row.chunksAdded, removed: row.chunksRemoved },
  };
  const event = { type: 'knowledge.progress', payload } as const;
  await appendEvent(tx, orgId, `org:${orgId}`, event, `ingest:${ingestId}:${key}`);
}
