/**
 * The graph in groups, a step at a time: accounts, an account's regions, a region's networks and types, their
 * resources. An answer holds at most `limit` nodes and says how many it leaves out.
 */
import { type SQL, sql } from 'drizzle-orm';
import { AuroraError } from '../platform/errors.ts';
import type { Tx } from './client.ts';
import type { EdgeKind } from './model/estate.ts';
import { type ResourceRef, refOf, refsOf } from './resources.ts';

export type GraphNode = {
  id: string;
  kind: 'account' | 'region' | 'vpc' | 'type' | 'resource';
  parent: string | null;
  label: string;
  count: number;
  resource: ResourceRef | null;
};
export type GraphEdge = { from: string; to: string; kind: EdgeKind; count: number; confidence: number };
export type GraphPart = { nodes: GraphNode[]; edges: GraphEdge[]; more: number; nextCursor: string | null };
export type GraphRequest = { minConfidence: number; limit: number; cursor?: string; shown: string[] };

/** What holds a network's parts: subnets, what runs on them, a namespace's pods. */
const networkTypes = [
  'AWS::EC2::VPC',
  'microsoft.network/virtualnetworks',
  'compute.googleapis.com/Network',
  'OVH::Cloud::Network',
  'v1/Namespace',
];

type Place = { connectionId: string; account: string; region: string };
type Group =
  | { kind: 'account'; connectionId: string; account: string }
  | ({ kind: 'region' } & Place)
  | { kind: 'vpc'; id: string }
  | ({ kind: 'type'; nativeType: string } & Place);

const idOf = (...parts: string[]): string => parts.map(encodeURIComponent).join('|');
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws AuroraError `bad_request` */
function groupOf(id: string): Group {
  const [kind, first = '', account, region, nativeType] = parts(id);
  if (!uuid.test(first)) throw badGroup();
  const connectionId = first;
  if (kind === 'vpc' && account === undefined) return { kind, id: first };
  if (kind === 'account' && account && region === undefined) return { kind, connectionId, account };
  if (kind === 'region' && account && region && nativeType === undefined)
    return { kind, connectionId, account, region };
  if (kind === 'type' && account && region && nativeType) return { kind, connectionId, account, region, nativeType };
  throw badGroup();
}

function parts(id: string): string[] {
  try {
    return id.split('|').map(decodeURIComponent);
  } catch {
    throw badGroup();
  }
}

const badGroup = () =>
  new AuroraError({
    code: 'bad_request',
    retryable: false,
    userMessage: 'There is no such group in the graph. Start again from its accounts.',
  });

/** Every account, with the edges that lead from one to another. */
export async function accountsOfGraph(tx: Tx, request: GraphRequest): Promise<GraphPart> {
  const { rows } = await tx.execute<{ connectionId: string; account: string; name: string; count: number }>(sql`
    select g.connection_id as "connectionId", g.account, c.name, g.count from (
      select connection_id, account, count(*)::int as count from resources where deleted_at is null group by 1, 2
    ) g join connections c on c.id = g.connection_id order by g.count desc, g.account`);
  const nodes = rows.map(({ connectionId, account, name, count }) =>
    group('account', null, idOf('account', connectionId, account), `${name} (${account})`, count),
  );
  const labels = sql`select id, ${encoded(sql`'account'`, sql`connection_id::text`, sql`account`)} as label
    from resources where deleted_at is null`;
  return part(nodes, rows.length > 1 ? await edgesBetweenGroups(tx, labels, request) : [], request);
}

/** @throws AuroraError `bad_request`, `not_found` */
export function expandGroup(tx: Tx, id: string, request: GraphRequest): Promise<GraphPart> {
  const chosen = groupOf(id);
  if (chosen.kind === 'account') return regionsOf(tx, id, chosen, request);
  if (chosen.kind === 'region') return networksAndTypesOf(tx, id, chosen, request);
  return resourcesOf(tx, id, chosen, request);
}

async function regionsOf(
  tx: Tx,
  parent: string,
  { connectionId, account }: { connectionId: string; account: string },
  request: GraphRequest,
): Promise<GraphPart> {
  const inAccount = sql`connection_id = ${connectionId} and account = ${account} and deleted_at is null`;
  const { rows } = await tx.execute<{ region: string; count: number }>(sql`
    select region, count(*)::int as count from resources where ${inAccount} group by 1 order by 2 desc, 1`);
  const nodes = rows.map(({ region, count }) =>
    group('region', parent, idOf('region', connectionId, account, region), region, count),
  );
  const labels = sql`select id, ${encoded(sql`'region'`, sql`connection_id::text`, sql`account`, sql`region`)} as label
    from resources where ${inAccount}`;
  return part(nodes, await edgesBetweenGroups(tx, labels, request), request);
}

