'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type { MemoryNote } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import { keys } from './keys.ts';
import { wordsFor } from './problem.ts';
import { useRefresh } from './queries.ts';

/** Proposed and kept ones; the organisation's stream says when one changes. */
export function useMemoryNotes() {
  const { api } = useApp();
  return useQuery({ queryKey: keys.memoryNotes, queryFn: () => api<{ items: MemoryNote[] }>('GET', '/memory-notes') });
}

export type NoteWish = { text: string; projectId: string | null };

/** @param id absent: a new one */
export function useSaveNote(id?: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (wish: NoteWish) =>
      id
        ? api<MemoryNote>('PATCH', `/memory-notes/${id}`, wish)
        : api<MemoryNote>('POST', '/memory-notes', { id: v7(), ...wish }),
    onSuccess: () => refresh(keys.memoryNotes),
  });
}

export function useDecideNote(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (decision: 'keep' | 'decline') => api<MemoryNote>('POST', `/memory-notes/${id}/decision`, { decision }),
    onSuccess: () => refresh(keys.memoryNotes),
    onError: (error) => toast.error('Your decision was not kept', { description: wordsFor(error).detail }),
  });
}

export function useRemoveNote(id: string) {
  const { api } = useApp();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: () => api('DELETE', `/memory-notes/${id}`),
    onSuccess: () => refresh(keys.memoryNotes),
  });
}
