'use client';

import { Button } from '@/components/ui/button.tsx';
import type { RevisionWithFiles } from '@/lib/api-types.generated.ts';

type OvertakenProps = {
  latest: RevisionWithFiles;
  base: number | null;
  onCompare: () => void;
  onKeep: () => void;
  onTake: () => void;
};

/** Someone saved while one was editing. Which of the two stands is for people to say. */
export function Overtaken({ latest, base, onCompare, onKeep, onTake }: OvertakenProps) {
  const who = latest.byAgent ? 'The agent' : (latest.author?.name ?? 'Someone');
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-warn/30 border-b bg-warn-soft px-4 py-2 sm:px-6"
    >
      <p className="min-w-0 flex-1 basis-80">
        {who} saved revision {latest.number} ("{latest.reason}") while you were editing{' '}
        {base === null ? 'the first one' : `revision ${base}`}. Your edits are kept here.
      </p>
      <div className="flex flex-wrap gap-1.5">
        <Button size="sm" onClick={onCompare}>
          Compare
        </Button>
        <Button size="sm" onClick={onKeep}>
          Keep mine, on top of {latest.number}
        </Button>
        <Button size="sm" look="dangerPlain" onClick={onTake}>
          Drop mine
        </Button>
      </div>
    </div>
  );
}
