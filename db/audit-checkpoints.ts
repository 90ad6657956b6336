/** The signed ends of the chain as the database knows them; the objects in S3 are what counts. */
import { desc, sql } from 'drizzle-orm';
import { type Database, inOrg } from './client.ts';
import { auditCheckpoints } from './schema/index.ts';

export type CheckpointRow = typeof auditCheckpoints.$inferSelect;

export type ChainToClose = { orgId: string; seq: number };

/** Chains with entries that nothing was signed over, the last time at least so many minutes ago. */
export async function chainsToClose(db: Database, everyMinutes: number): Promise<ChainToClose[]> {
  const { rows } = await db.orm.execute<ChainToClose>(
    sql`select org_id as "orgId", seq::int from audit_unclosed(${everyMinutes})`,
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
