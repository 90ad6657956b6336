/** The organisations of one person. */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { asPresented, type Database } from './client.ts';
import type { Role } from './model/states.ts';
import { memberships, organisations } from './schema/index.ts';

export type OwnOrganisation = { id: string; name: string; slug: string; role: Role };

/** Where they may come in, by name. */
export function organisationsOf(db: Database, userId: string): Promise<OwnOrganisation[]> {
  return asPresented(db, { userId }, (tx) =>
    tx
      .select({
        id: organisations.id,
        name: organisations.name,
        slug: organisations.slug,
        role: memberships.role,
      })
      .from(memberships)
      .innerJoin(organisations, eq(organisations.id, memberships.orgId))
      .where(and(eq(memberships.userId, userId), isNull(memberships.disabledAt)))
      .orderBy(asc(organisations.name), asc(organisations.id)),
  );
}
