'use client';

import { useMutation } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useApp } from '@/lib/app.tsx';
import { wordsFor } from '@/lib/problem.ts';
import { saveFile } from '@/lib/save-file.ts';

export function useExport() {
  const { api } = useApp();
  return useMutation({
    mutationFn: (search: string) => api<Blob>('GET', `/resources.csv?${search}`),
    onSuccess: (file) => saveFile(file, `inventory-${new Date().toISOString().slice(0, 10)}.csv`),
    onError: (error) => toast.error('The export did not work', { description: wordsFor(error).detail }),
  });
}
