'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type {
  ProjectRepository,
  PullRequest,
  RepoLink,
  RepositoryImport,
  RunPullRequest,
} from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { wordsFor } from './problem.ts';
import { useList, useRefresh } from './queries.ts';
import type { ApplyOn } from './repository-words.ts';

export function useRepository(projectId: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.repository(projectId),
    queryFn: () => api<ProjectRepository>('GET', `/projects/${projectId}/repository`),
  });
}

export type LinkWish = {
  integrationId: string;
  repository: string;
  branch?: string;
  folder: string;
  applyOn: ApplyOn;
};

const toldOf = ({ revision, changed }: RepositoryImport): string => {
  if (revision === null) return 'The folder holds no files yet.';
  return changed ? `What is there is revision ${revision} now.` : `It holds exactly what revision ${revision} holds.`;
};

export function useLinkRepository(projectId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (wish: LinkWish) => api<RepositoryImport>('PUT', `/projects/${projectId}/repository`, wish),
    onSuccess: (answer) => {
      toast.success('The repository is linked', { description: toldOf(answer) });
      return refresh(keys.projects);
    },
  });
}

export function useChangeRepository(projectId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (applyOn: ApplyOn) => api<RepoLink>('PATCH', `/projects/${projectId}/repository`, { applyOn }),
    onSuccess: () => refresh(keys.repository(projectId)),
    onError: (error) => toast.error('It was not changed', { description: wordsFor(error).detail }),
  });
}

export function useImportRepository(projectId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api<RepositoryImport>('POST', `/projects/${projectId}/repository/import`, {}),
    onSuccess: (answer) => {
      toast.success(answer.changed ? 'Imported' : 'Nothing new', { description: toldOf(answer) });
      return refresh(keys.projects);
    },
    onError: (error) => {
      toast.error('It was not imported', { description: wordsFor(error).detail });
      void refresh(keys.repository(projectId));
    },
  });
}

export function useUnlinkRepository(projectId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/projects/${projectId}/repository`),
    onSuccess: () => refresh(keys.repository(projectId)),
  });
}

export const usePullRequests = (projectId: string) =>
  useList<PullRequest>([...keys.pullRequests, projectId], `/projects/${projectId}/pull-requests`);

export function useRunPullRequest(runId: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: [...keys.pullRequests, 'run', runId],
    queryFn: () => api<RunPullRequest>('GET', `/runs/${runId}/pull-request`),
  });
}

export function useOpenPullRequest(runId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (title?: string) =>
      api<PullRequest>('POST', `/runs/${runId}/pull-request`, { id: v7(), ...(title ? { title } : {}) }),
    onSuccess: () => refresh(keys.pullRequests),
  });
}
