/** Where documents come from, as routes and the ingest's activities ask for it. */
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Database, Tx } from './client.ts';
import type { KnowledgeSourceSettings } from './model/knowledge.ts';
import { documents, documentVersions, knowledgeSources } from './schema/index.ts';

export type KnowledgeSource = typeof knowledgeSources.$inferSelect;
export type NewKnowledgeSource = typeof knowledgeSources.$inferInsert;

/** By name. */
export function listSources(tx: Tx): Promise<KnowledgeSource[]> {
  return tx
    .select()
    .from(knowledgeSources)
    .where(isNull(knowledgeSources.archivedAt))
    .orderBy(asc(knowledgeSources.name), asc(knowledgeSources.id));
}

/** @throws AuroraError `not_found`, also for one that is archived */
export async function findSource(tx: Tx, id: string): Promise<KnowledgeSource> {
  const source = await sourceOrArchived(tx, id);
  if (source.archivedAt) throw notFound('knowledge source');
  return source;
}

/** For the ingest, which also takes away what an archived source had. @throws AuroraError `not_found` */
export async function sourceOrArchived(tx: Tx, id: string): Promise<KnowledgeSource> {
  const [row] = await tx.select().from(knowledgeSources).where(eq(knowledgeSources.id, id));
  if (!row) throw notFound('knowledge source');
  return row;
}

/** The same id again answers the source that is there. @throws AuroraError `conflict` for a name that is taken */
export async function insertSource(tx: Tx, source: NewKnowledgeSource & { id: string }): Promise<KnowledgeSource> {
  const [created] = await tx.insert(knowledgeSources).values(source).onConflictDoNothing().returning();
  if (created) return created;
  await requireFreeName(tx, source.id, source.name);
  return findSource(tx, source.id);
}

export type SourceChange = { name?: string; intervalMinutes?: number | null; settings?: KnowledgeSourceSettings };

/** @throws AuroraError `conflict` for a name that is taken */
export async function changeSource(tx: Tx, id: string, change: SourceChange): Promise<KnowledgeSource> {
  const source = await findSource(tx, id);
  if (Object.keys(change).length === 0) return source;
  if (change.name !== undefined) await requireFreeName(tx, id, change.name);
  const [changed] = await tx.update(knowledgeSources).set(change).where(eq(knowledgeSources.id, id)).returning();
  return changed ?? source;
}

export async function archiveSource(tx: Tx, id: string): Promise<KnowledgeSource> {
  const source = await findSource(tx, id);
  await tx.update(knowledgeSources).set({ archivedAt: new Date() }).where(eq(knowledgeSources.id, id));
  return source;
}

async function requireFreeName(tx: Tx, id: string, name: string): Promise<void> {
  const [named] = await tx
    .select({ id: knowledgeSources.id })
    .from(knowledgeSources)
    .where(and(eq(knowledgeSources.name, name), isNull(knowledgeSources.archivedAt)));
  if (named && named.id !== id) throw conflict(`There is a source named "${name}" already. Choose another name.`);
}

export type SourceCounts = { documents: number; ready: number; failed: number; waiting: number; chunks: number };

export const noCounts: SourceCounts = { documents: 0, ready: 0, failed: 0, waiting: 0, chunks: 0 };

/** What each source has. `chunks`: those that are searched. */
export async function countsOf(tx: Tx, sourceIds: string[]): Promise<Map<string, SourceCounts>> {
  if (sourceIds.length === 0) return new Map();
  const inState = (...states: (typeof documents.state.enumValues)[number][]) =>
    sql<number>`count(*) filter (where ${inArray(documents.state, states)})`.mapWith(Number);
  const rows = await tx
    .select({
      sourceId: documents.sourceId,
      documents: sql<number>`count(*) filter (where ${documents.state} <> 'removed')`.mapWith(Number),
      ready: inState('ready'),
      failed: inState('failed'),
      waiting: inState('waiting', 'ingesting'),
      chunks: sql<number>`coalesce(sum(${documentVersions.chunkCount}), 0)`.mapWith(Number),
    })
    .from(documents)
    .leftJoin(documentVersions, and(eq(documentVersions.id, documents.currentVersionId), isNull(documents.removedAt)))
    .where(inArray(documents.sourceId, sourceIds))
    .groupBy(documents.sourceId);
  return new Map(rows.map(({ sourceId, ...counts }) => [sourceId, counts]));
}

export type WantedKnowledgeSchedule = { orgId: string; sourceId: string; intervalMinutes: number | null };

/** Of every organisation, for the keeper. Null: no schedule. */
export async function wantedKnowledgeSchedules(db: Database): Promise<WantedKnowledgeSchedule[]> {
  const { rows } = await db.orm.execute<WantedKnowledgeSchedule>(sql`
    select org_id as "orgId", source_id as "sourceId", interval_minutes as "intervalMinutes"
    from wanted_knowledge_schedules()`);
  return rows;
}
