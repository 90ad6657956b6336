/** A connection and its checks with who asked and what was found, as pages show them. */
import { and, desc, eq } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { type CheckStep, type ConnectionCheck, stepsOf } from './connection-checks.ts';
import { liveConnection, projectsUsing, type Use } from './connections.ts';
import { afterPlace, type Page, type PageRequest, pageOf, placeOf } from './paging.ts';
import { formerMember, type Person, personOf } from './people.ts';
import type { Connection } from './projects.ts';
import { connectionChecks, users } from './schema/index.ts';

export type CheckDetails = { check: ConnectionCheck; by: Person | null; steps: CheckStep[] };
export type ConnectionOverview = {
  connection: Connection;
  by: Person | null;
  check: CheckDetails | null;
  projects: Use[];
};

/** Newest first. */
export async function checksOf(
  tx: Tx,
  connectionId: string,
  { cursor, limit }: PageRequest,
): Promise<Page<CheckDetails>> {
  const found = await tx
    .select({
      id: connectionChecks.id,
      check: connectionChecks,
      user: personOf(users),
      place: placeOf(connectionChecks.createdAt),
    })
    .from(connectionChecks)
    .leftJoin(users, eq(users.id, connectionChecks.requestedBy))
    .where(
      and(
        eq(connectionChecks.connectionId, connectionId),
        afterPlace(connectionChecks.createdAt, connectionChecks.id, cursor),
      ),
    )
    .orderBy(desc(connectionChecks.createdAt), desc(connectionChecks.id))
    .limit(limit + 1);
  const { rows, nextCursor } = pageOf(found, limit);
  const steps = await stepsOf(
    tx,
    rows.map(({ id }) => id),
  );
  return {
    rows: rows.map(({ check, user }) => ({
      check,
      by: personIn(check.requestedBy, user),
      steps: steps.filter(({ checkId }) => checkId === check.id),
    })),
    nextCursor,
  };
}

/** @throws AuroraError `not_found` */
export async function connectionOverview(tx: Tx, id: string): Promise<ConnectionOverview> {
  const connection = await liveConnection(tx, id);
  const [newest] = (await checksOf(tx, id, { limit: 1 })).rows;
  const by = connection.createdBy
    ? (await tx.select(personOf(users)).from(users).where(eq(users.id, connection.createdBy)))[0]
    : undefined;
  return {
    connection,
    by: personIn(connection.createdBy, by ?? null),
    check: newest ?? null,
    projects: await projectsUsing(tx, id),
  };
}

const personIn = (id: string | null, user: Person | null): Person | null =>
  id === null ? null : (user ?? formerMember(id));
