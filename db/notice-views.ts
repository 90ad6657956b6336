/** Notices and their deliveries as pages list them. */
import { and, count, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { Notice } from './deliveries.ts';
import type { DeliveryState } from './model/notices.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { personOf } from './people.ts';
import { deliveries, noticeChannels, notices, users } from './schema/index.ts';

export type DeliveryFilter = { state?: DeliveryState; channelId?: string; noticeId?: string };

const seen = {
  delivery: deliveries,
  notice: notices,
  channelName: noticeChannels.name,
  person: personOf(users),
  place: placeOf(deliveries.createdAt),
};

export type ListedDelivery = Awaited<ReturnType<typeof readDelivery>>;

/** Newest first. */
export async function listDeliveries(tx: Tx, filter: DeliveryFilter, { cursor, limit }: PageRequest) {
  const where: (SQL | undefined)[] = [
    filter.state && eq(deliveries.state, filter.state),
    filter.channelId ? eq(deliveries.channelId, filter.channelId) : undefined,
    filter.noticeId ? eq(deliveries.noticeId, filter.noticeId) : undefined,
    afterPlace(deliveries.createdAt, deliveries.id, cursor),
  ];
  const rows = await selectSeen(tx)
    .where(and(...where))
    .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
    .limit(limit + 1);
  return pageOf(
    rows.map((row) => ({ ...row, id: row.delivery.id })),
    limit,
  );
}

/** @throws AuroraError `not_found` */
export async function readDelivery(tx: Tx, id: string) {
  const [row] = await selectSeen(tx).where(eq(deliveries.id, id));
  if (!row) throw notFound('delivery');
  return row;
}

const selectSeen = (tx: Tx) =>
  tx
    .select(seen)
    .from(deliveries)
    .innerJoin(notices, eq(notices.id, deliveries.noticeId))
    .leftJoin(noticeChannels, eq(noticeChannels.id, deliveries.channelId))
    .leftJoin(users, eq(users.id, deliveries.userId));

export type NoticeFilter = { kind?: Notice['kind']; projectId?: string };
export type ListedNotice = Notice & { deliveries: Partial<Record<DeliveryState, number>> };

/** Newest first, with how many deliveries of each are in which state. */
export async function listNotices(
  tx: Tx,
  { kind, projectId }: NoticeFilter,
  { cursor, limit }: PageRequest,
): Promise<Page<ListedNotice>> {
  const rows = await tx
    .select({ notice: notices, id: notices.id, place: placeOf(notices.createdAt) })
    .from(notices)
    .where(
      and(
        kind && eq(notices.kind, kind),
        projectId ? sql`${notices.subject}->>'projectId' = ${projectId}` : undefined,
        afterPlace(notices.createdAt, notices.id, cursor),
      ),
    )
    .orderBy(desc(notices.createdAt), desc(notices.id))
    .limit(limit + 1);
  const page = pageOf(rows, limit);
  return { rows: await withDeliveries(tx, page.rows), nextCursor: page.nextCursor };
}

async function withDeliveries(tx: Tx, rows: { notice: Notice }[]): Promise<ListedNotice[]> {
  const ids = rows.map(({ notice }) => notice.id);
  const counts = await tx
    .select({ noticeId: deliveries.noticeId, state: deliveries.state, number: count() })
    .from(deliveries)
    .where(inArray(deliveries.noticeId, ids))
    .groupBy(deliveries.noticeId, deliveries.state);
  return rows.map(({ notice }) => {
    const own = counts.filter(({ noticeId }) => noticeId === notice.id);
    return { ...notice, deliveries: Object.fromEntries(own.map(({ state, number }) => [state, number])) };
  });
}

/** @throws AuroraError `not_found` */
export async function findNotice(tx: Tx, id: string): Promise<ListedNotice> {
  const [notice] = await tx.select().from(notices).where(eq(notices.id, id));
  const [row] = notice ? await withDeliveries(tx, [{ notice }]) : [];
  if (!row) throw notFound('notice');
  return row;
}

/** How many deliveries of each channel were given up. */
export async function deadOf(tx: Tx, channelIds: string[]): Promise<Map<string, number>> {
  const rows = await tx
    .select({ channelId: deliveries.channelId, number: count() })
    .from(deliveries)
    .where(and(inArray(deliveries.channelId, channelIds), eq(deliveries.state, 'dead')))
    .groupBy(deliveries.channelId);
  return new Map(rows.flatMap(({ channelId, number }) => (channelId ? [[channelId, number] as const] : [])));
}
