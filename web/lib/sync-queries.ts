'use client';

import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type { Coverage, Sync, SyncRun, SyncRunWithScopes } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { wordsFor } from './problem.ts';
import { useRefresh } from './queries.ts';
import type { Page, SyncProgress } from './types.ts';

/** How an account is kept current. Also asked again now and then: the time of the next run moves by itself. */
export function useSync(connectionId: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.sync(connectionId),
    queryFn: () => api<Sync>('GET', `/connections/${connectionId}/sync`),
    refetchInterval: 60_000,
  });
}

/** What the stream told last; null when nothing was heard since the page was opened. */
export function useSyncProgress(connectionId: string): SyncProgress | null {
  const { data } = useQuery<SyncProgress | null>({
    queryKey: keys.syncProgress(connectionId),
    queryFn: () => null,
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? null;
}

export function useCoverage(connectionId: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.coverage(connectionId),
    queryFn: () => api<Coverage>('GET', `/connections/${connectionId}/coverage`),
  });
}

export function useSyncRuns(connectionId: string) {
  const { api } = useApp();
  const query = useInfiniteQuery({
    queryKey: keys.syncRuns(connectionId),
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ limit: '20', ...(pageParam ? { cursor: pageParam } : {}) });
      return api<Page<SyncRun>>('GET', `/connections/${connectionId}/sync-runs?${search}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  return { ...query, items: useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]) };
}

export function useSyncRun(id: string, running: boolean) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.syncRun(id),
    queryFn: () => api<SyncRunWithScopes>('GET', `/sync-runs/${id}`),
    refetchInterval: running ? 2_000 : false,
  });
}

export function useStartSync(connectionId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api<SyncRun>('POST', `/connections/${connectionId}/sync`, { id: v7() }),
    onSuccess: () => refresh(keys.sync(connectionId)),
    onError: (error) => toast.error('The sync was not started', { description: wordsFor(error).detail }),
  });
}

export function useStopSync(connectionId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api<SyncRun>('POST', `/connections/${connectionId}/sync/cancel`, {}),
    onSuccess: () => refresh(keys.sync(connectionId)),
    onError: (error) => toast.error('The sync was not stopped', { description: wordsFor(error).detail }),
  });
}

export type SyncChange = { enabled?: boolean; intervalMinutes?: number; regions?: string[] | null; resume?: true };

export function useChangeSync(connectionId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (change: SyncChange) => api<Sync>('PATCH', `/connections/${connectionId}/sync`, change),
    onSuccess: () => refresh(keys.sync(connectionId)),
    onError: (error) => toast.error('The settings were not changed', { description: wordsFor(error).detail }),
  });
}
