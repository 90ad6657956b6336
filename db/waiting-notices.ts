/** Notices that nobody has routed, and deliveries that should go on by themselves and do not: ids, of all organisations. */
import { sql } from 'drizzle-orm';
import type { Database } from './client.ts';

type Waiting = { orgId: string; id: string };

/** As many as one look shows. */
export const mostNotices = 200;

/** @param olderThanMs by the clock of Postgres */
export async function waitingNotices(db: Database, olderThanMs: number): Promise<Waiting[]> {
  const { rows } = await db.orm.execute<Waiting>(
    sql`select org_id as "orgId", notice_id as id from waiting_notices(${olderThanMs} * interval '1 ms')`,
  );
  return rows;
}

export async function waitingDeliveries(db: Database): Promise<Waiting[]> {
  const { rows } = await db.orm.execute<Waiting>(
    sql`select org_id as "orgId", delivery_id as id from waiting_deliveries()`,
  );
  return rows;
}
