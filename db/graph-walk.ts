/**
 * Breadth first through the edges, one level a query: each resource is entered once, by the surest edge of the first
 * level that reaches it, so cycles end by themselves and the work is bounded by what is found. (One recursive query
 * would have to carry the depth in its rows, and so walk every cycle again at every depth.)
 */
import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import type { EdgeKind } from './model/estate.ts';

/** How a resource was entered. `against`: from `to` to `from`. */
export type Hop = {
  id: string;
  nativeType: string;
  via: string;
  kind: EdgeKind;
  against: boolean;
  confidence: number;
  rule: string;
};

/** Which kinds are followed in which direction. */
export type Ways = { along: readonly EdgeKind[]; against: readonly EdgeKind[] };

export type Walk = { ways: Ways; minConfidence: number };

/**
 * What one more step reaches, without what was entered before. Deleted resources are not entered.
 *
 * @param limit at most so many; with exactly so many there may be more
 */
export async function nextLevel(
  tx: Tx,
  { ways, minConfidence }: Walk,
  frontier: readonly string[],
  entered: readonly string[],
  limit: number,
): Promise<Hop[]> {
  const { rows } = await tx.execute<Hop>(sql`
    with entered as materialized (select unnest(${ids(entered)}) as id)
    select distinct on (hop.id) hop.id, r.native_type as "nativeType", hop.via, hop.kind, hop.against, hop.confidence, hop.rule
    from (${step(ways.along, minConfidence, frontier, false)} union all ${step(ways.against, minConfidence, frontier, true)}) hop
    join resources r on r.id = hop.id and r.deleted_at is null
    where hop.id not in (select id from entered)
    order by hop.id, hop.confidence desc, hop.edge_id
    limit ${limit}`);
  return rows;
}

/** One parameter: a list of thousands of parameters would not fit into a statement. */
const ids = (list: readonly string[]): SQL => sql`${`{${list.join(',')}}`}::uuid[]`;

function step(kinds: readonly EdgeKind[], minConfidence: number, frontier: readonly string[], against: boolean): SQL {
  const [own, other] = against ? [sql`e.to_id`, sql`e.from_id`] : [sql`e.from_id`, sql`e.to_id`];
  return sql`select ${other} as id, ${own} as via, e.kind, ${against}::boolean as against, e.confidence, e.rule, e.id as edge_id
    from edges e where ${own} = any(${ids(frontier)}) and ${other} is not null
      and e.kind = any(${`{${kinds.join(',')}}`}::text[]) and e.confidence >= ${minConfidence}::real`;
}

/** The hops from the beginning of the walk to `id`, in order. */
export function hopsTo(entered: ReadonlyMap<string, Hop>, id: string): Hop[] {
  const hops: Hop[] = [];
  for (let hop = entered.get(id); hop; hop = entered.get(hop.via)) hops.unshift(hop);
  return hops;
}
