'use client';

import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import type { Run } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { progressOf, type ResourceProgress, type RunLog } from '@/lib/run-log.ts';
import { duration } from '@/lib/time.ts';
import { useNow } from '@/lib/use-now.ts';

/** Operations, not resources: a replacement is two. */
export const operationsOf = ({ counts }: Run): number =>
  counts ? counts.create + counts.update + counts.destroy + 2 * counts.replace : 0;

export function Progress({ run, log }: { run: Run; log: RunLog }) {
  const { done, failed } = progressOf(log);
  const total = Math.max(operationsOf(run), log.resources.length);
  return (
    <section aria-label="Progress of the apply" className="panel overflow-hidden">
      <div className="flex items-center gap-3 px-3 py-2">
        <h2 className="font-medium">Apply</h2>
        <div
          role="progressbar"
          aria-label="Operations done"
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={done}
          className="h-1.5 flex-1 overflow-hidden rounded-full bg-border"
        >
          <div
            className={cn('h-full rounded-full transition-[width]', failed > 0 ? 'bg-bad' : 'bg-good')}
            style={{ width: `${(100 * (done + failed)) / Math.max(1, total)}%` }}
          />
        </div>
        <span className="text-muted text-xs tabular-nums">
          {done} of {total}
          {failed > 0 ? `, ${failed} failed` : ''}
        </span>
      </div>
      <ul className="max-h-64 divide-y divide-border/60 overflow-y-auto border-border border-t">
        {log.resources.map((resource, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one address can have two operations, and none moves
          <Row key={at} resource={resource} />
        ))}
      </ul>
    </section>
  );
}

function Row({ resource: { address, action, status, elapsedSeconds, startedAt } }: { resource: ResourceProgress }) {
  const running = status === 'running';
  const now = useNow(running ? 1_000 : 3_600_000);
  // Terraform counts whole seconds.
  const seconds = running ? Math.max(0, Math.floor((now - Date.parse(startedAt)) / 1_000)) : elapsedSeconds;
  return (
    <li className="flex items-center gap-2 px-3 py-1 text-xs">
      {running ? <LoaderCircle className="size-3.5 shrink-0 animate-spin text-info" aria-label="Running" /> : null}
      {status === 'done' ? <CircleCheck className="size-3.5 shrink-0 text-good" aria-label="Done" /> : null}
      {status === 'failed' ? <CircleX className="size-3.5 shrink-0 text-bad" aria-label="Failed" /> : null}
      <span className="min-w-0 flex-1 truncate font-mono" title={address}>
        {address}
      </span>
      <span className="text-muted">{action}</span>
      <span className="w-16 text-right text-muted tabular-nums">
        {seconds === null ? '' : seconds < 60 ? `${seconds} s` : duration(seconds * 1_000)}
      </span>
    </li>
  );
}
