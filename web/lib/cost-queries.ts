'use client';

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { toast } from 'sonner';
import type {
  CostDrivers,
  CostExploration,
  CostOverview,
  ProjectCosts,
  ResourceCosts,
  RunCosts,
} from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { wordsFor } from './problem.ts';
import { saveFile } from './save-file.ts';

/** Bills come a few times a day; a load that ends asks anew by itself. */
const staleTime = 60_000;

function useCosts<Answer>(part: string, path: string | null, search = '') {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.cost(part, search),
    queryFn: ({ signal }) => api<Answer>('GET', search ? `${path}?${search}` : `${path}`, undefined, signal),
    enabled: path !== null,
    placeholderData: keepPreviousData,
    staleTime,
  });
}

export const useCostOverview = (search: string) => useCosts<CostOverview>('overview', '/costs/overview', search);

/** @param search null: not yet */
export const useExploredCosts = (search: string | null) =>
  useCosts<CostExploration>('explore', search === null ? null : '/costs/explore', search ?? '');

export const useCostDrivers = (search: string | null) =>
  useCosts<CostDrivers>('drivers', search === null ? null : '/costs/drivers', search ?? '');

export const useResourceCosts = (id: string) => useCosts<ResourceCosts>(`resource ${id}`, `/resources/${id}/costs`);
export const useProjectCosts = (id: string) => useCosts<ProjectCosts>(`project ${id}`, `/projects/${id}/costs`);
/** @param applied costs begin when something was made */
export const useRunCosts = (id: string, applied: boolean) =>
  useCosts<RunCosts>(`run ${id}`, applied ? `/runs/${id}/costs` : null);

export function useCostExport() {
  const { api } = useApp();
  return useMutation({
    mutationFn: (search: string) => api<Blob>('GET', `/costs.csv?${search}`),
    onSuccess: (file) => saveFile(file, `costs-${new Date().toISOString().slice(0, 10)}.csv`),
    onError: (error) => toast.error('The export did not work', { description: wordsFor(error).detail }),
  });
}
