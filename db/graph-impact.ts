/** What breaks, or goes too, when one resource goes. The direction in which each kind of edge hurts is in `edgeKinds`. */
import type { Tx } from './client.ts';
import { type Hop, hopsTo, nextLevel, type Ways } from './graph-walk.ts';
import { type EdgeKind, edgeKindNames, edgeKinds } from './model/estate.ts';
import { type ResourceRef, refOf, refsOf } from './resources.ts';

export const maxDepth = 10;
/** Resources after which a search stops and says so. */
export const impactBound = 5_000;

export type ImpactRequest = { depth: number; minConfidence: number; limit: number };

/** One step of a way: it arrives at `resource`. */
export type GraphStep = Pick<Hop, 'kind' | 'against' | 'confidence' | 'rule'> & { resource: ResourceRef };

export type Impact = {
  resource: ResourceRef;
  depth: number;
  total: number;
  /** False when the search was stopped at its bound. */
  complete: boolean;
  byDepth: { depth: number; count: number }[];
  byType: { nativeType: string; count: number }[];
  /** Nearest first. */
  hits: { resource: ResourceRef; depth: number; path: GraphStep[] }[];
};

const waysOf = (kinds: readonly EdgeKind[]): Ways => ({
  along: kinds.filter((kind) => edgeKinds[kind] === 'forward'),
  against: kinds.filter((kind) => edgeKinds[kind] === 'backward'),
});

/** Everything that depends on it in any way. */
export const breaking = waysOf(edgeKindNames);
/** What cannot outlive it: what it holds or made, what runs on it, and what Terraform must destroy before it. */
export const goingToo = waysOf(['contains', 'manages', 'runs_on', 'deletes_before']);

/** @throws AuroraError `not_found` */
export const blastRadius = (tx: Tx, resourceId: string, request: ImpactRequest) =>
  impactOf(tx, resourceId, request, breaking);

/** @throws AuroraError `not_found` */
export const destroyPreview = (tx: Tx, resourceId: string, request: ImpactRequest) =>
  impactOf(tx, resourceId, request, goingToo);

async function impactOf(
  tx: Tx,
  resourceId: string,
  { depth, minConfidence, limit }: ImpactRequest,
  ways: Ways,
): Promise<Impact> {
  const resource = await refOf(tx, resourceId);
  const entered = new Map<string, Hop>();
  const levels: Hop[][] = [];
  let frontier = [resourceId];
  let complete = true;
  while (levels.length < Math.min(depth, maxDepth) && frontier.length > 0 && complete) {
    const room = impactBound - entered.size;
    const before = [resourceId, ...entered.keys()];
    const found = await nextLevel(tx, { ways, minConfidence }, frontier, before, room + 1);
    complete = found.length <= room;
    const level = found.slice(0, room);
    for (const hop of level) entered.set(hop.id, hop);
    if (level.length > 0) levels.push(level);
    frontier = level.map(({ id }) => id);
  }
  const shown = levels.flatMap((level, index) => level.map((hop) => ({ hop, depth: index + 1 }))).slice(0, limit);
  const routes = shown.map(({ hop }) => hopsTo(entered, hop.id));
  const refs = await refsOf(tx, [...new Set(routes.flat().map(({ id }) => id))]);
  return {
    resource,
    depth,
    total: entered.size,
    complete,
    byDepth: levels.map((level, index) => ({ depth: index + 1, count: level.length })),
    byType: countByType([...entered.values()]),
    hits: shown.flatMap(({ hop, depth: at }, index) => {
      const ref = refs.get(hop.id);
      return ref ? [{ resource: ref, depth: at, path: stepsOf(routes[index] ?? [], refs) }] : [];
    }),
  };
}

export const stepsOf = (hops: Hop[], refs: ReadonlyMap<string, ResourceRef>): GraphStep[] =>
  hops.flatMap(({ id, kind, against, confidence, rule }) => {
    const resource = refs.get(id);
    return resource ? [{ resource, kind, against, confidence, rule }] : [];
  });

function countByType(hops: Hop[]): { nativeType: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { nativeType } of hops) counts.set(nativeType, (counts.get(nativeType) ?? 0) + 1);
  return [...counts]
    .map(([nativeType, count]) => ({ nativeType, count }))
    .sort((a, b) => b.count - a.count || (a.nativeType < b.nativeType ? -1 : 1));
}
