/** People as others see them. */
import type { users } from './schema/index.ts';

export type Person = { id: string; name: string; email: string };

/** The columns of a person, for a select with a left join. */
export const personOf = (table: typeof users) => ({ id: table.id, name: table.name, email: table.email });

/** Row-level security hides who left the organisation; what they did stays. */
export const formerMember = (id: string): Person => ({ id, name: 'Former member', email: '' });
