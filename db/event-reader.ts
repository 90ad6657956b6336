/** Reads of the numbered streams for viewers: one round trip each, since a viewer's first word waits for them. */
import type { Database, Scope } from './client.ts';
import { streamPattern } from './model/events.ts';

/** An event as it goes out, in pages and over the socket alike. */
export type EventOut = { stream: string; seq: number; at: string; event: { type: string; payload: unknown } };

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const isStreamName = (stream: string): boolean =>
  streamPattern.test(stream) && uuidPattern.test(stream.slice(stream.indexOf(':') + 1));

/** @returns at most `limit` events after `afterSeq`, oldest first; none of a stream of another organisation */
export async function readStream(
  db: Database,
  orgId: string,
  stream: string,
  afterSeq: number,
  limit: number,
): Promise<EventOut[]> {
  const result = await db.pool.query<{ seq: string; type: string; payload: unknown; created_at: Date }>({
    name: 'read-events',
    text: 'select * from read_events($1, $2, $3, $4)',
    values: [orgId, stream, afterSeq, limit],
  });
  return result.rows.map((row) => ({
    stream,
    seq: Number(row.seq),
    at: row.created_at.toISOString(),
    event: { type: row.type, payload: row.payload },
  }));
}

/** @returns the newest number (0: nothing happened yet), or null where this person sees no such stream */
export async function visibleStream(
  db: Database,
  { orgId, userId }: Required<Scope>,
  stream: string,
): Promise<number | null> {
  if (!isStreamName(stream)) return null;
  const result = await db.pool.query<{ last: string | null }>({
    name: 'visible-stream',
    text: 'select visible_stream($1, $2, $3) as last',
    values: [orgId, userId, stream],
  });
  const last = result.rows[0]?.last;
  return last === null || last === undefined ? null : Number(last);
}
