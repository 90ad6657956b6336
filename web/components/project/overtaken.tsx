'use client';

import { Button } from '@/components/ui/button.tsx';
import type { RevisionWithFiles } from '@/lib/api-types.generated.ts';
import { type Files, onTopOf } from '@/lib/draft.ts';
import { useRevision } from '@/lib/queries.ts';

type OvertakenProps = {
  latest: RevisionWithFiles;
  /** The revision that was edited; null: there was none. */
  base: number | null;
  files: Files;
  onCompare: () => void;
  onKeep: (merged: Files) => void;
  onTake: () => void;
};

/** Someone saved while one was editing. What stands is for people to say; nothing of either is lost unseen. */
export function Overtaken({ latest, base, files, onCompare, onKeep, onTake }: OvertakenProps) {
  const before = useRevision(latest.projectId, base);
  const baseFiles = base === null ? {} : before.data?.contents;
  const merge = baseFiles ? onTopOf(latest.contents, baseFiles, files) : null;
  const who = latest.byAgent ? 'The agent' : (latest.author?.name ?? 'Someone');
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-warn/30 border-b bg-warn-soft px-4 py-2 sm:px-6"
    >
      <p className="min-w-0 flex-1 basis-80">
        {who} saved revision {latest.number} ("{latest.reason}") while you were editing{' '}
        {base === null ? 'the first one' : `revision ${base}`}. Your edits are kept here.
        {merge && merge.bothChanged.length > 0 ? ` Both of you changed ${merge.bothChanged.join(', ')}.` : ''}
      </p>
      <div className="flex flex-wrap gap-1.5">
        <Button size="sm" onClick={onCompare}>
          Compare
        </Button>
        <Button size="sm" disabled={!merge} onClick={() => merge && onKeep(merge.files)}>
          Put mine on top of {latest.number}
        </Button>
        <Button size="sm" look="dangerPlain" onClick={onTake}>
          Drop mine
        </Button>
      </div>
    </div>
  );
}
