'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { v7 } from 'uuid';
import type { DocumentTaken } from './api-types.generated.ts';
import { useApp } from './app.tsx';
import type { DroppedFile } from './dropped-files.ts';
import { keys } from './keys.ts';
import { ApiProblem, wordsFor } from './problem.ts';
import { useRefresh } from './queries.ts';
import { changed, isBusy, itemOf, nextOf, type UploadItem } from './upload-queue.ts';

/** So many at once keep a line busy without making each of them slow. */
const atOnce = 3;

const pauses = [500, 2_000];

/** The same bytes again change nothing, so what may pass is tried again before anybody is bothered. */
async function retried<Answer>(once: () => Promise<Answer>): Promise<Answer> {
  for (const pause of pauses) {
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof ApiProblem && error.problem.retryable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return once();
}

/** Sends files to a source, a few at a time, each with its progress and what became of it. */
export function useUploads(sourceId: string | null) {
  const { upload } = useApp();
  const refresh = useRefresh();
  const files = useRef(new Map<string, File>());
  const begun = useRef(new Set<string>());
  const [items, setItems] = useState<UploadItem[]>([]);
  const set = useCallback((id: string, change: Partial<UploadItem>) => setItems((now) => changed(now, id, change)), []);

  const send = useCallback(
    async ({ id, name }: UploadItem, to: string) => {
      const file = files.current.get(id);
      if (!file) return;
      const path = `/knowledge/sources/${to}/documents?${new URLSearchParams({ name })}`;
      const once = () => upload<DocumentTaken>(path, file, (sent) => set(id, { sent }));
      try {
        const { isNew } = await retried(once);
        set(id, { state: isNew ? 'done' : 'same', sent: file.size });
        void refresh(keys.documents, keys.knowledgeSources);
      } catch (error) {
        const again = !(error instanceof ApiProblem) || error.problem.retryable;
        set(id, { state: 'failed', problem: wordsFor(error).detail, again });
      }
    },
    [upload, refresh, set],
  );

  useEffect(() => {
    if (!sourceId) return;
    for (const item of nextOf(items, atOnce)) {
      // One effect may see an item twice before its new state is drawn.
      if (begun.current.has(item.id)) continue;
      begun.current.add(item.id);
      set(item.id, { state: 'sending', sent: 0, problem: null });
      void send(item, sourceId);
    }
  }, [items, sourceId, send, set]);

  const busy = isBusy(items);
  useEffect(() => {
    if (!busy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [busy]);

  const add = (dropped: readonly DroppedFile[]) => {
    const fresh = dropped.map(({ name, file }) => {
      const item = itemOf(v7(), { name, size: file.size });
      files.current.set(item.id, file);
      return item;
    });
    setItems((now) => [...now, ...fresh]);
  };
  const again = (id: string) => {
    begun.current.delete(id);
    set(id, { state: 'waiting' });
  };
  return { items, busy, add, again, clear: () => setItems([]) };
}

export type Uploads = ReturnType<typeof useUploads>;