const inPlace = ({ connectionId, account, region }: Place): SQL =>
  sql`r.connection_id = ${connectionId} and r.account = ${account} and r.region = ${region} and r.deleted_at is null`;

/**
 * Which resource belongs to which network: what it contains, and what runs on that. UNION keeps each pair once, so that
 * a cycle ends there.
 */
const members = (networks: SQL): SQL => sql`member (network, id) as (
    select id, id from (${networks}) n
    union
    select m.network, r.id from member m cross join lateral (
      select e.to_id as id from edges e where e.from_id = m.id and e.kind = 'contains'
      union all select e.from_id from edges e where e.to_id = m.id and e.kind = 'runs_on'
    ) next join resources r on r.id = next.id and r.deleted_at is null
  )`;

const networksIn = (place: Place): SQL =>
  sql`select r.id from resources r where ${inPlace(place)} and r.native_type = any(${`{${networkTypes.join(',')}}`}::text[])`;

async function networksAndTypesOf(tx: Tx, parent: string, place: Place, request: GraphRequest): Promise<GraphPart> {
  const withMembers = sql`recursive ${members(networksIn(place))}`;
  const networks = await tx.execute<{ id: string; count: number }>(sql`
    with ${withMembers} select network as id, count(*)::int as count from member group by 1 order by 2 desc, 1`);
  const types = await tx.execute<{ nativeType: string; count: number }>(sql`
    with ${withMembers} select native_type as "nativeType", count(*)::int as count from resources r
    where ${inPlace(place)} and r.id not in (select id from member) group by 1 order by 2 desc, 1`);
  const refs = await refsOf(
    tx,
    networks.rows.map(({ id }) => id),
  );
  const { connectionId, account, region } = place;
  const nodes = [
    ...networks.rows.map(({ id, count }) => ({
      ...group('vpc', parent, idOf('vpc', id), refs.get(id)?.name ?? id, count),
      resource: refs.get(id) ?? null,
    })),
    ...types.rows.map(({ nativeType, count }) =>
      group('type', parent, idOf('type', connectionId, account, region, nativeType), nativeType, count),
    ),
  ];
  const labels = sql`
    select id, 'vpc|' || min(network::text) as label from (with ${withMembers} select * from member) m group by id
    union all
    select r.id, ${encoded(sql`'type'`, sql`r.connection_id::text`, sql`r.account`, sql`r.region`, sql`r.native_type`)}
    from resources r where ${inPlace(place)} and r.id not in (with ${withMembers} select id from member)`;
  return part(nodes, await edgesBetweenGroups(tx, labels, request, true), request);
}

async function resourcesOf(
  tx: Tx,
  parent: string,
  chosen: Extract<Group, { kind: 'vpc' | 'type' }>,
  request: GraphRequest,
): Promise<GraphPart> {
  const inGroup =
    chosen.kind === 'vpc'
      ? sql`with recursive ${members(sql`select ${(await refOf(tx, chosen.id)).id}::uuid as id`)}
          select r.id, r.words from member m join resources r on r.id = m.id`
      : sql`with recursive ${members(networksIn(chosen))} select r.id, r.words from resources r
          where ${inPlace(chosen)} and r.native_type = ${chosen.nativeType} and r.id not in (select id from member)`;
  const offset = placeOf(request.cursor);
  const { rows } = await tx.execute<{ id: string; total: number }>(sql`
    select id, count(*) over ()::int as total from (${inGroup}) g order by words, id
    limit ${request.limit} offset ${offset}`);
  const ids = rows.map(({ id }) => id);
  const total = rows[0]?.total ?? 0;
  const more = Math.max(0, total - offset - ids.length);
  return {
    nodes: await resourceNodes(tx, ids, parent),
    edges: await edgesAmong(tx, ids, request),
    more,
    nextCursor: more > 0 ? String(offset + ids.length) : null,
  };
}

