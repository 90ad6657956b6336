import { type Edge, MarkerType } from '@xyflow/react';
import { countText, edgeWords } from '@/lib/estate-words.ts';
import { layoutGraph } from '@/lib/graph-layout.ts';
import { type GraphModel, inPlaces, isOpen, shownOf } from '@/lib/graph-model.ts';
import type { EdgeKind } from '@/lib/types.ts';
import { edgeLooks } from './edge-looks.ts';
import { type FlowNode, type NodeData, nodeSize } from './nodes.tsx';

/** The model as React Flow draws it. Hidden kinds count for the layout, so that hiding one moves nothing. */
export function flowOf(model: GraphModel, hidden: ReadonlySet<EdgeKind>, doing: Pick<NodeData, 'onToggle' | 'onMore'>) {
  const shown = shownOf(model);
  const all = inPlaces(shown.nodes);
  const places = new Map(
    layoutGraph(
      all.map(({ id, parent }) => ({ id, parent, ...nodeSize })),
      shown.edges,
    ).map((one) => [one.id, one]),
  );
  const holds = new Set(all.map(({ parent }) => parent));
  const nodes = all.map((node): FlowNode => {
    const { x, y, width, height } = places.get(node.id) ?? { x: 0, y: 0, ...nodeSize };
    return {
      id: node.id,
      type: node.kind === 'resource' ? 'resource' : 'box',
      position: { x, y },
      width,
      height,
      parentId: node.parent ?? undefined,
      // Lines are drawn above the boxes that hold their ends, and below the cards.
      zIndex: holds.has(node.id) ? 0 : 2,
      data: {
        node,
        open: isOpen(model, node.id),
        isStart: node.id === model.start,
        busy: false,
        left: shown.left[node.id] ?? 0,
        ...doing,
      },
    };
  });
  const edges = shown.edges
    .filter(({ kind }) => !hidden.has(kind))
    .map(({ from, to, kind, count, confidence }): Edge => {
      const { color, dash } = edgeLooks[kind];
      return {
        id: `${from} ${kind} ${to}`,
        source: from,
        target: to,
        zIndex: 1,
        label: count > 1 ? countText(count) : undefined,
        ariaLabel: `${edgeWords[kind].label}, ${count}`,
        style: { stroke: color, strokeDasharray: dash, strokeWidth: 1.25, opacity: confidence < 1 ? 0.55 : 0.9 },
        markerEnd: { type: MarkerType.ArrowClosed, color, width: 14, height: 14 },
      };
    });
  const kinds = new Map<EdgeKind, number>();
  for (const { kind, count } of shown.edges) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  return { nodes, edges, kinds, left: shown.left[model.start] ?? 0 };
}
