/** Documents of a source, for what is done to all of them. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { documents } from './schema/index.ts';

/** Those that were not removed. */
export async function documentIdsOf(tx: Tx, sourceId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: documents.id })
    .from(documents)
    .where(and(eq(documents.sourceId, sourceId), isNull(documents.removedAt)));
  return rows.map(({ id }) => id);
}
