/** Threads over there that are conversations here. */
import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { StoredEvent } from './events.ts';
import { chatThreads, events, inboundHooks } from './schema/index.ts';

export type ChatThread = typeof chatThreads.$inferSelect;

/** As it is kept: `channel:ts of the thread's first message`. */
export const threadKey = ({ channel, thread }: { channel: string; thread: string }): string => `${channel}:${thread}`;

export async function findThread(tx: Tx, integrationId: string, thread: string): Promise<ChatThread | undefined> {
  const [row] = await tx
    .select()
    .from(chatThreads)
    .where(and(eq(chatThreads.integrationId, integrationId), eq(chatThreads.thread, thread)));
  return row;
}

export async function threadOfSession(tx: Tx, sessionId: string): Promise<ChatThread | undefined> {
  const [row] = await tx.select().from(chatThreads).where(eq(chatThreads.sessionId, sessionId));
  return row;
}

/** The same thread again stays with its conversation. */
export async function insertThread(tx: Tx, thread: typeof chatThreads.$inferInsert): Promise<void> {
  await tx.insert(chatThreads).values(thread).onConflictDoNothing();
}

/** Whether somebody asked Aurora in this thread, also where that question has not been taken up yet. */
export async function isOurThread(tx: Tx, integrationId: string, channel: string, thread: string): Promise<boolean> {
  if (await findThread(tx, integrationId, threadKey({ channel, thread }))) return true;
  const [waiting] = await tx
    .select({ deliveryId: inboundHooks.deliveryId })
    .from(inboundHooks)
    .where(
      and(
        eq(inboundHooks.integrationId, integrationId),
        isNull(inboundHooks.handledAt),
        sql`${inboundHooks.payload} ->> 'channel' = ${channel}`,
        sql`${inboundHooks.payload} ->> 'thread' = ${thread}`,
        sql`${inboundHooks.payload} -> 'addressed' = 'true'::jsonb`,
      ),
    )
    .limit(1);
  return waiting !== undefined;
}

/** States of a run that people over there are told of. */
const toldStates = [
  'awaiting_approval',
  'approved',
  'rejected',
  'expired',
  'superseded',
  'stale',
  'cancelled',
  'failed',
  'applied',
  'partial',
];

/** What nobody was told over there yet, oldest first: finished answers, turns that failed, and how proposals stand. */
export async function untold(tx: Tx, { sessionId, toldSeq }: ChatThread, limit: number): Promise<number[]> {
  const { payload, type } = events;
  const rows = await tx
    .select({ seq: events.seq })
    .from(events)
    .where(
      and(
        eq(events.stream, `session:${sessionId}`),
        gt(events.seq, toldSeq),
        or(
          and(
            eq(type, 'message.completed'),
            sql`${payload} -> 'toolCalls' = '[]'::jsonb and ${payload} ->> 'text' <> ''`,
          ),
          and(eq(type, 'turn.state'), sql`${payload} ->> 'state' = 'failed'`),
          and(eq(type, 'run.state'), inArray(sql`${payload} ->> 'state'`, toldStates)),
        ),
      ),
    )
    .orderBy(asc(events.seq))
    .limit(limit);
  return rows.map(({ seq }) => seq);
}

export async function sessionEvent(
  tx: Tx,
  sessionId: string,
  seq: number,
): Promise<Pick<StoredEvent, 'type' | 'payload'>> {
  const [row] = await tx
    .select({ type: events.type, payload: events.payload })
    .from(events)
    .where(and(eq(events.stream, `session:${sessionId}`), eq(events.seq, seq)));
  if (!row) throw notFound('event');
  return row;
}

/** Never backwards: of two who told, the later one is right. */
export async function markTold(tx: Tx, sessionId: string, seq: number): Promise<void> {
  await tx
    .update(chatThreads)
    .set({ toldSeq: sql`greatest(${chatThreads.toldSeq}, ${seq})` })
    .where(eq(chatThreads.sessionId, sessionId));
}
