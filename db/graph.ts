/** What stands next to a resource, by kind of edge and direction. Edges of deleted resources are not followed. */
import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from './client.ts';
import type { EdgeKind } from './model/estate.ts';
import { type ResourceRef, refOf, refsOf, unknownRef } from './resources.ts';

export type EdgeProof = { confidence: number; rule: string; evidence: Record<string, unknown> };
export type Neighbour = EdgeProof & { resource: ResourceRef };
/** `out`: the resource asked for is `from`. */
export type NeighbourGroup = { direction: 'out' | 'in'; kind: EdgeKind; count: number; items: Neighbour[] };

export type NeighbourRequest = { minConfidence: number; limit: number };

type Row = EdgeProof & {
  direction: 'out' | 'in';
  kind: EdgeKind;
  otherId: string | null;
  otherCloudId: string;
  count: number;
};

/**
 * Parallel edges of one kind to the same resource count once, with the proof that is the surest.
 *
 * @throws AuroraError `not_found`
 */
export async function neighboursOf(
  tx: Tx,
  resourceId: string,
  { minConfidence, limit }: NeighbourRequest,
): Promise<NeighbourGroup[]> {
  await refOf(tx, resourceId);
  const sides = [
    side('out', sql`e.from_id`, sql`e.to_id`, sql`e.to_cloud_id`),
    side('in', sql`e.to_id`, sql`e.from_id`, sql`e.from_cloud_id`),
  ];
  function side(direction: string, own: SQL, other: SQL, otherCloudId: SQL): SQL {
    return sql`select ${direction}::text as direction, e.kind, ${other} as other_id, ${otherCloudId} as other_cloud_id,
        e.confidence, e.rule, e.evidence, e.id
      from edges e where ${own} = ${resourceId} and e.confidence >= ${minConfidence}::real`;
  }
  const { rows } = await tx.execute<Row>(sql`
    with touching as (${sql.join(sides, sql` union all `)}),
    one_each as (
      select distinct on (direction, kind, other_cloud_id) t.*, r.name from touching t left join resources r on r.id = t.other_id
      where t.other_id is null or r.deleted_at is null
      order by direction, kind, other_cloud_id, confidence desc, t.id
    ),
    numbered as (
      select *, count(*) over by_kind as count, row_number() over (by_kind order by confidence desc, name, other_cloud_id) as place
      from one_each window by_kind as (partition by direction, kind)
    )
    select direction, kind, other_id as "otherId", other_cloud_id as "otherCloudId", confidence, rule, evidence, count::int
    from numbered where place <= ${limit} order by direction desc, kind, place`);
  const refs = await refsOf(
    tx,
    rows.flatMap(({ otherId }) => otherId ?? []),
  );
  return grouped(rows, refs);
}

function grouped(rows: Row[], refs: Map<string, ResourceRef>): NeighbourGroup[] {
  const groups = new Map<string, NeighbourGroup>();
  for (const { direction, kind, count, otherId, otherCloudId, ...proof } of rows) {
    const key = `${direction} ${kind}`;
    const group = groups.get(key) ?? { direction, kind, count, items: [] };
    groups.set(key, group);
    group.items.push({ resource: refs.get(otherId ?? '') ?? unknownRef(otherCloudId), ...proof });
  }
  return [...groups.values()];
}
