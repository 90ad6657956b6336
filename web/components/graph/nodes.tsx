'use client';

import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { Building2, LoaderCircle, type LucideIcon, MapPin, Minus, Network, Plus, Shapes } from 'lucide-react';
import type { ReactNode } from 'react';
import { CategoryIcon } from '@/components/estate/marks.tsx';
import { Button } from '@/components/ui/button.tsx';
import type { GraphNode } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { counted, countText, typeLabel } from '@/lib/estate-words.ts';

export type NodeData = {
  node: GraphNode;
  open: boolean;
  /** It is what the graph starts from: closing it would leave nothing. */
  isStart: boolean;
  busy: boolean;
  /** How many of an open one are not on the page. */
  left: number;
  onToggle: (id: string) => void;
  onMore: (id: string) => void;
};
export type FlowNode = Node<NodeData, 'box' | 'resource'>;

export const nodeSize = { width: 208, height: 46 };

const icons: Record<Exclude<GraphNode['kind'], 'resource'>, LucideIcon> = {
  account: Building2,
  region: MapPin,
  vpc: Network,
  type: Shapes,
};
export const kindNames = {
  account: 'Account',
  region: 'Region',
  vpc: 'Network',
  type: 'Type',
  resource: 'Resource',
} as const;
export const labelOf = ({ kind, label }: GraphNode): string => (kind === 'type' ? typeLabel(label) : label);

const Ends = () => (
  <>
    <Handle type="target" position={Position.Left} isConnectable={false} className="opacity-0" />
    <Handle type="source" position={Position.Right} isConnectable={false} className="opacity-0" />
  </>
);

function Toggle({ data: { node, open, busy, onToggle } }: { data: NodeData }) {
  const Icon = busy ? LoaderCircle : open ? Minus : Plus;
  return (
    <Button
      look="quiet"
      size="iconSm"
      className="nodrag size-6"
      aria-label={`${open ? 'Close' : 'Open'} ${labelOf(node)}`}
      aria-expanded={open}
      disabled={busy}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(node.id);
      }}
    >
      <Icon className={busy ? 'animate-spin' : undefined} />
    </Button>
  );
}

const More = ({ data: { node, left, onMore } }: { data: NodeData }) =>
  left > 0 ? (
    <button
      type="button"
      onClick={(event) => {
        event.stopPropagation();
        onMore(node.id);
      }}
      className="nodrag shrink-0 rounded bg-sunken px-1.5 text-muted text-xs hover:text-foreground"
    >
      {countText(left)} more
    </button>
  ) : null;

const Line = ({ children, className }: { children: ReactNode; className?: string }) => (
  <div className={cn('flex items-center gap-2 pr-1.5 pl-2.5', className)}>{children}</div>
);

function GroupNode({ data, selected }: NodeProps<FlowNode>) {
  const { node, open } = data;
  const Icon = icons[node.kind === 'resource' ? 'type' : node.kind];
  const madeUp = node.id.startsWith('place ');
  return (
    <div
      data-testid={`graph-${node.kind}`}
      className={cn(
        'h-full rounded-lg border text-sm',
        open || madeUp ? 'border-border bg-sunken/60' : 'border-strong-border bg-surface shadow-xs hover:bg-hover',
        selected && 'border-primary ring-1 ring-primary',
      )}
    >
      <Ends />
      <Line className={open || madeUp ? 'h-9' : 'h-full'}>
        <Icon className="size-4 shrink-0 text-muted" aria-label={kindNames[node.kind]} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium leading-4" title={node.label}>
            {labelOf(node)}
          </span>
          {open || madeUp ? null : (
            <span className="block truncate text-muted text-xs leading-4">{counted(node.count, 'resource')}</span>
          )}
        </span>
        <More data={data} />
        {madeUp ? null : <Toggle data={data} />}
      </Line>
    </div>
  );
}

function ResourceNode({ data, selected }: NodeProps<FlowNode>) {
  const { node } = data;
  const { resource } = node;
  return (
    <div
      data-testid="graph-resource"
      className={cn(
        'h-full rounded-md border border-border bg-surface text-sm hover:bg-hover',
        selected && 'border-primary ring-1 ring-primary',
      )}
    >
      <Ends />
      <Line className="h-full">
        <CategoryIcon category={resource?.category ?? null} className="size-4 shrink-0 text-muted" />
        <span className="min-w-0 flex-1">
          <span className="block truncate leading-4" title={node.label}>
            {node.label}
          </span>
          <span className="block truncate text-faint text-xs leading-4">
            {resource?.nativeType ? typeLabel(resource.nativeType) : ''}
          </span>
        </span>
        <More data={data} />
        {data.isStart ? null : <Toggle data={data} />}
      </Line>
    </div>
  );
}

export const nodeTypes = { box: GroupNode, resource: ResourceNode };
