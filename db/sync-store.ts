/**
 * One page of a listing, kept whole in one transaction: resources, their history, their edges, and where the listing
 * is. What did not change is compared by hash and not written, so a quiet account costs a page's ids and no more.
 */
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { AuroraError } from '../platform/errors.ts';
import { attributeDiff } from './attribute-diff.ts';
import type { Database } from './client.ts';
import { inOrgClient } from './copy.ts';
import type { AttributeChange, CloudProvider, EdgeKind, ResourceCategory, ResourceGaps } from './model/estate.ts';
import { type Known, knownOf } from './sync-known.ts';
import { mergeEdges, mergeResources } from './sync-merge.ts';

/** Of `attributes` and the like: everything that JSON can say. */
export type ListedResource = {
  cloudId: string;
  account: string;
  region: string;
  service: string;
  nativeType: string;
  category: ResourceCategory;
  name: string;
  tags: Record<string, string>;
  attributes: Record<string, unknown>;
  gaps?: ResourceGaps;
  /** ISO 8601. */
  createdAt?: string;
};

export type ListedEdge = {
  kind: EdgeKind;
  from: string;
  to: string;
  confidence: number;
  rule: string;
  evidence: Record<string, unknown>;
};

export type ListedPage = {
  orgId: string;
  scopeId: string;
  provider: CloudProvider;
  /** Which page of the scope this is, from 0, and the cursor that it was asked with. */
  number: number;
  cursor: string | null;
  nextCursor: string | null;
  resources: ListedResource[];
  /** Asked for what changed only. */
  hashOf(resource: ListedResource): string;
  edgesOf(resource: ListedResource): ListedEdge[];
  /** How often the provider said "too fast" since the page before. */
  throttles: number;
};

/** Where a scope's listing is: the next page to ask for. */
export type ScopePlace = { state: string; pages: number; cursor: string | null };

export type FreshResource = {
  id: string;
  /** Null: only the rules of its edges are new, which is nobody's history. */
  kind: 'created' | 'updated' | 'returned' | null;
  changes: AttributeChange[] | null;
  hash: string;
  resource: ListedResource;
};

type ScopeRow = ScopePlace & { sync_run_id: string; connection_id: string; kind: string };

/**
 * A page that was kept already, by an attempt that was thought dead, changes nothing and counts nothing.
 *
 * @returns where the listing is now
 */
export function storePage(db: Pick<Database, 'pool'>, page: ListedPage): Promise<ScopePlace> {
  return inOrgClient(db, page, async (client) => {
    const scope = await lockScope(client, page.scopeId);
    if (scope.state !== 'running' || scope.pages !== page.number || scope.cursor !== page.cursor) return scope;

    const listed = new Map(page.resources.map((resource) => [resource.cloudId, resource]));
    const known = await knownOf(client, scope.connection_id, [...listed.keys()]);
    const fresh = await freshOf(client, page, listed, known);
    const ids = new Map([...listed.keys()].map((cloudId) => [cloudId, known.get(cloudId)?.id ?? '']));
    for (const { id, resource } of fresh) ids.set(resource.cloudId, id);

    const target = {
      orgId: page.orgId,
      provider: page.provider,
      connectionId: scope.connection_id,
      syncRunId: scope.sync_run_id,
      scopeKind: scope.kind,
    };
    if (fresh.length > 0) {
      await mergeResources(client, target, fresh);
      const owners = fresh.map(({ id, resource }) => ({
        id,
        isNew: !known.has(resource.cloudId),
        edges: page.edgesOf(resource),
      }));
      await mergeEdges(client, target, owners, ids);
    }
    const created = fresh.filter(({ kind }) => kind === 'created').length;
    return advance(client, page, { ids: [...ids.values()], created, updated: fresh.length - created });
  });
}

/** Held to the end of the transaction: of two attempts at one scope, one waits and then finds the page kept. */
async function lockScope(client: pg.PoolClient, scopeId: string): Promise<ScopeRow> {
  const { rows } = await client.query<ScopeRow>({
    name: 'lock-scope',
    text: 'select state, pages, cursor, sync_run_id, connection_id, kind from sync_scopes where id = $1 for update',
    values: [scopeId],
  });
  const [scope] = rows;
  if (scope) return scope;
  throw new AuroraError({ code: 'not_found', retryable: false, userMessage: 'This part of the sync is gone.' });
}

/** What has to be written: new, changed or back again. */
async function freshOf(
  client: pg.PoolClient,
  page: ListedPage,
  listed: Map<string, ListedResource>,
  known: Map<string, Known>,
): Promise<FreshResource[]> {
  const hashed = [...listed.values()].map((resource) => ({ resource, hash: page.hashOf(resource) }));
  const differs = hashed.filter(({ resource, hash }) => {
    const row = known.get(resource.cloudId);
    return !row || row.gone || row.hash !== hash;
  });
  const before = await versionsOf(
    client,
    differs.flatMap(({ resource }) => known.get(resource.cloudId)?.id ?? []),
  );
  return differs.map(({ resource, hash }): FreshResource => {
    const row = known.get(resource.cloudId);
    if (!row) return { id: uuidv7(), kind: 'created', changes: null, hash, resource };
    const changes = attributeDiff(before.get(row.id) ?? {}, versionOf(resource));
    const kind = row.gone ? 'returned' : changes.length > 0 ? 'updated' : null;
    return { id: row.id, kind, changes: kind ? changes : null, hash, resource };
  });
}

const versionOf = ({ name, region, category, tags, attributes, gaps }: ListedResource) => ({
  name,
  region,
  category,
  tags,
  attributes,
  gaps,
});

async function versionsOf(client: pg.PoolClient, ids: string[]): Promise<Map<string, object>> {
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ id: string } & Omit<ReturnType<typeof versionOf>, never>>({
    text: 'select id, name, region, category, tags, attributes, gaps from resources where id = any($1)',
    values: [ids],
  });
  return new Map(rows.map(({ id, ...version }) => [id, version]));
}

type Advance = { ids: string[]; created: number; updated: number };

async function advance(client: pg.PoolClient, page: ListedPage, { ids, created, updated }: Advance) {
  await client.query({
    name: 'keep-page',
    text: 'insert into sync_pages (org_id, scope_id, number, resource_ids) values ($1, $2, $3, $4)',
    values: [page.orgId, page.scopeId, page.number, ids],
  });
  const { rows } = await client.query<ScopePlace>({
    name: 'advance-scope',
    text: `update sync_scopes set pages = pages + 1, cursor = $2, seen = seen + $3, created = created + $4,
             updated = updated + $5, throttles = throttles + $6
           where id = $1 returning state, pages, cursor`,
    values: [page.scopeId, page.nextCursor, ids.length, created, updated, page.throttles],
  });
  return rows[0] as ScopePlace;
}
