/** Pages of a list that is kept in memory, behind an opaque cursor. */
import type { Faults } from './faults.ts';

export type StubPage<Item> = { items: Item[]; next?: string };

/**
 * @returns undefined for a cursor that this stub did not give
 */
export function pageOf<Item>(
  all: readonly Item[],
  { cursor, size, faults }: { cursor: string | undefined; size: number; faults: Faults },
): StubPage<Item> | undefined {
  const match = /^p(\d+)(r?)$/.exec(cursor ? Buffer.from(cursor, 'base64url').toString() : 'p0');
  if (!match) return undefined;
  const start = Number(match[1]);
  const end = start + size;
  const items = all.slice(start, end);
  // A repeated page is repeated once: its cursor says so.
  if (match[2] === '' && faults.repeats()) return { items, next: encode(`p${start}r`) };
  return end < all.length ? { items, next: encode(`p${end}`) } : { items };
}

const encode = (text: string) => Buffer.from(text).toString('base64url');
