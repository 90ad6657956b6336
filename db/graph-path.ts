/** A shortest way between two resources, searched from both ends: each side then walks half of the way only. */
import type { Tx } from './client.ts';
import { type GraphStep, maxDepth, stepsOf } from './graph-impact.ts';
import { type Hop, hopsTo, nextLevel, type Ways } from './graph-walk.ts';
import { edgeKindNames } from './model/estate.ts';
import { type ResourceRef, refOf, refsOf } from './resources.ts';

/** Resources of one side after which the search gives up and says so. */
export const pathBound = 20_000;

export type PathRequest = { directed: boolean; minConfidence: number };

export type GraphPath = {
  found: boolean;
  /** False when the search was stopped at its bound, so that there may be a way. */
  complete: boolean;
  from: ResourceRef;
  to: ResourceRef;
  steps: GraphStep[];
};

const forwards: Ways = { along: edgeKindNames, against: [] };
const backwards: Ways = { along: [], against: edgeKindNames };
const bothWays: Ways = { along: edgeKindNames, against: edgeKindNames };

type Side = { ways: Ways; entered: Map<string, Hop>; frontier: string[]; start: string };

/**
 * At most ten steps, along `from kind to` or in any direction. A deleted resource is an end of no way but its own.
 *
 * @throws AuroraError `not_found` for either end
 */
export async function shortestPath(
  tx: Tx,
  fromId: string,
  toId: string,
  { directed, minConfidence }: PathRequest,
): Promise<GraphPath> {
  const from = await refOf(tx, fromId);
  const to = await refOf(tx, toId);
  const answer = { from, to, complete: true, found: false, steps: [] };
  if (fromId === toId) return { ...answer, found: true };
  if (from.deletedAt || to.deletedAt) return answer;

  const near: Side = { ways: directed ? forwards : bothWays, entered: new Map(), frontier: [fromId], start: fromId };
  const far: Side = { ways: directed ? backwards : bothWays, entered: new Map(), frontier: [toId], start: toId };
  for (let steps = 0; steps < maxDepth && near.frontier.length > 0 && far.frontier.length > 0; steps += 1) {
    const [side, other] = near.frontier.length <= far.frontier.length ? [near, far] : [far, near];
    const full = await advance(tx, side, minConfidence);
    const met = side.frontier.find((id) => id === other.start || other.entered.has(id));
    if (met) return { ...answer, found: true, steps: await stepsThrough(tx, near, far, met) };
    if (full) return { ...answer, complete: false };
  }
  return answer;
}

/** @returns whether the bound was reached */
async function advance(tx: Tx, side: Side, minConfidence: number): Promise<boolean> {
  const room = pathBound - side.entered.size;
  const before = [side.start, ...side.entered.keys()];
  const found = await nextLevel(tx, { ways: side.ways, minConfidence }, side.frontier, before, room + 1);
  for (const hop of found) side.entered.set(hop.id, hop);
  side.frontier = found.map(({ id }) => id);
  return found.length > room;
}

/** The far side walked towards us, so that each of its hops is turned round and arrives where it came from. */
async function stepsThrough(tx: Tx, near: Side, far: Side, met: string): Promise<GraphStep[]> {
  const towards = hopsTo(near.entered, met);
  const onwards = hopsTo(far.entered, met)
    .reverse()
    .map((hop) => ({ ...hop, id: hop.via, via: hop.id, against: !hop.against }));
  const hops = [...towards, ...onwards];
  return stepsOf(
    hops,
    await refsOf(
      tx,
      hops.map(({ id }) => id),
    ),
  );
}
