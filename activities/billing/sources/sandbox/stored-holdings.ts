/** What the inventory knows of an account, gone things too: they were paid for while they were there. */
import { and, eq, inArray } from 'drizzle-orm';
import type { Tx } from '../../../../db/client.ts';
import { resources } from '../../../../db/schema/index.ts';
import type { Json } from '../../../clouds/provider.ts';
import { billedTypes, type Holding } from './holdings.ts';

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

export async function holdingsOf(tx: Tx, connectionId: string): Promise<Holding[]> {
  const rows = await tx
    .select()
    .from(resources)
    .where(and(eq(resources.connectionId, connectionId), inArray(resources.nativeType, billedTypes)))
    .orderBy(resources.cloudId);
  return rows.map(({ cloudId, name, nativeType, attributes, tags, cloudCreatedAt, firstSeenAt, deletedAt }) => ({
    cloudId,
    name,
    nativeType,
    attributes: attributes as Record<string, Json>,
    tags,
    since: dayOf(cloudCreatedAt ?? firstSeenAt),
    until: deletedAt && dayOf(deletedAt),
  }));
}
