/** Finding a resource by what people and models call it. */
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { type ResourceRef, refColumns } from './resources.ts';
import { resources } from './schema/index.ts';

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * By inventory id, by canonical id, else by name, without regard to capitals. What exists comes before what is gone:
 * deleted ones are answered only where nothing else has the name.
 *
 * @returns at most `limit`; several for a name that several have
 */
export async function resourcesCalled(
  tx: Tx,
  called: string,
  limit: number,
): Promise<(ResourceRef & { id: string })[]> {
  const find = (...where: (SQL | undefined)[]) =>
    tx
      .select(refColumns)
      .from(resources)
      .where(and(...where))
      .orderBy(resources.words, resources.id)
      .limit(limit);
  if (idPattern.test(called)) {
    const byId = await find(eq(resources.id, called));
    if (byId.length > 0) return byId;
  }
  const byCloudId = await find(eq(resources.cloudId, called));
  if (byCloudId.length > 0) return byCloudId;
  const name = called
    .toLowerCase()
    .slice(0, 120)
    .replace(/[\\%_]/g, '\\$&');
  const named = sql`${resources.words} like ${`${name}\n%`}`;
  const live = await find(named, isNull(resources.deletedAt));
  return live.length > 0 ? live : find(named, sql`${resources.deletedAt} is not null`);
}
