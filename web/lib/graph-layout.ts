/**
 * Where the nodes of the graph stand. Each open group is laid out by itself, from the inside out: what is tied together
 * from left to right by dagre, and below it, in rows, what is tied to nothing there.
 */
import { Graph as DagreGraph, layout } from '@dagrejs/dagre';

export type LayoutNode = { id: string; parent: string | null; width: number; height: number };
export type LayoutEdge = { from: string; to: string };
/** CSS pixels; `x` and `y` from the top left corner of the parent. */
export type Placed = { id: string; x: number; y: number; width: number; height: number };

type Size = { width: number; height: number };
type Spot = { x: number; y: number };

const gap = 20;
const rankGap = 64;
const inside = { side: 16, top: 44, bottom: 16 };

/** Nodes with children grow around them; their own size counts only without. */
export function layoutGraph(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Placed[] {
  const parentOf = new Map(nodes.map(({ id, parent }) => [id, parent]));
  const childrenOf = Map.groupBy(nodes, ({ parent }) => parent);
  const placed = new Map<string, Placed>();

  const level = (parent: string | null): Size => {
    const children = childrenOf.get(parent) ?? [];
    const sizes = new Map(children.map((node) => [node.id, sizeOf(node)]));
    const { spots, ...size } = levelSpots(sizes, liftedTo(sizes, edges, parentOf));
    const [dx, dy] = parent === null ? [0, 0] : [inside.side, inside.top];
    for (const [id, own] of sizes) {
      const { x, y } = spots.get(id) ?? { x: 0, y: 0 };
      placed.set(id, { id, x: x + dx, y: y + dy, ...own });
    }
    return size;
  };
  const sizeOf = ({ id, width, height }: LayoutNode): Size => {
    if (!childrenOf.has(id)) return { width, height };
    const size = level(id);
    return {
      width: Math.max(width, size.width + 2 * inside.side),
      height: size.height + inside.top + inside.bottom,
    };
  };

  level(null);
  return nodes.flatMap(({ id }) => placed.get(id) ?? []);
}

/** Edges between what is on one level or deeper, as edges of that level; each pair once. */
function liftedTo(
  level: ReadonlyMap<string, Size>,
  edges: readonly LayoutEdge[],
  parentOf: ReadonlyMap<string, string | null>,
): LayoutEdge[] {
  const lift = (id: string): string | null => {
    let at: string | null = id;
    while (at !== null && !level.has(at)) at = parentOf.get(at) ?? null;
    return at;
  };
  const lifted = new Map<string, LayoutEdge>();
  for (const edge of edges) {
    const [from, to] = [lift(edge.from), lift(edge.to)];
    if (from !== null && to !== null && from !== to) lifted.set(`${from} ${to}`, { from, to });
  }
  return [...lifted.values()];
}

function levelSpots(sizes: ReadonlyMap<string, Size>, edges: readonly LayoutEdge[]) {
  const tied = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const connected = [...sizes].filter(([id]) => tied.has(id));
  const loose = [...sizes].filter(([id]) => !tied.has(id));
  const upper = connected.length > 0 ? ranked(connected, edges) : { width: 0, height: 0, spots: [] };
  const top = upper.height > 0 && loose.length > 0 ? upper.height + gap : upper.height;
  const lower = inRows(loose, top, upper.width);
  return {
    width: Math.max(upper.width, lower.width),
    height: Math.max(upper.height, lower.height),
    spots: new Map<string, Spot>([...upper.spots, ...lower.spots]),
  };
}

function ranked(nodes: [string, Size][], edges: readonly LayoutEdge[]) {
  const graph = new DagreGraph();
  graph.setGraph({ rankdir: 'LR', nodesep: gap, ranksep: rankGap, marginx: 0, marginy: 0 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [id, size] of nodes) graph.setNode(id, { ...size });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  const spots = nodes.map(([id, { width, height }]): [string, Spot] => {
    // Dagre speaks of centres.
    const { x = 0, y = 0 } = graph.node(id) as Partial<Spot>;
    return [id, { x: x - width / 2, y: y - height / 2 }];
  });
  const { width = 0, height = 0 } = graph.graph() as Partial<Size>;
  return { width, height, spots };
}

/** Rows as wide as it takes to look like a screen, filled from the left. */
function inRows(nodes: [string, Size][], top: number, least: number) {
  const area = nodes.reduce((sum, [, { width, height }]) => sum + (width + gap) * (height + gap), 0);
  const room = Math.max(least, Math.sqrt(area * 1.8), ...nodes.map(([, { width }]) => width));
  let [x, y, rowHeight, width] = [0, top, 0, 0];
  const spots: [string, Spot][] = [];
  for (const [id, size] of nodes) {
    if (x > 0 && x + size.width > room) [x, y, rowHeight] = [0, y + rowHeight + gap, 0];
    spots.push([id, { x, y }]);
    x += size.width + gap;
    width = Math.max(width, x - gap);
    rowHeight = Math.max(rowHeight, size.height);
  }
  return { width, height: nodes.length > 0 ? y + rowHeight : 0, spots };
}
