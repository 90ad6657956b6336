'use client';

import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type {
  Connection,
  Me,
  Model,
  Project,
  ProjectState,
  Revision,
  RevisionWithFiles,
  Run,
  RunListItem,
  Session,
} from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { isOver } from './turns.ts';
import type { Page, RunState } from './types.ts';

export function useMe() {
  const { api } = useApp();
  return useQuery({ queryKey: keys.me, queryFn: () => api<Me>('GET', '/me'), staleTime: 60_000 });
}

export function useModels() {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.models,
    queryFn: () => api<{ items: Model[] }>('GET', '/models'),
    staleTime: 60_000,
  });
}

export function useConnections() {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.connections,
    queryFn: () => api<{ items: Connection[] }>('GET', '/connections'),
    staleTime: 60_000,
  });
}

/** Lists come in pages; `items` is all that has been loaded. */
export function useList<Item>(
  queryKey: readonly unknown[],
  path: string,
  filter: Record<string, string | undefined> = {},
  again: (items: Item[]) => number | false = () => false,
) {
  const { api } = useApp();
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => {
      const given = Object.entries({ ...filter, cursor: pageParam ?? undefined, limit: '50' });
      const search = new URLSearchParams(given.filter((pair): pair is [string, string] => pair[1] !== undefined));
      return api<Page<Item>>('GET', `${path}?${search}`, undefined, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => again(state.data?.pages.flatMap((page) => page.items) ?? []),
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  return { ...query, items };
}

export const useProjects = () => useList<Project>([...keys.projects, 'list'], '/projects');
/** The organisation's stream says nothing of turns, so a list with one under way looks again now and then. */
export const useSessions = () =>
  useList<Session>(keys.sessions, '/sessions', {}, (sessions) =>
    sessions.some(({ turn }) => turn && !isOver(turn.state)) ? 10_000 : false,
  );
export const useRevisions = (projectId: string) =>
  useList<Revision>([...keys.revisions(projectId), 'list'], `/projects/${projectId}/revisions`);
export const useRuns = (filter: { projectId?: string; state?: RunState }) =>
  useList<RunListItem>(keys.runList(filter), '/runs', filter);

export function useProject(id: string) {
  const { api } = useApp();
  return useQuery({ queryKey: keys.project(id), queryFn: () => api<Project>('GET', `/projects/${id}`) });
}

/** A revision never changes; only `latest` can name another one later. */
export function useRevision(projectId: string, number: number | 'latest' | null) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.revision(projectId, number ?? 'latest'),
    queryFn: () => api<RevisionWithFiles>('GET', `/projects/${projectId}/revisions/${number}`),
    enabled: number !== null,
    staleTime: typeof number === 'number' ? Number.POSITIVE_INFINITY : 5_000,
  });
}

export function useProjectState(projectId: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.state(projectId),
    queryFn: () => api<ProjectState>('GET', `/projects/${projectId}/state`),
  });
}

/** Pages of the inventory by the addresses in a project's state, for what a sync has seen. */
export function useResourceHrefs(projectId: string): Record<string, string> {
  const resources = useProjectState(projectId).data?.resources;
  return useMemo(
    () =>
      Object.fromEntries(
        (resources ?? []).flatMap(({ address, resourceId }) =>
          resourceId ? [[address, `/inventory/${resourceId}`]] : [],
        ),
      ),
    [resources],
  );
}

export function useRun(id: string) {
  const { api } = useApp();
  return useQuery({ queryKey: keys.run(id), queryFn: () => api<Run>('GET', `/runs/${id}`) });
}

export function useSession(id: string) {
  const { api } = useApp();
  return useQuery({ queryKey: keys.session(id), queryFn: () => api<Session>('GET', `/sessions/${id}`) });
}

/** For after a change: asks again for everything that begins with one of the keys. */
export function useRefresh() {
  const queries = useQueryClient();
  return (...stale: (readonly unknown[])[]) =>
    Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey })));
}
