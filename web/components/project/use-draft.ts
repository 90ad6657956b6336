'use client';

import { useCallback, useEffect, useState } from 'react';
import type { RevisionWithFiles } from '@/lib/api-types.generated.ts';
import { changesBetween, type Draft, type Files, parseDraft } from '@/lib/draft.ts';

const place = (projectId: string) => `aurora.draft.${projectId}`;

/**
 * The files as they are being edited. The tab keeps unsaved edits, so that a look at another page does not
 * lose them; they are never written anywhere else.
 *
 * @param latest null: the project has no revision yet
 */
export function useDraft(projectId: string, latest: RevisionWithFiles | null) {
  const [draft, setDraft] = useState<Draft | null>(() =>
    typeof window === 'undefined' ? null : parseDraft(sessionStorage.getItem(place(projectId))),
  );
  const latestFiles = latest?.contents ?? {};
  const files = draft?.files ?? latestFiles;
  const changes = changesBetween(latestFiles, files);

  useEffect(() => {
    if (draft) sessionStorage.setItem(place(projectId), JSON.stringify(draft));
    else sessionStorage.removeItem(place(projectId));
  }, [draft, projectId]);

  const dirty = draft !== null && changes.length > 0;
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);

  const base = latest?.number ?? null;
  const edit = useCallback(
    (change: (files: Files) => Files) =>
      setDraft((now) => ({ base: now ? now.base : base, files: change(now?.files ?? latestFiles) })),
    [base, latestFiles],
  );
  const drop = useCallback(() => setDraft(null), []);
  /** The edits, now on top of what was saved meanwhile. */
  const moveOn = useCallback((merged: Files) => setDraft({ base, files: merged }), [base]);
  return {
    files,
    changes,
    dirty,
    base: draft ? draft.base : base,
    overtaken: dirty && draft.base !== base,
    edit,
    drop,
    moveOn,
  };
}
