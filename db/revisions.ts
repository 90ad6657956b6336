/** Numbered revisions of a project's files. The text itself is in S3 (`platform/revision-files.ts`). */
import { and, desc, eq, isNull, max, sql } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { type RevisionFileFacts, revisions } from './schema/index.ts';

export type Revision = typeof revisions.$inferSelect;

export type NewRevision = {
  id?: string;
  orgId: string;
  projectId: string;
  /** What it was edited from: null for the first, undefined to take whatever is the latest. */
  baseNumber: number | null | undefined;
  storageKey: string;
  filesSha256: string;
  files: RevisionFileFacts[];
  reason: string;
  authorId: string | null;
  sessionId?: string | null;
  pullRequestId?: string | null;
};

/** What the project is to work on: not what a pull request of people over there would make of it. */

export async function latestRevision(tx: Tx, projectId: string): Promise<Revision | undefined> {
  const [row] = await tx
    .select()
    .from(revisions)
    .where(and(eq(revisions.projectId, projectId), isNull(revisions.pullRequestId)))
    .orderBy(desc(revisions.number))
    .limit(1);
  return row;
}

async function highestNumber(tx: Tx, projectId: string): Promise<number> {
  const [row] = await tx
    .select({ highest: max(revisions.number) })
    .from(revisions)
    .where(eq(revisions.projectId, projectId));
  return row?.highest ?? 0;
}

export async function revisionByNumber(tx: Tx, projectId: string, number: number): Promise<Revision | undefined> {
  const [row] = await tx
    .select()
    .from(revisions)
    .where(and(eq(revisions.projectId, projectId), eq(revisions.number, number)));
  return row;
}

/**
 * Adds the next revision. The same id again answers the row that is there.
 *
 * @throws AuroraError `conflict` when somebody else saved one in between
 */
export async function insertRevision(tx: Tx, revision: NewRevision): Promise<Revision> {
  // One writer per project at a time, so that numbers have no gaps and no race.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${revision.projectId}, 1))`);
  if (revision.id) {
    const [known] = await tx.select().from(revisions).where(eq(revisions.id, revision.id));
    if (known) return known;
  }
  const latest = (await latestRevision(tx, revision.projectId))?.number ?? null;
  const { baseNumber, ...values } = revision;
  if (baseNumber !== undefined && baseNumber !== latest) {
    throw conflict(
      `These files were edited from revision ${baseNumber ?? 'none'}, but the latest is now ${latest ?? 'none'}. Look at what changed in between, then save again.`,
      { baseNumber, latest },
    );
  }
  const [row] = await tx
    .insert(revisions)
    .values({ ...values, number: (await highestNumber(tx, revision.projectId)) + 1 })
    .returning();
  if (!row) throw conflict('The revision could not be saved.');
  return row;
}

/** @throws AuroraError `not_found` */
export async function revisionById(tx: Tx, id: string): Promise<Revision> {
  const [row] = await tx.select().from(revisions).where(eq(revisions.id, id));
  if (!row) throw notFound('revision');
  return row;
}
