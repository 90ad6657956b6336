/** People as others see them. */
import { inArray } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { users } from './schema/index.ts';

export type Person = { id: string; name: string; email: string };

/** The columns of a person, for a select with a left join. */
export const personOf = (table: typeof users) => ({ id: table.id, name: table.name, email: table.email });

/** Row-level security hides who left the organisation; what they did stays. */
export const formerMember = (id: string): Person => ({ id, name: 'Former member', email: '' });

/** Those of them who are in the organisation. */
export async function peopleByIds(tx: Tx, ids: string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.select(personOf(users)).from(users).where(inArray(users.id, ids));
  return new Map(rows.map((person) => [person.id, person]));
}
