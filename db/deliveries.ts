/** Notices on their way: decided once, attempted in turn, and what became of each. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { conflict, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { appendEvent } from './events.ts';
import type { DeliveryState } from './model/notices.ts';
import { targetsOf } from './notice-rules.ts';
import { deliveries, notices } from './schema/index.ts';

export type Delivery = typeof deliveries.$inferSelect;
export type Notice = typeof notices.$inferSelect;

/**
 * Decides where a notice goes, once: a second call answers what the first one decided.
 *
 * @returns ids of the deliveries that have not ended
 */
export async function routeNotice(tx: Tx, noticeId: string): Promise<string[]> {
  const [notice] = await tx.select().from(notices).where(eq(notices.id, noticeId)).for('update');
  if (!notice) throw notFound('notice');
  if (!notice.routedAt) await decide(tx, notice);
  const open = await tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.noticeId, noticeId), inArray(deliveries.state, ['waiting', 'sending'])))
    .orderBy(asc(deliveries.id));
  return open.map(({ id }) => id);
}

/** A test is on its way with the request for it. @returns its one delivery */
export async function routeTest(tx: Tx, key: string): Promise<string> {
  const [notice] = await tx.select({ id: notices.id }).from(notices).where(eq(notices.key, key));
  const [deliveryId] = await routeNotice(tx, notice?.id ?? '');
  if (!deliveryId) throw notFound('channel');
  return deliveryId;
}

async function decide(tx: Tx, notice: Notice): Promise<void> {
  const targets = await targetsOf(tx, notice);
  const rows = targets.map((target) => ({ ...target, orgId: notice.orgId, noticeId: notice.id }));
  const made = rows.length > 0 ? await tx.insert(deliveries).values(rows).onConflictDoNothing().returning() : [];
  await tx.update(notices).set({ routedAt: new Date() }).where(eq(notices.id, notice.id));
  for (const delivery of made) await announce(tx, delivery);
}

/** @throws AuroraError `not_found` */
export async function findDelivery(tx: Tx, id: string): Promise<Delivery> {
  const [row] = await tx.select().from(deliveries).where(eq(deliveries.id, id));
  if (!row) throw notFound('delivery');
  return row;
}

/** Locked until the transaction ends, with its notice. */
export async function holdDelivery(tx: Tx, id: string): Promise<{ delivery: Delivery; notice: Notice }> {
  const [row] = await tx
    .select({ delivery: deliveries, notice: notices })
    .from(deliveries)
    .innerJoin(notices, eq(notices.id, deliveries.noticeId))
    .where(eq(deliveries.id, id))
    .for('update', { of: deliveries });
  if (!row) throw notFound('delivery');
  return row;
}

type Move = Partial<Pick<Delivery, 'reason' | 'receipt' | 'attempts' | 'lastAttemptAt' | 'nextAttemptAt' | 'sentAt'>>;

/** Moves a delivery and says so. What has ended stays as it is, but for a dead one that people send again. */
export async function moveDelivery(
  tx: Tx,
  id: string,
  from: readonly DeliveryState[],
  state: DeliveryState,
  move: Move,
): Promise<Delivery | undefined> {
  const [row] = await tx
    .update(deliveries)
    .set({ ...move, state })
    .where(and(eq(deliveries.id, id), inArray(deliveries.state, [...from])))
    .returning();
  if (row) await announce(tx, row);
  return row;
}

/** @throws AuroraError `conflict` for one that is not dead */
export async function sendAgain(tx: Tx, id: string): Promise<Delivery> {
  await findDelivery(tx, id);
  const fresh = { attempts: 0, lastAttemptAt: null, nextAttemptAt: null, reason: null };
  const row = await moveDelivery(tx, id, ['dead'], 'waiting', fresh);
  if (!row) throw conflict('Only a delivery that was given up can be sent again.');
  return row;
}

async function announce(tx: Tx, { id: deliveryId, orgId, noticeId, state }: Delivery): Promise<void> {
  const event = { type: 'delivery.changed', payload: { deliveryId, noticeId, state } } as const;
  await appendEvent(tx, orgId, `org:${orgId}`, event);
}
