/** How many chunks an organisation has, and how many of them every index holds. */
import { and, count, isNotNull, isNull } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { chunks } from './schema/index.ts';

/** What an index has to hold. */
export async function countLiveChunks(tx: Tx): Promise<number> {
  const [row] = await tx.select({ value: count() }).from(chunks).where(isNull(chunks.removedAt));
  return row?.value ?? 0;
}

export async function countIndexedChunks(tx: Tx): Promise<number> {
  const indexed = and(isNull(chunks.removedAt), isNotNull(chunks.indexedAt));
  const [row] = await tx.select({ value: count() }).from(chunks).where(indexed);
  return row?.value ?? 0;
}
