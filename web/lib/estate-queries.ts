'use client';

import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type {
  Impact,
  Neighbours,
  Resource,
  ResourceChange,
  ResourceFacets,
  ResourceImport,
  ResourcePage,
  SavedView,
  Why,
} from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';
import type { Page } from './types.ts';
import { useDebounced } from './use-debounced.ts';

/** Rows that come at once: few enough to be read between two frames, enough for a hand on the wheel. */
const pageSize = 1_000;

/** A page with the news that had been heard when it was asked for. */
type HeardPage = ResourcePage & { news: number };
type HeardPages = InfiniteData<HeardPage, string | null>;

/**
 * The inventory, as far as it has been scrolled. A short list follows what changes by itself. A long one stays as it
 * is, under the reader's eyes, and says how much has changed: nothing asks for a hundred thousand rows again.
 *
 * @param search filters and order, as `searchOf` writes them
 */
export function useResources(search: string) {
  const { api } = useApp();
  const queries = useQueryClient();
  const queryKey = keys.inventory(search);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }): Promise<HeardPage> => {
      const news = queries.getQueryData<number>(keys.estateNews) ?? 0;
      const given = new URLSearchParams(search);
      given.set('limit', String(pageSize));
      if (pageParam) given.set('cursor', pageParam);
      return { ...(await api<ResourcePage>('GET', `/resources?${given}`, undefined, signal)), news };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    // Pages are only added, so there is nothing to compare them with.
    structuralSharing: false,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    refetchOnMount: ({ state }) => ((state.data as HeardPages | undefined)?.pages.length ?? 0) <= 1,
  });
  const { data, refetch, isPlaceholderData } = query;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  const news = useEstateNews();
  const changed = data ? Math.max(0, news - (data.pages[0]?.news ?? 0)) : 0;
  const short = data?.pages.length === 1 && !isPlaceholderData;
  useEffect(() => {
    if (short && changed > 0) void refetch();
  }, [short, changed, refetch]);
  const startOver = () => {
    queries.setQueryData<HeardPages>(queryKey, (all) => all && firstOf(all));
    void refetch();
  };
  return { ...query, items, total: data?.pages[0]?.total, changed: short ? 0 : changed, startOver };
}

const firstOf = ({ pages, pageParams }: HeardPages): HeardPages => ({
  pages: pages.slice(0, 1),
  pageParams: pageParams.slice(0, 1),
});

function useEstateNews(): number {
  const { data } = useQuery({ queryKey: keys.estateNews, queryFn: () => 0, enabled: false, initialData: 0 });
  return data;
}

/** @param search filters only */
export function useFacets(search: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.facets(search),
    queryFn: ({ signal }) => api<ResourceFacets>('GET', `/resources/facets?${search}`, undefined, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** A few resources by words, for the palette and for pickers. Nothing below two letters. */
export function useResourceSearch(words: string, limit = 8) {
  const { api } = useApp();
  const q = useDebounced(words.trim(), 150);
  return useQuery({
    queryKey: keys.resourceSearch(q, limit),
    queryFn: ({ signal }) =>
      api<ResourcePage>('GET', `/resources?${new URLSearchParams({ q, limit: String(limit) })}`, undefined, signal),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });
}

export function useResource(id: string) {
  const { api } = useApp();
  return useQuery({ queryKey: keys.resource(id), queryFn: () => api<Resource>('GET', `/resources/${id}`) });
}

export function useResourceHistory(id: string) {
  const { api } = useApp();
  const query = useInfiniteQuery({
    queryKey: keys.resourcePart(id, 'history'),
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ limit: '50', ...(pageParam ? { cursor: pageParam } : {}) });
      return api<Page<ResourceChange>>('GET', `/resources/${id}/history?${search}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  return { ...query, items: useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]) };
}

export function useNeighbours(id: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.resourcePart(id, 'neighbours'),
    queryFn: () => api<Neighbours>('GET', `/resources/${id}/neighbours`),
  });
}

export function useWhy(id: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.resourcePart(id, 'why'),
    queryFn: () => api<Why>('GET', `/resources/${id}/why`),
  });
}

/** What was asked for to bring it under code, newest first; looked at again while a draft is being made. */
export function useImports(id: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.resourcePart(id, 'imports'),
    queryFn: () => api<{ items: ResourceImport[] }>('GET', `/resources/${id}/imports`),
    refetchInterval: ({ state }) => (state.data?.items[0]?.state === 'drafting' ? 2_000 : false),
  });
}

/** @param what `blast-radius`: what breaks when it goes; `destroy-preview`: what a destroy would take with it */
export function useImpact(id: string, what: 'blast-radius' | 'destroy-preview', depth: number) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.resourcePart(id, what, { depth }),
    queryFn: () => api<Impact>('GET', `/resources/${id}/${what}?depth=${depth}`),
    placeholderData: keepPreviousData,
  });
}

export function useSavedViews(page: 'inventory' | 'graph' | 'costs') {
  const { api } = useApp();
  const refresh = useRefresh();
  const key = keys.savedViews(page);
  const views = useQuery({
    queryKey: key,
    queryFn: () => api<{ items: SavedView[] }>('GET', `/saved-views?page=${page}`),
    staleTime: 60_000,
  });
  const save = useMutation({
    mutationFn: (given: { id: string; name: string; query: string; shared: boolean }) =>
      api<SavedView>('POST', '/saved-views', { page, ...given }),
    onSuccess: () => refresh(key),
  });
  const remove = useMutation({
    mutationFn: (id: string) => api('DELETE', `/saved-views/${id}`),
    onSuccess: () => refresh(key),
  });
  return { views, save, remove };
}
