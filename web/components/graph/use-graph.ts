'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import type { Graph } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { emptyModel, type GraphModel, isOpen, mostNodes, shownOf, withoutPart, withPart } from '@/lib/graph-model.ts';
import { isId } from '@/lib/ids.ts';
import { keys } from '@/lib/keys.ts';
import { wordsFor } from '@/lib/problem.ts';

const step = 40;

/**
 * The graph, opened step by step.
 *
 * @param focus a resource to start from; null: from the accounts
 */
export function useGraph(focus: string | null) {
  const { api } = useApp();
  const queries = useQueryClient();
  const start = focus ?? '';
  const [model, setModel] = useState<GraphModel>(() => emptyModel(start));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const now = useRef(model);
  now.current = model;

  const ask = useCallback(
    (of: string, cursor: string | null) => {
      const resources = shownOf(now.current).nodes.filter(({ kind }) => kind === 'resource');
      const search = new URLSearchParams({ limit: String(step) });
      if (of) search.set(isId(of) ? 'resource' : 'group', of);
      if (cursor) search.set('cursor', cursor);
      if (of && resources.length > 0) search.set('shown', resources.map(({ id }) => id).join(','));
      return queries.fetchQuery({
        queryKey: [...keys.graph, search.toString()],
        queryFn: ({ signal }) => api<Graph>('GET', `/graph?${search}`, undefined, signal),
        staleTime: 60_000,
      });
    },
    [api, queries],
  );

  const begin = useCallback(async () => {
    setError(null);
    try {
      const part = await ask(start, null);
      const [only, ...others] = part.nodes;
      const begun = withPart(emptyModel(start), start, part);
      // One account alone is a box with nothing beside it: look into it at once.
      const inside = start === '' && only && others.length === 0 ? await ask(only.id, null) : null;
      setModel(only && inside ? withPart(begun, only.id, inside) : begun);
    } catch (problem) {
      setError(problem);
    }
  }, [ask, start]);
  useEffect(() => {
    setModel(emptyModel(start));
    now.current = emptyModel(start);
    void begin();
  }, [begin, start]);

  /** Opens, or brings the next ones of what is open. @returns whether anything came */
  const open = useCallback(
    async (of: string): Promise<boolean> => {
      if (shownOf(now.current).nodes.length >= mostNodes) {
        toast.info(`${mostNodes} nodes are as many as one can read`, { description: 'Close a group first.' });
        return false;
      }
      setBusy(of);
      try {
        const part = await ask(of, now.current.parts[of]?.nextCursor ?? null);
        setModel((before) => withPart(before, of, part));
        return true;
      } catch (problem) {
        toast.error('This part of the graph could not be read', { description: wordsFor(problem).detail });
        return false;
      } finally {
        setBusy(null);
      }
    },
    [ask],
  );
  const close = useCallback((of: string) => setModel((before) => withoutPart(before, of)), []);
  return { model, error, busy, open, close, again: begin, ready: isOpen(model, start) };
}
