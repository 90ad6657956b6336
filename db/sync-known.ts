/** What a connection has listed already, by canonical id. */
import type pg from 'pg';

export type Known = { id: string; cloud_id: string; hash: string; gone: boolean };

/**
 * Not a statement with a name: it would keep the plan that it was given when the table was still empty, and go through
 * all of it for each page of a first sync.
 */
export async function knownOf(
  client: pg.PoolClient,
  connectionId: string,
  cloudIds: string[],
): Promise<Map<string, Known>> {
  if (cloudIds.length === 0) return new Map();
  const { rows } = await client.query<Known>(
    `select id, cloud_id, hash, deleted_at is not null as gone from resources
     where connection_id = $1 and cloud_id = any($2)`,
    [connectionId, cloudIds],
  );
  return new Map(rows.map((row) => [row.cloud_id, row]));
}
