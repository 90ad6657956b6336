/** Which organisation runs the installation. */
import { sql } from 'drizzle-orm';
import type { Tx } from './client.ts';

/** @param slug of the one that does; undefined: the oldest of all, which whoever set it up made first */
export async function isOperatorOrg(tx: Tx, orgId: string, slug: string | undefined): Promise<boolean> {
  const { rows } = await tx.execute<{ is: boolean }>(
    sql`select is_operator_organisation(${orgId}::uuid, ${slug ?? null}::text) as is`,
  );
  return rows[0]?.is === true;
}
