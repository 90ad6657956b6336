'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { ManifestPolicy } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { wordsFor } from './problem.ts';
import { useRefresh } from './queries.ts';

export function useManifestPolicy(connectionId: string) {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.manifestPolicy(connectionId),
    queryFn: () => api<ManifestPolicy>('GET', `/connections/${connectionId}/manifest-policy`),
  });
}

export function useSetManifestPolicy(connectionId: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (policy: ManifestPolicy) =>
      api<ManifestPolicy>('PUT', `/connections/${connectionId}/manifest-policy`, policy),
    onSuccess: () => {
      toast.success('Saved. The gate goes by it from the next run on.');
      return refresh(keys.manifestPolicy(connectionId));
    },
    onError: (error) => toast.error('Nothing was changed', { description: wordsFor(error).detail }),
  });
}
