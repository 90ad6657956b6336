'use client';

import type { Run } from '@/lib/api-types.generated.ts';
import { cn } from '@/lib/cn.ts';
import { isFinal, runStateWords } from '@/lib/run-words.ts';
import { duration, exactTime } from '@/lib/time.ts';
import type { RunState } from '@/lib/types.ts';
import { useNow } from '@/lib/use-now.ts';

const dot = {
  neutral: 'bg-faint',
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  info: 'bg-info',
  replace: 'bg-replace',
} as const;

/** Every state the run was in, and for how long. */
export function Timeline({ run, state }: { run: Run; state: RunState }) {
  const open = !isFinal(state);
  const now = useNow(open ? 1_000 : 3_600_000);
  return (
    <section aria-label="Timeline" className="grid gap-2">
      <h2 className="font-semibold">Timeline</h2>
      <ol className="grid">
        {run.timeline.map((entry, at) => {
          const next = run.timeline[at + 1];
          const last = next === undefined;
          const until = next ? Date.parse(next.at) : open ? now : null;
          const { label, tone } = runStateWords[entry.state];
          return (
            <li key={`${entry.state} ${entry.at}`} className="grid grid-cols-[0.75rem_minmax(0,1fr)_auto] gap-x-2">
              <span aria-hidden className="flex flex-col items-center">
                <span
                  className={cn('mt-1.5 size-2 shrink-0 rounded-full', dot[tone], last && open && 'animate-pulse')}
                />
                {last ? null : <span className="w-px flex-1 bg-border" />}
              </span>
              <span className="pb-2">
                <span className={cn('block leading-5', last && 'font-medium')}>{label}</span>
                {entry.reason ? (
                  <span className="block text-muted text-xs [overflow-wrap:anywhere]">{entry.reason}</span>
                ) : null}
              </span>
              <time
                dateTime={entry.at}
                title={exactTime(entry.at)}
                className="text-muted text-xs leading-5 tabular-nums"
              >
                {until === null ? '' : duration(Math.max(0, until - Date.parse(entry.at)))}
              </time>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
