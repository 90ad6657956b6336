'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import type { AwsRoleSetup, Connection } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import type { Credentials } from './connect-body.ts';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';

export type NewAccount = Credentials & { id: string; name: string; projectId?: string };

export function useConnectAccount() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (account: NewAccount) => api<Connection>('POST', '/connections', account),
    onSuccess: () => refresh(keys.connections, keys.projects),
    // What was sent holds secrets: it must not stay in a cache behind the form.
    gcTime: 0,
  });
}

export function useAddSandbox() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api<Connection>('POST', '/connections/sandbox', {}),
    onSuccess: () => refresh(keys.connections),
  });
}

/** The ExternalId and the template of the roles for the connection that gets this id. */
export function useAwsRoleSetup(id: string, write: boolean) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.awsRoleSetup(id, write),
    queryFn: () => api<AwsRoleSetup>('GET', `/connections/aws/template?id=${id}&write=${write}`),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
