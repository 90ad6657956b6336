/** Many rows at once: COPY into a temporary table, from which set-based statements go on. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from } from 'pg-copy-streams';
import type { Database, Scope } from './client.ts';

export type CopyValue = string | number | null;

/** Like `inOrg`, on the driver itself: COPY is not a query, and a statement with a name is planned once. */
export async function inOrgClient<Result>(
  { pool }: Pick<Database, 'pool'>,
  { orgId }: Scope,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await client.query("select set_config('app.org_id', $1, true)", [orgId]);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away, and its transaction with it.
    await client.query('rollback').catch((failed: Error) => {
      broken = failed;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Copies rows into a temporary table of this session: row-level security lets nobody copy into a real one.
 * The table is made once a connection and emptied at each commit, so that a page leaves nothing in the catalogue.
 *
 * @param columns name and type, in the order of each row's values
 */
export async function copyToTemporary(
  client: pg.PoolClient,
  table: string,
  columns: Record<string, string>,
  rows: Iterable<CopyValue[]>,
): Promise<void> {
  const shape = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  await client.query(`create temporary table if not exists ${table} (${shape.join(', ')}) on commit delete rows`);
  const stream = client.query(from(`copy pg_temp.${table} (${Object.keys(columns).join(', ')}) from stdin`));
  await pipeline(Readable.from(chunksOf(rows)), stream);
}

/** Text format, see https://www.postgresql.org/docs/18/sql-copy.html. In pieces, so that no page is one long string. */
function* chunksOf(rows: Iterable<CopyValue[]>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += `${row.map(textOf).join('\t')}\n`;
    if (chunk.length < chunkChars) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk) yield chunk;
}

const chunkChars = 262_144;
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const textOf = (value: CopyValue): string =>
  value === null ? '\\N' : String(value).replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? character);
