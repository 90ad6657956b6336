/** The set-based half of keeping a page: resources with their history, and the edges that their fields prove. */
import type pg from 'pg';
import { AuroraError } from '../platform/errors.ts';
import { copyToTemporary } from './copy.ts';
import type { CloudProvider } from './model/estate.ts';
import { knownOf } from './sync-known.ts';
import type { FreshResource, ListedEdge } from './sync-store.ts';

export type MergeTarget = {
  orgId: string;
  provider: CloudProvider;
  connectionId: string;
  syncRunId: string;
  scopeKind: string;
};

const incomingColumns = {
  id: 'uuid',
  cloud_id: 'text',
  account: 'text',
  region: 'text',
  service: 'text',
  native_type: 'text',
  category: 'text',
  name: 'text',
  tags: 'jsonb',
  attributes: 'jsonb',
  gaps: 'jsonb',
  hash: 'text',
  cloud_created_at: 'timestamptz',
  kind: 'text',
  changes: 'jsonb',
};

/** @throws AuroraError `unavailable` (retryable) when somebody else kept one of these at the same moment */
export async function mergeResources(
  client: pg.PoolClient,
  target: MergeTarget,
  fresh: FreshResource[],
): Promise<void> {
  await copyToTemporary(client, 'incoming_resources', incomingColumns, fresh.map(rowOf));
  const { orgId, provider, connectionId, syncRunId, scopeKind } = target;
  const { rows } = await client.query<{ merged: string }>({
    text: mergeStatement,
    values: [orgId, connectionId, provider, scopeKind, syncRunId],
  });
  if (Number(rows[0]?.merged) !== fresh.length) throw twoAtOnce();
}

/** A change of the rules of edges alone (no kind) is not a change of the thing, and leaves its time as it was. */
const mergeStatement = `
with merged as (
  insert into resources as r (id, org_id, connection_id, provider, cloud_id, account, region, scope_kind, service,
    native_type, category, name, tags, attributes, gaps, hash, cloud_created_at, last_changed_at)
  select id, $1, $2, $3, cloud_id, account, region, $4, service, native_type, category, name, tags, attributes, gaps,
    hash, cloud_created_at, case when kind is null then 'epoch' else now() end
  from pg_temp.incoming_resources
  on conflict (connection_id, cloud_id) do update set
    account = excluded.account, region = excluded.region, scope_kind = excluded.scope_kind,
    service = excluded.service, native_type = excluded.native_type, category = excluded.category,
    name = excluded.name, tags = excluded.tags, attributes = excluded.attributes, gaps = excluded.gaps,
    hash = excluded.hash, cloud_created_at = excluded.cloud_created_at, deleted_at = null,
    last_changed_at = greatest(r.last_changed_at, excluded.last_changed_at)
  returning r.id
), noted as (
  insert into resource_changes (org_id, resource_id, kind, changes, sync_run_id)
  select $1, i.id, i.kind, i.changes, $5
  from pg_temp.incoming_resources i join merged m on m.id = i.id
  where i.kind is not null
)
select count(*) as merged from pg_temp.incoming_resources i join merged m on m.id = i.id`;

const edgeColumns = {
  owner_id: 'uuid',
  kind: 'text',
  from_cloud_id: 'text',
  to_cloud_id: 'text',
  from_id: 'uuid',
  to_id: 'uuid',
  confidence: 'real',
  rule: 'text',
  evidence: 'jsonb',
};

export type EdgeOwner = { id: string; isNew: boolean; edges: ListedEdge[] };

/**
 * Replaces all edges of these owners: what is not derived again is gone. Ends that this connection has not listed yet,
 * or that another one knows, are found at the end of the run.
 *
 * @param ids of the page itself, by canonical id
 */
export async function mergeEdges(
  client: pg.PoolClient,
  { orgId, connectionId }: MergeTarget,
  owners: EdgeOwner[],
  ids: Map<string, string>,
): Promise<void> {
  const known = owners.filter(({ isNew }) => !isNew).map(({ id }) => id);
  if (known.length > 0) await client.query('delete from edges where owner_id = any($1)', [known]);
  const drafts = owners.flatMap(({ id, edges }) => edges.map((edge) => ({ ownerId: id, ...edge })));
  if (drafts.length === 0) return;
  const ends = new Set(drafts.flatMap(({ from, to }) => [from, to]).filter((cloudId) => !ids.has(cloudId)));
  const elsewhere = await knownOf(client, connectionId, [...ends]);
  const idOf = (cloudId: string) => {
    const row = elsewhere.get(cloudId);
    return ids.get(cloudId) ?? (row && !row.gone ? row.id : null);
  };
  const rows = drafts.map(({ ownerId, kind, from, to, confidence, rule, evidence }) => {
    return [ownerId, kind, from, to, idOf(from), idOf(to), confidence, rule, json(evidence)];
  });
  await copyToTemporary(client, 'incoming_edges', edgeColumns, rows);
  const columns = Object.keys(edgeColumns).join(', ');
  await client.query(`insert into edges (org_id, ${columns}) select $1, ${columns} from pg_temp.incoming_edges`, [
    orgId,
  ]);
}

const rowOf = ({ id, kind, changes, hash, resource }: FreshResource) => [
  id,
  resource.cloudId,
  resource.account,
  resource.region,
  resource.service,
  resource.nativeType,
  resource.category,
  storable(resource.name),
  json(resource.tags),
  json(resource.attributes),
  resource.gaps ? json(resource.gaps) : null,
  hash,
  resource.createdAt ?? null,
  kind,
  changes ? json(changes) : null,
];

/** Postgres stores neither NUL nor half a surrogate pair, and one such tag must not stop a whole account. */
const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '');

const json = (value: object): string => {
  const text = JSON.stringify(value);
  if (!/\\u(0000|d[89a-f])/.test(text)) return text;
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? storable(part) : part));
};

const twoAtOnce = () =>
  new AuroraError({
    code: 'unavailable',
    retryable: true,
    userMessage: 'Two listings of this account showed the same resource at the same moment. The page is kept again.',
  });
