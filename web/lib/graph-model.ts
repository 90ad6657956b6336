/**
 * What of the graph is on the page. It is asked for step by step: each step (the start, a group, a resource) brought a
 * part, and a node is there as long as a part that brought it is reached from the start.
 */
import type { Graph, GraphEdge, GraphNode } from './api-types.generated.ts';

/** Parts by what was opened: `''` is the start without a focus, else the id of a group or resource. */
export type GraphModel = { start: string; parts: Readonly<Record<string, Graph>> };

export type Shown = { nodes: GraphNode[]; edges: GraphEdge[]; left: Record<string, number> };

/** More would be a hairball, and the API takes no more ids of what is shown. */
export const mostNodes = 200;

export const emptyModel = (start: string): GraphModel => ({ start, parts: {} });

export const isOpen = (model: GraphModel, id: string): boolean => id in model.parts;

/** @param of what was asked; further pages of the same are added to those before */
export function withPart(model: GraphModel, of: string, part: Graph): GraphModel {
  const known = model.parts[of];
  const merged = known
    ? { ...part, nodes: [...known.nodes, ...part.nodes], edges: [...known.edges, ...part.edges] }
    : part;
  return { ...model, parts: { ...model.parts, [of]: merged } };
}

/** Closes it. What was opened inside is closed too, so that it opens calm again. */
export function withoutPart(model: GraphModel, of: string): GraphModel {
  const { [of]: _, ...rest } = model.parts;
  const closed = { ...model, parts: rest };
  const reached = new Set([model.start, ...shownOf(closed).nodes.map(({ id }) => id)]);
  return { ...closed, parts: Object.fromEntries(Object.entries(rest).filter(([id]) => reached.has(id))) };
}

/** The nodes and edges to draw, each once, parents before their children. */
export function shownOf({ start, parts }: GraphModel): Shown {
  const nodes = new Map<string, GraphNode>();
  const visit = (of: string) => {
    for (const node of parts[of]?.nodes ?? []) {
      const known = nodes.get(node.id);
      // One that a group holds stays in it, whoever else brought it.
      if (!known) nodes.set(node.id, node);
      else if (known.parent === null && node.parent !== null) nodes.set(node.id, node);
      if (!known && node.id !== of) visit(node.id);
    }
  };
  visit(start);
  const there = [...nodes.values()].map((node) =>
    node.parent !== null && !nodes.has(node.parent) ? { ...node, parent: null } : node,
  );
  return { nodes: parentsFirst(there), edges: edgesOf(parts, nodes), left: leftOf(parts, nodes, start) };
}

function edgesOf(parts: GraphModel['parts'], nodes: ReadonlyMap<string, GraphNode>): GraphEdge[] {
  const edges = new Map<string, GraphEdge>();
  for (const { edges: all } of Object.values(parts)) {
    for (const edge of all) {
      if (!nodes.has(edge.from) || !nodes.has(edge.to) || edge.from === edge.to) continue;
      // What is inside two open groups is drawn between their members.
      if (edge.from in parts && edge.to in parts && isGroup(nodes.get(edge.from)) && isGroup(nodes.get(edge.to))) {
        continue;
      }
      edges.set(`${edge.from} ${edge.kind} ${edge.to}`, edge);
    }
  }
  return [...edges.values()];
}

export const isGroup = (node: GraphNode | undefined): boolean => node !== undefined && node.kind !== 'resource';

function leftOf(parts: GraphModel['parts'], nodes: ReadonlyMap<string, GraphNode>, start: string) {
  const open = Object.entries(parts).filter(([id, { more }]) => more > 0 && (nodes.has(id) || id === start));
  return Object.fromEntries(open.map(([id, { more }]) => [id, more]));
}

function parentsFirst(nodes: GraphNode[]): GraphNode[] {
  const byParent = Map.groupBy(nodes, ({ parent }) => parent);
  const below = (parent: string | null): GraphNode[] =>
    (byParent.get(parent) ?? []).flatMap((node) => [node, ...below(node.id)]);
  return below(null);
}

/**
 * Resources that came without a group are put into one for each account and region, when there are several.
 *
 * @returns the nodes with the made-up groups, whose ids begin with `place `
 */
export function inPlaces(nodes: GraphNode[]): GraphNode[] {
  const placeOf = ({ resource }: GraphNode) => (resource ? `place ${resource.account}, ${resource.region}` : null);
  const loose = nodes.filter((node) => node.kind === 'resource' && node.parent === null);
  const places = Map.groupBy(loose, placeOf);
  if (places.size < 2) return nodes;
  const made = [...places].flatMap(([id, members]) =>
    id
      ? [{ id, kind: 'region' as const, parent: null, label: id.slice(6), count: members.length, resource: null }]
      : [],
  );
  const moved = new Set(loose);
  return [...made, ...nodes.map((node) => (moved.has(node) ? { ...node, parent: placeOf(node) } : node))];
}
