'use client';

import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type { Anomaly, Budget, Finding, FindingProposal } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { wordsFor } from './problem.ts';
import { useRefresh } from './queries.ts';
import type { Page } from './types.ts';

/** @param state `all`: whatever was decided */
export function useAnomalies(state: Anomaly['state'] | 'all') {
  const { api } = useApp();
  const query = useInfiniteQuery({
    queryKey: keys.cost('anomalies', state),
    queryFn: ({ pageParam }) => {
      const given = { limit: '30', ...(state === 'all' ? {} : { state }), ...(pageParam ? { cursor: pageParam } : {}) };
      return api<Page<Anomaly>>('GET', `/anomalies?${new URLSearchParams(given)}`);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  return { ...query, items: useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]) };
}

export function useDecideAnomaly() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, ...decision }: { id: string; state: Anomaly['state']; note?: string }) =>
      api<Anomaly>('POST', `/anomalies/${id}/decision`, decision),
    onSuccess: () => refresh(keys.cost('anomalies').slice(0, 2)),
  });
}

const budgetsKey = keys.cost('budgets').slice(0, 2);

export function useBudgets() {
  const { api } = useApp();
  return useQuery({ queryKey: budgetsKey, queryFn: () => api<{ items: Budget[] }>('GET', '/budgets') });
}

export type BudgetChange = Pick<Budget, 'name' | 'amount' | 'filter' | 'projectId' | 'thresholds'>;
export type NewBudget = BudgetChange & Pick<Budget, 'id' | 'currency' | 'period'>;

export function useSaveBudget() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (given: { create: NewBudget } | { id: string; change: BudgetChange }) =>
      'create' in given
        ? api<Budget>('POST', '/budgets', given.create)
        : api<Budget>('PATCH', `/budgets/${given.id}`, given.change),
    onSuccess: () => refresh(budgetsKey),
  });
}

export function useArchiveBudget(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/budgets/${id}`),
    onSuccess: () => refresh(budgetsKey),
  });
}

export function useFindings() {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.cost('findings'),
    queryFn: () => api<{ items: Finding[] }>('GET', '/findings'),
    staleTime: 60_000,
  });
}

export function useProposeFinding() {
  const { api } = useApp();
  return useMutation({
    mutationFn: ({ finding: { resource, rule }, projectId }: { finding: Finding; projectId: string }) =>
      api<FindingProposal>('POST', `/findings/${resource.id}/propose`, { id: v7(), rule, projectId }),
    onError: (error) => toast.error('No conversation was opened', { description: wordsFor(error).detail }),
  });
}
