'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type { Connection, ConnectionCheck, ConnectionDetails } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { wordsFor } from './problem.ts';
import { useList, useRefresh } from './queries.ts';

export function useConnection(id: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.connection(id),
    queryFn: () => api<ConnectionDetails>('GET', `/connections/${id}`),
    // Told by the stream; asked as well, for what was missed while it was away.
    refetchInterval: ({ state }) => (isOpen(state.data?.check ?? null) ? 3_000 : 60_000),
  });
}

export const isOpen = (check: ConnectionCheck | null): boolean =>
  check?.state === 'waiting' || check?.state === 'running';

export const useConnectionChecks = (id: string) =>
  useList<ConnectionCheck>(keys.connectionChecks(id), `/connections/${id}/checks`, {});

export function useCheckNow(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api<{ id: string }>('POST', `/connections/${id}/check`, { id: v7() }),
    onSuccess: () => refresh(keys.connection(id), keys.connections),
    onError: (error) => toast.error('The check was not started', { description: wordsFor(error).detail }),
  });
}

export function useRotate(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: object) => api<{ id: string }>('PUT', `/connections/${id}/credentials`, body),
    onSuccess: () => refresh(keys.connection(id), keys.connections),
    // What was sent holds secrets: it must not stay in a cache behind the form.
    gcTime: 0,
  });
}

export function useUpdateConnection(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (change: object) => api<ConnectionDetails>('PATCH', `/connections/${id}`, change),
    onSuccess: () => refresh(keys.connection(id), keys.connections, keys.projects),
    onError: (error) => toast.error('Nothing was changed', { description: wordsFor(error).detail }),
  });
}

export function useDisconnect(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (_: undefined) => api('DELETE', `/connections/${id}`),
    onSuccess: () => refresh(keys.connections, keys.projects),
  });
}

type Use = { projectId: string; provider: Connection['provider']; use: boolean };

export function useInProject(connectionId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ projectId, provider, use }: Use) => {
      const path = `/projects/${projectId}/connections/${provider}`;
      return use ? api('PUT', path, { connectionId }) : api('DELETE', path);
    },
    onSuccess: () => refresh(keys.connection(connectionId), keys.projects),
    onError: (error) => toast.error('Nothing was changed', { description: wordsFor(error).detail }),
  });
}
