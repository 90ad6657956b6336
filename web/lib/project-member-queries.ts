'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import type { Member, Project, ProjectMembers } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';
import type { Role } from './types.ts';

export function useProjectMembers(projectId: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.projectMembers(projectId),
    queryFn: () => api<ProjectMembers>('GET', `/projects/${projectId}/members`),
  });
}

/** Everybody of the organisation, to choose from. */
export function usePeople(enabled: boolean) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.people,
    queryFn: () => api<{ items: Member[] }>('GET', '/members'),
    enabled,
  });
}

export function useSetAccess(projectId: string, access: Project['access']) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api<Project>('PATCH', `/projects/${projectId}`, { access }),
    onSuccess: () => refresh(keys.projects),
  });
}

export function useGiveRole(projectId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ userId, role }: { userId: string; role: Role }) =>
      api<ProjectMembers>('PUT', `/projects/${projectId}/members/${userId}`, { role }),
    onSuccess: () => refresh(keys.projectMembers(projectId)),
  });
}

export function useTakeRole(projectId: string, userId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/projects/${projectId}/members/${userId}`),
    onSuccess: () => refresh(keys.projectMembers(projectId)),
  });
}
