/** One resource: everything that is known of it, its history, and the short form that others refer to it by. */
import { and, asc, desc, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import { AuroraError, notFound } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import { holdsElsewhere } from './held-elsewhere.ts';
import type { AttributeChange, CloudProvider, ResourceCategory } from './model/estate.ts';
import { resourceColumns } from './resource-list.ts';
import { connections, projects, resourceChanges, resources, stateResources, syncScopes } from './schema/index.ts';

/** Enough to draw a resource and to link to it. `id` is null for one that is not in the inventory. */
export type ResourceRef = {
  id: string | null;
  cloudId: string;
  name: string;
  provider: CloudProvider | null;
  account: string | null;
  region: string | null;
  service: string | null;
  nativeType: string | null;
  category: ResourceCategory | null;
  deletedAt: Date | null;
};

export const refColumns = {
  id: resources.id,
  cloudId: resources.cloudId,
  name: resources.name,
  provider: resources.provider,
  account: resources.account,
  region: resources.region,
  service: resources.service,
  nativeType: resources.nativeType,
  category: resources.category,
  deletedAt: resources.deletedAt,
};

export const unknownRef = (cloudId: string): ResourceRef => ({
  id: null,
  cloudId,
  name: cloudId,
  provider: null,
  account: null,
  region: null,
  service: null,
  nativeType: null,
  category: null,
  deletedAt: null,
});

/** By id. What another organisation has is not there. */
export async function refsOf(tx: Tx, ids: string[]): Promise<Map<string, ResourceRef & { id: string }>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.select(refColumns).from(resources).where(inArray(resources.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

/** @throws AuroraError `not_found` */
export async function refOf(tx: Tx, resourceId: string): Promise<ResourceRef & { id: string }> {
  const ref = (await refsOf(tx, [resourceId])).get(resourceId);
  if (!ref) throw notFound('resource');
  return ref;
}

/** @throws AuroraError `not_found` */
export async function readResource(tx: Tx, resourceId: string) {
  const [row] = await tx
    .select({
      ...resourceColumns,
      attributes: resources.attributes,
      gaps: resources.gaps,
      cloudCreatedAt: resources.cloudCreatedAt,
      scopeKind: resources.scopeKind,
      connection: connections,
    })
    .from(resources)
    .innerJoin(connections, eq(connections.id, resources.connectionId))
    .where(eq(resources.id, resourceId));
  if (!row) throw notFound('resource');
  const { scopeKind, ...resource } = row;
  const lastSeenAt = row.deletedAt ? null : await lastCompleteListing(tx, { ...row, kind: scopeKind });
  const managedBy = await statesThatHold(tx, row.cloudId);
  return { ...resource, lastSeenAt, managedBy, managedElsewhere: (await holdsElsewhere(tx, row.cloudId)) !== null };
}

export type ResourceDetails = Awaited<ReturnType<typeof readResource>>;

type Scope = { connectionId: string; account: string; region: string; kind: string };

/** An unchanged sync touches no resource: what a complete listing did not miss was there when it ended. */
export async function lastCompleteListing(tx: Tx, { connectionId, account, region, kind }: Scope) {
  const [row] = await tx
    .select({ finishedAt: syncScopes.finishedAt })
    .from(syncScopes)
    .where(
      and(
        eq(syncScopes.connectionId, connectionId),
        eq(syncScopes.account, account),
        eq(syncScopes.region, region),
        eq(syncScopes.kind, kind),
        eq(syncScopes.state, 'complete'),
      ),
    )
    .orderBy(sql`${syncScopes.finishedAt} desc nulls last`)
    .limit(1);
  return row?.finishedAt ?? null;
}

/** The newest complete listing of each connection: how fresh an answer from the inventory is. Null: never. */
export function freshness(tx: Tx) {
  return tx
    .select({
      connectionId: connections.id,
      connection: connections.name,
      lastCompleteAt: sql<Date | null>`max(${syncScopes.finishedAt})`.mapWith(syncScopes.finishedAt),
    })
    .from(connections)
    .leftJoin(syncScopes, and(eq(syncScopes.connectionId, connections.id), eq(syncScopes.state, 'complete')))
    .groupBy(connections.id)
    .orderBy(asc(connections.name));
}

function statesThatHold(tx: Tx, cloudId: string) {
  return tx
    .select({
      projectId: stateResources.projectId,
      projectName: projects.name,
      address: stateResources.address,
      drift: stateResources.drift,
      driftCheckedAt: stateResources.driftCheckedAt,
    })
    .from(stateResources)
    .innerJoin(projects, eq(projects.id, stateResources.projectId))
    .where(eq(stateResources.cloudId, cloudId))
    .orderBy(asc(stateResources.companion), asc(stateResources.address));
}

export type ResourceChangeRow = {
  id: number;
  kind: (typeof resourceChanges.$inferSelect)['kind'];
  changes: AttributeChange[] | null;
  syncRunId: string | null;
  at: Date;
};

/**
 * Newest first.
 *
 * @throws AuroraError `not_found`, or `bad_request` for a cursor that no page gave out
 */
export async function resourceHistory(
  tx: Tx,
  resourceId: string,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<{ rows: ResourceChangeRow[]; nextCursor: string | null }> {
  await refOf(tx, resourceId);
  const { id, kind, changes, syncRunId, at } = resourceChanges;
  const rows = await tx
    .select({ id, kind, changes, syncRunId, at })
    .from(resourceChanges)
    .where(and(eq(resourceChanges.resourceId, resourceId), cursor === undefined ? undefined : lt(id, placeOf(cursor))))
    .orderBy(desc(id))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  return { rows: shown, nextCursor: rows.length > limit ? String(shown.at(-1)?.id) : null };
}

function placeOf(cursor: string): number {
  if (/^[0-9]{1,15}$/.test(cursor)) return Number(cursor);
  throw new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: 'This cursor does not come from a page of this history. Start again without one.',
  });
}

/** The resources of the inventory that a project's state holds, by their address in it. */
export async function resourceIdsByAddress(tx: Tx, projectId: string): Promise<Map<string, string>> {
  const rows = await tx
    .select({ address: stateResources.address, id: resources.id })
    .from(stateResources)
    .innerJoin(resources, and(eq(resources.orgId, stateResources.orgId), eq(resources.cloudId, stateResources.cloudId)))
    .where(and(eq(stateResources.projectId, projectId), isNull(resources.deletedAt)));
  return new Map(rows.map(({ address, id }) => [address, id]));
}
