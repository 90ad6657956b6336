'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { Integration, IntegrationSettings } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { integrationStateWords, type PlaceKind } from './integration-words.ts';
import { keys } from './keys.ts';
import { wordsFor } from './problem.ts';
import { useRefresh } from './queries.ts';
import type { Texts } from './text-fields.ts';

export function useIntegrations() {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.integrations,
    queryFn: () => api<{ items: Integration[] }>('GET', '/integrations'),
  });
}

export type NewIntegration = {
  id: string;
  kind: PlaceKind;
  name: string;
  settings: Pick<IntegrationSettings, 'apiUrl' | 'github'>;
  secrets: Texts;
};

export function useConnectIntegration() {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (place: NewIntegration) => api<Integration>('POST', '/integrations', place),
    onSuccess: (place) => {
      tell(place);
      return refresh(keys.integrations);
    },
  });
}

export function useVerifyIntegration(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api<Integration>('POST', `/integrations/${id}/verify`, {}),
    onSuccess: (place) => {
      tell(place);
      return refresh(keys.integrations);
    },
    onError: (error) => toast.error('It could not be verified', { description: wordsFor(error).detail }),
  });
}

export function useReplaceSecrets(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (secrets: Texts) => api<Integration>('POST', `/integrations/${id}/secrets`, { secrets }),
    onSuccess: (place) => {
      tell(place);
      return refresh(keys.integrations);
    },
  });
}

export function useRenameIntegration(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (name: string) => api<Integration>('PATCH', `/integrations/${id}`, { name }),
    onSuccess: () => refresh(keys.integrations),
    onError: (error) => toast.error('It was not renamed', { description: wordsFor(error).detail }),
  });
}

export function useArchiveIntegration(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/integrations/${id}`),
    onSuccess: () => refresh(keys.integrations, keys.identityLinks),
  });
}

/** What the other side said of the token is news, whichever way it went. */
function tell({ name, state, reason }: Integration) {
  const { label, says } = integrationStateWords[state];
  const say = state === 'connected' ? toast.success : toast.warning;
  say(`${name}: ${label.toLowerCase()}`, { description: reason ?? says });
}
