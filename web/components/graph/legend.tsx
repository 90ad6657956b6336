'use client';

import { cn } from '@/lib/cn.ts';
import { countText, edgeKinds, edgeWords } from '@/lib/estate-words.ts';
import type { EdgeKind } from '@/lib/types.ts';
import { edgeLooks } from './edge-looks.ts';

type LegendProps = {
  kinds: ReadonlyMap<EdgeKind, number>;
  hidden: ReadonlySet<EdgeKind>;
  onToggle: (kind: EdgeKind) => void;
};

/** The kinds of edges that are there now; each can be left out. */
export function Legend({ kinds, hidden, onToggle }: LegendProps) {
  const there = edgeKinds.filter((kind) => kinds.has(kind));
  if (there.length === 0) return null;
  return (
    <ul aria-label="Kinds of edges" className="panel flex max-w-full flex-wrap gap-x-0.5 overflow-x-auto p-0.5 text-xs">
      {there.map((kind) => {
        const { color, dash } = edgeLooks[kind];
        const off = hidden.has(kind);
        return (
          <li key={kind}>
            <button
              type="button"
              aria-pressed={!off}
              onClick={() => onToggle(kind)}
              className={cn(
                'flex h-6 items-center gap-1.5 rounded px-1.5 hover:bg-hover',
                off && 'text-faint line-through',
              )}
            >
              <svg width="18" height="6" aria-hidden="true">
                <line
                  x1="0"
                  y1="3"
                  x2="18"
                  y2="3"
                  stroke={color}
                  strokeWidth="2"
                  strokeDasharray={dash}
                  opacity={off ? 0.4 : 1}
                />
              </svg>
              {edgeWords[kind].label}
              <span className="text-faint tabular-nums">{countText(kinds.get(kind) ?? 0)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
