'use client';

import { useMutation } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useApp } from '@/lib/app.tsx';
import { wordsFor } from '@/lib/problem.ts';

/** Fetched and handed over as a file: a plain link could not show the API who asks. */
export function useExport() {
  const { api } = useApp();
  return useMutation({
    mutationFn: (search: string) => api<Blob>('GET', `/resources.csv?${search}`),
    onSuccess: (file) => {
      const address = URL.createObjectURL(file);
      const link = document.createElement('a');
      link.href = address;
      link.download = `inventory-${new Date().toISOString().slice(0, 10)}.csv`;
      link.click();
      // The download has its own hold of the bytes once it has started.
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    },
    onError: (error) => toast.error('The export did not work', { description: wordsFor(error).detail }),
  });
}
