'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiToken, CreatedApiToken, IdentityLink, LinkCode } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { useRefresh } from './queries.ts';
import type { Role } from './types.ts';

export function useMyTokens() {
  const { api } = useApp();
  return useQuery({ queryKey: keys.apiTokens, queryFn: () => api<{ items: ApiToken[] }>('GET', '/me/api-tokens') });
}

export type NewToken = { id: string; name: string; role: Role; expiresInDays: number };

export function useCreateToken() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (token: NewToken) => api<CreatedApiToken>('POST', '/me/api-tokens', token),
    onSuccess: () => refresh(keys.apiTokens),
    // The secret must not stay in a cache behind a closed dialog.
    gcTime: 0,
  });
}

export function useRevokeToken(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/me/api-tokens/${id}`),
    onSuccess: () => refresh(keys.apiTokens),
  });
}

/** @param waiting whether a code is out: then the page looks until the account has been linked */
export function useMyIdentityLinks(waiting: boolean) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.identityLinks,
    queryFn: () => api<{ items: IdentityLink[] }>('GET', '/me/identity-links'),
    refetchInterval: waiting ? 3_000 : false,
  });
}

export function useMakeLinkCode() {
  const { api } = useApp();
  return useMutation({
    mutationFn: (integrationId: string) => api<LinkCode>('POST', '/me/link-codes', { integrationId }),
  });
}

export function useRemoveIdentityLink(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/identity-links/${id}`),
    onSuccess: () => refresh(keys.identityLinks),
  });
}
