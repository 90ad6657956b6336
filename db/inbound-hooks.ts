/** What came in by webhook: kept once, whatever is sent twice, before anybody is told of it. */
import { and, asc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { inboundHooks } from './schema/index.ts';

export type InboundHook = typeof inboundHooks.$inferSelect;

export type NewHook = {
  orgId: string;
  integrationId: string;
  /** The sender's own id of what it tells, the same when it tells it again. */
  deliveryId: string;
  event: string;
  payload: Record<string, unknown>;
};

/** @returns false for one that came before */
export async function keepHook(tx: Tx, hook: NewHook): Promise<boolean> {
  const [kept] = await tx
    .insert(inboundHooks)
    .values(hook)
    .onConflictDoNothing()
    .returning({ deliveryId: inboundHooks.deliveryId });
  return kept !== undefined;
}

/** Not handled yet, in the order in which they came. */
export async function waitingHooksOf(tx: Tx, integrationId: string, limit: number): Promise<string[]> {
  const rows = await tx
    .select({ deliveryId: inboundHooks.deliveryId })
    .from(inboundHooks)
    .where(and(eq(inboundHooks.integrationId, integrationId), isNull(inboundHooks.handledAt)))
    .orderBy(asc(inboundHooks.receivedAt), asc(inboundHooks.deliveryId))
    .limit(limit);
  return rows.map(({ deliveryId }) => deliveryId);
}

export async function findHook(tx: Tx, integrationId: string, deliveryId: string): Promise<InboundHook | undefined> {
  const [row] = await tx
    .select()
    .from(inboundHooks)
    .where(and(eq(inboundHooks.integrationId, integrationId), eq(inboundHooks.deliveryId, deliveryId)));
  return row;
}

/**
 * A second end changes nothing.
 *
 * @param outcome words for people: what was done, or why nothing was
 * @param payload what stays of it, where not all is to be kept
 */
export async function finishHook(
  tx: Tx,
  integrationId: string,
  deliveryId: string,
  outcome: string,
  payload?: Record<string, unknown>,
): Promise<void> {
  await tx
    .update(inboundHooks)
    .set({ handledAt: sql`now()`, outcome, payload })
    .where(
      and(
        eq(inboundHooks.integrationId, integrationId),
        eq(inboundHooks.deliveryId, deliveryId),
        isNull(inboundHooks.handledAt),
      ),
    );
}

const keptDays = 30;

/** What was handled long ago: a sender repeats within minutes. */
export async function forgetOldHooks(tx: Tx, integrationId: string): Promise<void> {
  await tx
    .delete(inboundHooks)
    .where(
      and(
        eq(inboundHooks.integrationId, integrationId),
        isNotNull(inboundHooks.handledAt),
        lt(inboundHooks.receivedAt, sql`now() - make_interval(days => ${keptDays})`),
      ),
    );
}
