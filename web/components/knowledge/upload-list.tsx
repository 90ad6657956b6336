'use client';

import { CircleAlert, CircleCheck, CircleDashed, LoaderCircle, X } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { Progress } from '@/components/ui/progress.tsx';
import { bytes } from '@/lib/time.ts';
import { queueText, type UploadItem } from '@/lib/upload-queue.ts';
import type { Uploads } from '@/lib/use-uploads.ts';

const icons = {
  waiting: <CircleDashed className="size-4 shrink-0 text-faint" aria-label="Waiting" />,
  sending: <LoaderCircle className="size-4 shrink-0 animate-spin text-info" aria-label="Sending" />,
  done: <CircleCheck className="size-4 shrink-0 text-good" aria-label="Sent" />,
  same: <CircleCheck className="size-4 shrink-0 text-muted" aria-label="Known" />,
  failed: <CircleAlert className="size-4 shrink-0 text-bad" aria-label="Failed" />,
};

/** What is being sent; failures first, because they need somebody. */
export function UploadList({ uploads: { items, busy, again, clear } }: { uploads: Uploads }) {
  if (items.length === 0) return null;
  const ordered = items.toSorted((a, b) => rank[a.state] - rank[b.state]);
  return (
    <div className="panel grid shrink-0 gap-1 p-2" data-testid="uploads">
      <div className="flex items-center justify-between gap-2 px-1">
        <p role="status" className="text-xs">
          {queueText(items)}.{' '}
          <span className="text-muted">
            {busy
              ? 'Keep this page open until all of them are there.'
              : 'You can leave this page; they are being read.'}
          </span>
        </p>
        {busy ? null : (
          <Button size="iconSm" look="quiet" aria-label="Close the list of uploads" onClick={clear}>
            <X />
          </Button>
        )}
      </div>
      <ul className="max-h-48 overflow-y-auto">
        {ordered.map((item) => (
          <Line key={item.id} item={item} again={() => again(item.id)} />
        ))}
      </ul>
    </div>
  );
}

const rank = { failed: 0, sending: 1, waiting: 2, done: 3, same: 3 };

function Line({ item, again }: { item: UploadItem; again: () => void }) {
  const { name, size, sent, state, problem, again: worth } = item;
  return (
    <li className="flex items-start gap-2 px-1 py-1 text-xs" data-upload-state={state}>
      {icons[state]}
      <div className="min-w-0 flex-1">
        <p className="flex justify-between gap-3">
          <span className="truncate" title={name}>
            {name}
          </span>
          <span className="shrink-0 text-muted tabular-nums">
            {state === 'sending' ? `${bytes(sent)} of ${bytes(size)}` : bytes(size)}
          </span>
        </p>
        {state === 'sending' ? <Progress label={`Upload of ${name}`} share={size > 0 ? sent / size : null} /> : null}
        {state === 'same' ? <p className="text-muted">It is here already, byte by byte.</p> : null}
        {problem ? <p className="text-bad [overflow-wrap:anywhere]">{problem}</p> : null}
      </div>
      {state === 'failed' && worth ? (
        <Button size="sm" className="-my-1" onClick={again}>
          Try again
        </Button>
      ) : null}
    </li>
  );
}
