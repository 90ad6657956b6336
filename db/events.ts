/** Appends to and reads from the numbered streams. See `db/model/events.ts` for what may be in them. */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { type Database, inOrg, type Scope, type Tx } from './client.ts';
import type { EventOf, StreamName } from './model/events.ts';
import { eventStreams, events } from './schema/index.ts';

export type StoredEvent = { stream: string; seq: number; type: string; payload: unknown; createdAt: Date };

/**
 * Appends one event within the caller's transaction.
 *
 * @param key makes a repeat harmless: the same key in the same stream appends nothing
 * @returns the event's number in its stream
 */
export async function appendEvent<Stream extends StreamName>(
  tx: Tx,
  orgId: string,
  stream: Stream,
  event: EventOf<Stream>,
  key?: string,
): Promise<number> {
  const result = await tx.execute<{ seq: string }>(
    sql`select append_event(${orgId}, ${stream}, ${event.type}, ${JSON.stringify(event.payload)}::jsonb, ${key ?? null}) as seq`,
  );
  return Number(result.rows[0]?.seq);
}

/** Appends one event by itself: a transaction of one statement, one round trip. */
export async function publishEvent<Stream extends StreamName>(
  db: Database,
  orgId: string,
  stream: Stream,
  event: EventOf<Stream>,
  key?: string,
): Promise<number> {
  const result = await db.pool.query({
    name: 'publish-event',
    text: 'select append_event($1, $2, $3, $4::jsonb, $5) as seq',
    values: [orgId, stream, event.type, JSON.stringify(event.payload), key ?? null],
  });
  return Number(result.rows[0]?.seq);
}

/** @returns at most `limit` events after `afterSeq`, oldest first */
export function readEvents(
  db: Database,
  scope: Scope,
  stream: StreamName,
  afterSeq: number,
  limit: number,
): Promise<StoredEvent[]> {
  return inOrg(db, scope, (tx) =>
    tx
      .select({
        stream: events.stream,
        seq: events.seq,
        type: events.type,
        payload: events.payload,
        createdAt: events.createdAt,
      })
      .from(events)
      .where(and(eq(events.stream, stream), gt(events.seq, afterSeq)))
      .orderBy(asc(events.seq))
      .limit(limit),
  );
}

/** @returns the newest number of a stream; 0 where nothing happened yet */
export async function lastSeq(tx: Tx, stream: StreamName): Promise<number> {
  const [row] = await tx
    .select({ lastSeq: eventStreams.lastSeq })
    .from(eventStreams)
    .where(eq(eventStreams.stream, stream));
  return row?.lastSeq ?? 0;
}