/** A resource and what stands next to it. @throws AuroraError `not_found` */
export async function expandResource(tx: Tx, resourceId: string, request: GraphRequest): Promise<GraphPart> {
  await refOf(tx, resourceId);
  const offset = placeOf(request.cursor);
  const { rows } = await tx.execute<{ id: string; total: number }>(sql`
    select r.id, count(*) over ()::int as total from (
      select e.to_id as id from edges e where e.from_id = ${resourceId} and e.confidence >= ${request.minConfidence}::real
      union select e.from_id from edges e where e.to_id = ${resourceId} and e.confidence >= ${request.minConfidence}::real
    ) near join resources r on r.id = near.id and r.deleted_at is null
    where r.id <> ${resourceId} order by r.words, r.id limit ${request.limit} offset ${offset}`);
  const ids = [resourceId, ...rows.map(({ id }) => id)];
  const more = Math.max(0, (rows[0]?.total ?? 0) - offset - rows.length);
  return {
    nodes: await resourceNodes(tx, ids, null),
    edges: await edgesAmong(tx, ids, request),
    more,
    nextCursor: more > 0 ? String(offset + rows.length) : null,
  };
}

/** Pages of one group that is looked at now: a place that moves when the group changes does no harm. */
function placeOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^[0-9]{1,7}$/.test(cursor)) return Number(cursor);
  throw badGroup();
}

async function resourceNodes(tx: Tx, ids: string[], parent: string | null): Promise<GraphNode[]> {
  const refs = await refsOf(tx, ids);
  return ids.flatMap((id) => {
    const resource = refs.get(id);
    return resource ? [{ id, kind: 'resource' as const, parent, label: resource.name, count: 1, resource }] : [];
  });
}

const edgeBound = 1_000;

/** Between the new nodes, and from them to those on the page already. */
async function edgesAmong(tx: Tx, fresh: string[], { shown, minConfidence }: GraphRequest): Promise<GraphEdge[]> {
  const list = (ids: string[]) => sql`${`{${ids.join(',')}}`}::uuid[]`;
  const all = list([...new Set([...fresh, ...shown])]);
  const { rows } = await tx.execute<GraphEdge>(sql`
    select from_id as "from", to_id as "to", kind, count(*)::int as count, max(confidence) as confidence from (
      select * from edges where from_id = any(${list(fresh)}) and to_id = any(${all})
      union select * from edges where to_id = any(${list(fresh)}) and from_id = any(${all})
    ) e where confidence >= ${minConfidence}::real group by 1, 2, 3 order by 1, 2, 3 limit ${edgeBound}`);
  return rows;
}

/** @param labels selects `id` and the `label` of its group */
async function edgesBetweenGroups(
  tx: Tx,
  labels: SQL,
  { minConfidence }: GraphRequest,
  materialized = false,
): Promise<GraphEdge[]> {
  const { rows } = await tx.execute<GraphEdge>(sql`
    with labels as ${materialized ? sql`materialized` : sql`not materialized`} (${labels})
    select f.label as "from", t.label as "to", e.kind, count(*)::int as count, max(e.confidence) as confidence
    from edges e join labels f on f.id = e.from_id join labels t on t.id = e.to_id
    where f.label <> t.label and e.confidence >= ${minConfidence}::real
    group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit ${edgeBound}`);
  return rows.map((row) => ({ ...row, from: encodedId(row.from), to: encodedId(row.to) }));
}

/** A group's id as SQL can make it: parts with a separator that no name holds, encoded afterwards. */
const separator = '\u001f';
const encoded = (...columns: SQL[]): SQL => sql`concat_ws(${separator}::text, ${sql.join(columns, sql`, `)})`;
const encodedId = (label: string): string => (label.includes(separator) ? idOf(...label.split(separator)) : label);

const group = (
  kind: GraphNode['kind'],
  parent: string | null,
  id: string,
  label: string,
  count: number,
): GraphNode => ({ id, kind, parent, label, count, resource: null });

function part(all: GraphNode[], edges: GraphEdge[], { limit, cursor }: GraphRequest): GraphPart {
  const offset = placeOf(cursor);
  const nodes = all.slice(offset, offset + limit);
  const shown = new Set(nodes.map(({ id }) => id));
  const more = Math.max(0, all.length - offset - nodes.length);
  return {
    nodes,
    edges: edges.filter(({ from, to }) => shown.has(from) && shown.has(to)),
    more,
    nextCursor: more > 0 ? String(offset + limit) : null,
  };
}
