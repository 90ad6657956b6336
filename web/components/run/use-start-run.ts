'use client';

import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type { Run } from '@/lib/api-types.generated.ts';
import { useApp } from '@/lib/app.tsx';
import { keys } from '@/lib/keys.ts';
import { wordsFor } from '@/lib/problem.ts';
import { useRefresh } from '@/lib/queries.ts';
import type { RunEngine, RunKind } from '@/lib/types.ts';

/** Starts a run of a revision (default: the latest) and goes to its page. */
export function useStartRun(projectId: string) {
  const { api } = useApp();
  const router = useRouter();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (given: { kind: RunKind; revision?: number; engine?: RunEngine }) =>
      api<Run>('POST', `/projects/${projectId}/runs`, { id: v7(), ...given }),
    onSuccess: (run) => {
      void refresh(keys.runs, keys.project(projectId));
      router.push(`/runs/${run.id}`);
    },
    onError: (error) => toast.error('The run was not started', { description: wordsFor(error).detail }),
  });
}
