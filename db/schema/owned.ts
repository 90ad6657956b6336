/** Whose row it is: what row-level security looks at. In a file of its own, because `columns.ts` may know no table. */
import { uuid } from 'drizzle-orm/pg-core';
import { organisations } from './people.ts';

export const orgId = () =>
  uuid()
    .notNull()
    .references(() => organisations.id);
