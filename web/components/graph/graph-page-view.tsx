'use client';

import '@xyflow/react/dist/base.css';
import { Background, Controls, type Edge, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { Waypoints } from 'lucide-react';
import Link from 'next/link';
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { EmptyState, ProblemNotice } from '@/components/notices.tsx';
import { Button } from '@/components/ui/button.tsx';
import { toggled } from '@/lib/estate-filters.ts';
import { countText, edgeKinds } from '@/lib/estate-words.ts';
import { isOpen } from '@/lib/graph-model.ts';
import { isId } from '@/lib/ids.ts';
import { Details } from './details.tsx';
import { flowOf } from './flow-of.ts';
import { Legend } from './legend.tsx';
import { nodeTypes } from './nodes.tsx';
import { GraphSearch } from './search.tsx';
import { useGraph } from './use-graph.ts';

const address = {
  focus: parseAsString.withOptions({ history: 'push' }),
  hide: parseAsArrayOf(parseAsStringLiteral(edgeKinds)).withDefault([]),
};
/** Leaves room for what lies over the graph: the legend below, and on wide screens what is selected. */
const view = (beside: boolean) => ({
  padding: {
    top: '24px',
    left: '24px',
    bottom: beside && window.innerWidth < 640 ? '45%' : '56px',
    right: beside && window.innerWidth >= 640 ? '320px' : '24px',
  } as const,
  minZoom: 0.3,
  maxZoom: 1.1,
  duration: 300,
});

export function GraphPageView() {
  return (
    <ReactFlowProvider>
      <Canvas />
    </ReactFlowProvider>
  );
}

function Canvas() {
  const [{ focus: given, hide }, setAddress] = useQueryStates(address);
  const focus = given && isId(given) ? given : null;
  const graph = useGraph(focus);
  const { model, open, close } = graph;
  const { fitView } = useReactFlow();
  const [selected, setSelected] = useState<string | null>(focus);
  /** What to bring into sight once it is drawn. `[]`: everything. */
  const [wanted, setWanted] = useState<string[] | null>([]);

  const onMore = useCallback(
    async (id: string) => {
      if (await open(id)) setWanted([id]);
    },
    [open],
  );
  const onToggle = useCallback(
    (id: string) => {
      if (id.startsWith('place ')) return;
      if (!isOpen(model, id)) return void onMore(id);
      if (id === model.start) return;
      close(id);
      setWanted([id]);
    },
    [model, close, onMore],
  );
  const { nodes, edges, kinds, left } = useMemo(
    () => flowOf(model, new Set(hide), { onToggle, onMore }),
    [model, hide, onToggle, onMore],
  );
  const drawn = useMemo(
    () =>
      nodes.map((node) => ({
        ...node,
        selected: node.id === selected,
        data: { ...node.data, busy: node.id === graph.busy },
      })),
    [nodes, selected, graph.busy],
  );

  useEffect(() => {
    if (!wanted || nodes.length === 0) return;
    setWanted(null);
    const ids = wanted.flatMap((id) => aroundOf(id, edges)).filter((id) => nodes.some((node) => node.id === id));
    // After React Flow has taken the new nodes in.
    setTimeout(
      () =>
        void fitView({ ...view(selected !== null), ...(ids.length > 0 ? { nodes: ids.map((id) => ({ id })) } : {}) }),
      30,
    );
  }, [wanted, nodes, edges, fitView, selected]);

  const startFrom = (id: string | null) => {
    setSelected(id);
    setWanted([]);
    void setAddress({ focus: id });
  };
  const pick = (id: string) => {
    if (!nodes.some((node) => node.id === id)) return startFrom(id);
    setSelected(id);
    setWanted([id]);
  };
  const chosen = nodes.find(({ id }) => id === selected)?.data.node;
  const empty = graph.ready && nodes.length === 0;
  return (
    <div className="grid h-full grid-rows-[auto_minmax(0,1fr)]">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-border border-b px-4 py-2.5 sm:px-6">
        <h1 className="font-semibold text-lg leading-8">Graph</h1>
        <GraphSearch onPick={pick} />
        {focus ? (
          <Button size="sm" onClick={() => startFrom(null)}>
            From the accounts
          </Button>
        ) : null}
        {left > 0 && !focus ? (
          <Button size="sm" look="quiet" onClick={() => void onMore(model.start)}>
            {countText(left)} more
          </Button>
        ) : null}
      </header>
      <div className="relative min-h-0" data-testid="graph">
        {graph.error ? (
          <div className="p-4">
            <ProblemNotice error={graph.error} retry={() => void graph.again()} />
          </div>
        ) : null}
        {empty ? (
          <div className="p-4 sm:p-6">
            <EmptyState
              icon={Waypoints}
              title="There is nothing to draw yet"
              action={
                <Button look="primary" asChild>
                  <Link href="/accounts">See the accounts</Link>
                </Button>
              }
            >
              The graph shows what a sync of an account has found, and how it hangs together.
            </EmptyState>
          </div>
        ) : null}
        {!graph.ready && !graph.error ? <p className="p-6 text-muted">Drawing</p> : null}
        {nodes.length > 0 ? (
          <ReactFlow
            nodes={drawn}
            edges={edges}
            nodeTypes={nodeTypes}
            nodesDraggable={false}
            nodesConnectable={false}
            edgesFocusable={false}
            deleteKeyCode={null}
            onNodeClick={(_, { id }) => setSelected(id)}
            onPaneClick={() => setSelected(null)}
            onNodeDoubleClick={(_, { id }) => onToggle(id)}
            minZoom={0.1}
            maxZoom={1.6}
            onlyRenderVisibleElements
          >
            <Background color="var(--border)" gap={24} />
            <Controls showInteractive={false} className="max-sm:hidden!" position="top-left" />
          </ReactFlow>
        ) : null}
        <div className="absolute bottom-2 left-2 max-w-[calc(100%-1rem)]">
          <Legend
            kinds={kinds}
            hidden={new Set(hide)}
            onToggle={(kind) => void setAddress({ hide: toggled(hide, kind) })}
          />
        </div>
        {chosen ? (
          <Details
            node={chosen}
            onClose={() => setSelected(null)}
            onFocus={chosen.id === focus ? undefined : startFrom}
          />
        ) : null}
      </div>
    </div>
  );
}

/** A resource is looked at with what stands next to it, a group by itself. */
const aroundOf = (id: string, edges: readonly Edge[]): string[] =>
  isId(id)
    ? [id, ...edges.flatMap(({ source, target }) => (source === id ? [target] : target === id ? [source] : []))]
    : [id];
