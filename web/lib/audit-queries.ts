'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { toast } from 'sonner';
import type { AuditEntry, AuditState } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { wordsFor } from './problem.ts';
import { useList } from './queries.ts';
import { saveFile } from './save-file.ts';

/** As the API takes them; undefined does not narrow. */
export type AuditFilter = {
  action?: string;
  outcome?: AuditEntry['outcome'];
  actorKind?: AuditEntry['actor']['kind'];
  actorId?: string;
  subjectId?: string;
  q?: string;
  from?: string;
  to?: string;
};

export const useAudit = (filter: AuditFilter) => useList<AuditEntry>(keys.auditList(filter), '/audit', filter);

export function useAuditState() {
  const { api } = useApp();
  return useQuery({ queryKey: keys.auditState, queryFn: () => api<AuditState>('GET', '/audit/state') });
}

export function useAuditActions() {
  const { api } = useApp();
  return useQuery({
    queryKey: keys.auditActions,
    queryFn: () => api<{ items: { action: string; count: number }[] }>('GET', '/audit/actions'),
  });
}

export function useAuditExport(filter: AuditFilter) {
  const { api } = useApp();
  return useMutation({
    mutationFn: async (format: 'csv' | 'jsonl') => {
      const given = Object.entries(filter).filter(([, value]) => value !== undefined);
      const search = new URLSearchParams([...given, ['format', format]]);
      saveFile(await api<Blob>('GET', `/audit/export?${search}`), `audit.${format}`);
    },
    onError: (error) => toast.error('The export did not work', { description: wordsFor(error).detail }),
  });
}
