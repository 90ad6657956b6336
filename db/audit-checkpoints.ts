/** The signed ends of the chain as the database knows them; the objects in S3 are what counts. */
import { and, asc, desc, eq, gt, lte, sql } from 'drizzle-orm';
import { type Database, inOrg, type Tx } from './client.ts';
import { auditCheckpoints, auditHeads, notices } from './schema/index.ts';

export type CheckpointRow = typeof auditCheckpoints.$inferSelect;

export type ChainToClose = { orgId: string; seq: number };

/** Many at once are not left unsigned for as long as few are. */
const mostUnsigned = 1_000;

/** Chains with entries that nothing was signed over: for so many minutes, or so many of them. */
export async function chainsToClose(
  db: Database,
  everyMinutes: number,
  everyEntries = mostUnsigned,
): Promise<ChainToClose[]> {
  const { rows } = await db.orm.execute<ChainToClose>(
    sql`select org_id as "orgId", seq::int from audit_unclosed(${everyMinutes}, ${everyEntries})`,
  );
  return rows;
}

export const lastCheckpoint = (db: Database, orgId: string): Promise<CheckpointRow | null> =>
  inOrg(db, { orgId }, async (tx) => {
    const [row] = await tx.select().from(auditCheckpoints).orderBy(desc(auditCheckpoints.seq)).limit(1);
    return row ?? null;
  });

/** The same again changes nothing. */
export const keepCheckpoint = (db: Database, row: typeof auditCheckpoints.$inferInsert): Promise<void> =>
  inOrg(db, { orgId: row.orgId }, async (tx) => {
    await tx.insert(auditCheckpoints).values(row).onConflictDoNothing();
  });

/** Numbers of those that closed an entry between two. */
export async function checkpointsBetween(tx: Tx, after: number, upTo: number): Promise<number[]> {
  const rows = await tx
    .select({ seq: auditCheckpoints.seq })
    .from(auditCheckpoints)
    .where(and(gt(auditCheckpoints.seq, after), lte(auditCheckpoints.seq, upTo)))
    .orderBy(asc(auditCheckpoints.seq));
  return rows.map(({ seq }) => seq);
}

/** How far an organisation's chain is proven, and the newest finding that it is not as it was written. */
export async function readAuditState(tx: Tx) {
  const [head] = await tx.select({ seq: auditHeads.seq, hash: auditHeads.hash }).from(auditHeads);
  const [checkpoint] = await tx.select().from(auditCheckpoints).orderBy(desc(auditCheckpoints.seq)).limit(1);
  const [broken] = await tx
    .select({ id: notices.id, at: notices.createdAt, text: notices.text })
    .from(notices)
    .where(eq(notices.kind, 'audit_broken'))
    .orderBy(desc(notices.createdAt))
    .limit(1);
  return { head, checkpoint, broken };
}
