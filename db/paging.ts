/**
 * Pages by key, newest first: a cursor is the place of the last row seen, so rows that come in between
 * neither repeat nor hide others. Times are carried as Postgres wrote them: a JS Date would lose microseconds.
 */
import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { AuroraError } from '../platform/errors.ts';

export type PageRequest = { cursor?: string; limit: number };
export type Page<Row> = { rows: Row[]; nextCursor: string | null };

const timePattern = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/;
const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a paged query selects beside its own columns. */
export const placeOf = (at: PgColumn): SQL<string> => sql<string>`${at}::text`;

/** @throws AuroraError `bad_request` for a cursor that no page gave out */
export function afterPlace(at: PgColumn, id: PgColumn, cursor: string | undefined): SQL | undefined {
  if (cursor === undefined) return undefined;
  const [time = '', rowId = ''] = Buffer.from(cursor, 'base64url').toString().split('|');
  if (!timePattern.test(time) || !idPattern.test(rowId)) throw badCursor();
  return sql`(${at}, ${id}) < (${time}::timestamptz, ${rowId}::uuid)`;
}

/** @param rows one more than `limit` when there is a next page */
export function pageOf<Row extends { id: string; place: string }>(rows: Row[], limit: number): Page<Row> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  if (rows.length <= limit || !last) return { rows: shown, nextCursor: null };
  return { rows: shown, nextCursor: Buffer.from(`${last.place}|${last.id}`).toString('base64url') };
}

/** A page of something that is numbered. @throws AuroraError `bad_request` */
export function beforeNumber(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (!/^[0-9]{1,9}$/.test(cursor)) throw badCursor();
  return Number(cursor);
}

const badCursor = () =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: 'This cursor does not come from a page of this list. Start again without one.',
  });
