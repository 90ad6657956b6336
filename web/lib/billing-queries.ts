'use client';

import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type {
  BillingAccount,
  BillingImport,
  BillingSettings,
  BillingSync,
  BillingSyncStarted,
} from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { isActive, type SourceKind } from './billing-words.ts';
import { keys } from './keys.ts';
import { wordsFor } from './problem.ts';
import { useRefresh } from './queries.ts';
import type { Page } from './types.ts';

export function useBillingAccounts() {
  const { api } = useApp();
  return useQuery({
    queryKey: [...keys.billingAccounts, 'list'],
    queryFn: () => api<{ items: BillingAccount[] }>('GET', '/billing-accounts'),
    refetchInterval: 30_000,
  });
}

export function useBillingAccount(id: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: [...keys.billingAccount(id), 'row'],
    queryFn: () => api<BillingAccount>('GET', `/billing-accounts/${id}`),
  });
}

const soon = 1_500;

/** What came, newest first. Asked again in short steps while something is under way; then costs are asked for anew. */
export function useBillingLoads(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  const query = useInfiniteQuery({
    queryKey: keys.billingLoads(id),
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ limit: '20', ...(pageParam ? { cursor: pageParam } : {}) });
      return api<Page<BillingImport>>('GET', `/billing-accounts/${id}/loads?${search}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isActive)) ? soon : false),
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const active = items?.some(isActive) ?? false;
  const before = useRef(active);
  useEffect(() => {
    const ended = before.current && !active;
    before.current = active;
    if (ended) void refresh(keys.costs, keys.billingAccounts);
  }, [active, refresh]);
  return { ...query, items };
}

export function useBillingSyncs(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  const query = useQuery({
    queryKey: keys.billingSyncs(id),
    queryFn: () => api<Page<BillingSync>>('GET', `/billing-accounts/${id}/syncs?limit=10`),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'running') ? soon : 60_000),
  });
  const running = query.data?.items.some((one) => one.state === 'running') ?? false;
  // A sync finds loads as it goes on: they are shown from the moment they are known.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer while it runs is a reason to look
  useEffect(() => {
    if (running) void refresh(keys.billingLoads(id));
  }, [running, query.dataUpdatedAt]);
  return { ...query, running };
}

export function useStartBillingSync(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api<BillingSyncStarted>('POST', `/billing-accounts/${id}/sync`, { id: v7() }),
    onSuccess: () => refresh(keys.billingAccount(id)),
    onError: (error) => toast.error('The sync was not started', { description: wordsFor(error).detail }),
  });
}

export type NewBillingAccount = {
  id: string;
  name: string;
  kind: SourceKind;
  currency: string;
  connectionId?: string;
  credentials?: Record<string, string>;
  settings: BillingSettings;
};

export function useCreateBillingAccount() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (account: NewBillingAccount) => api<BillingAccount>('POST', '/billing-accounts', account),
    onSuccess: () => refresh(keys.billingAccounts),
  });
}

export function useChangeBillingAccount(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (change: { name?: string; enabled?: boolean; settings?: BillingSettings }) =>
      api<BillingAccount>('PATCH', `/billing-accounts/${id}`, change),
    onSuccess: () => refresh(keys.billingAccounts),
    onError: (error) => toast.error('It was not changed', { description: wordsFor(error).detail }),
  });
}

export function useArchiveBillingAccount(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/billing-accounts/${id}`),
    onSuccess: () => refresh(keys.billingAccounts),
  });
}

export type UploadProgress = { name: string; sent: number; total: number };

/** One file at a time; `progress` is null when nothing is being sent. */
export function useUpload(accountId: string) {
  const { upload } = useApp();
  const refresh = useRefresh();
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const mutation = useMutation({
    mutationFn: ({ file, part }: { file: File; part: string }) => {
      setProgress({ name: file.name, sent: 0, total: file.size });
      const search = new URLSearchParams({ id: v7(), name: file.name, part });
      return upload<{ importId: string; isNew: boolean }>(
        `/billing-accounts/${accountId}/uploads?${search}`,
        file,
        (sent, total) => setProgress({ name: file.name, sent, total }),
      );
    },
    onSuccess: () => refresh(keys.billingAccount(accountId)),
    onSettled: () => setProgress(null),
  });
  return { ...mutation, progress };
}
