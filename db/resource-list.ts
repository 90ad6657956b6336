/** Resources in tables: pages by key, how many there are, and all of them in pieces. */
import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import { AuroraError } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { codificationOf, matching, type ResourceFilter } from './resource-filters.ts';
import { resources } from './schema/index.ts';

/** What a list is sorted by; the id decides between equals. A name is sorted without regard to capitals. */
const sortColumns = {
  name: resources.words,
  nativeType: resources.nativeType,
  region: resources.region,
  lastChangedAt: resources.lastChangedAt,
  firstSeenAt: resources.firstSeenAt,
} as const;
export type ResourceSort = keyof typeof sortColumns;
export type ResourceOrder = { sort: ResourceSort; order: 'asc' | 'desc' };
export type ResourcePageRequest = ResourceOrder & { cursor?: string; limit: number };

export const resourceColumns = {
  id: resources.id,
  connectionId: resources.connectionId,
  provider: resources.provider,
  cloudId: resources.cloudId,
  account: resources.account,
  region: resources.region,
  service: resources.service,
  nativeType: resources.nativeType,
  category: resources.category,
  name: resources.name,
  tags: resources.tags,
  codification: codificationOf,
  firstSeenAt: resources.firstSeenAt,
  lastChangedAt: resources.lastChangedAt,
  deletedAt: resources.deletedAt,
};

/**
 * One page. The narrow index chooses the rows, and only those that are shown are read whole.
 *
 * @throws AuroraError `bad_request` for a cursor of another list
 */
export async function listResources(
  tx: Tx,
  filter: ResourceFilter,
  { sort, order, cursor, limit }: ResourcePageRequest,
) {
  const column = sortColumns[sort];
  const direction = order === 'asc' ? asc : desc;
  const chosen = tx
    .select({ id: resources.id, place: sql<string>`${column}::text`.as('place'), key: sql`${column}`.as('key') })
    .from(resources)
    .where(and(matching(filter), after(cursor, { sort, order })))
    .orderBy(direction(column), direction(resources.id))
    .limit(limit + 1)
    .as('chosen');
  const rows = await tx
    .select({ place: chosen.place, ...resourceColumns })
    .from(chosen)
    .innerJoin(resources, eq(resources.id, chosen.id))
    .orderBy(direction(chosen.key), direction(resources.id));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last ? cursorOf({ sort, order, place: last.place, id: last.id }) : null;
  return { rows: shown.map(({ place: _, ...row }) => row), nextCursor };
}

export type ResourceRow = Awaited<ReturnType<typeof listResources>>['rows'][number];

/** More than this are not counted to the end. */
export const countBound = 10_000;

export async function countResources(tx: Tx, filter: ResourceFilter): Promise<{ count: number; exact: boolean }> {
  const some = tx
    .select({ one: sql`1`.as('one') })
    .from(resources)
    .where(matching(filter))
    .limit(countBound + 1)
    .as('some');
  const [row] = await tx.select({ count: sql<number>`count(*)`.mapWith(Number) }).from(some);
  const count = row?.count ?? 0;
  return { count: Math.min(count, countBound), exact: count <= countBound };
}

type Place = ResourceOrder & { place: string; id: string };

const cursorOf = ({ sort, order, place, id }: Place): string =>
  Buffer.from(JSON.stringify([sort, order, place, id])).toString('base64url');

function after(cursor: string | undefined, { sort, order }: ResourceOrder): SQL | undefined {
  if (cursor === undefined) return undefined;
  const { place, id } = placeOf(cursor, { sort, order });
  const column = sortColumns[sort];
  const value = column.dataType === 'date' ? sql`${place}::timestamptz` : sql`${place}`;
  const sign = order === 'asc' ? sql`>` : sql`<`;
  return sql`(${column}, ${resources.id}) ${sign} (${value}, ${id}::uuid)`;
}

const timePattern = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/;
const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function placeOf(cursor: string, wanted: ResourceOrder): Place {
  const [sort, order, place, id] = partsOf(cursor);
  const isTime = sortColumns[wanted.sort].dataType === 'date';
  const fits =
    sort === wanted.sort &&
    order === wanted.order &&
    typeof place === 'string' &&
    !place.includes('\0') &&
    (!isTime || timePattern.test(place)) &&
    typeof id === 'string' &&
    idPattern.test(id);
  if (!fits) throw badCursor();
  return { ...wanted, place, id };
}

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

const badCursor = () =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: 'This cursor does not come from a page of this list, in this order. Start again without one.',
  });
