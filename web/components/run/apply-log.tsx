'use client';

import { ArrowDownToLine, Pause } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import { Input } from '@/components/ui/field.tsx';
import { cn } from '@/lib/cn.ts';
import type { LogLine, RunLog } from '@/lib/run-log.ts';
import { exactTime } from '@/lib/time.ts';
import { useWindow } from '@/lib/use-window.ts';

const rowHeight = 20;

const toneLook: Record<LogLine['tone'], string> = {
  plain: '',
  step: 'text-muted',
  state: 'font-semibold text-info',
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
};

const linesText = (count: number) => (count === 1 ? '1 line' : `${count} lines`);

const clock = (iso: string) => new Date(iso).toLocaleTimeString('en-GB');

/** Everything the run said, as it says it. Draws only the rows in sight: logs have thousands. */
export function ApplyLog({ log, live }: { log: RunLog; live: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState('');
  const [follow, setFollow] = useState(true);
  const wanted = filter.trim().toLowerCase();
  const lines = useMemo(
    () => (wanted ? log.lines.filter(({ text }) => text.toLowerCase().includes(wanted)) : log.lines),
    [log.lines, wanted],
  );
  const { first, end } = useWindow(box, lines.length, rowHeight);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new line moves the end
  useEffect(() => {
    if (follow) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [follow, lines.length]);
  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.clientHeight - element.scrollTop < rowHeight;
    if (atEnd !== follow) setFollow(atEnd);
  };
  return (
    <section aria-label="Log" className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold">Log</h2>
        <span className="text-muted text-xs tabular-nums">
          {wanted ? `${lines.length} of ${log.lines.length} lines` : linesText(log.lines.length)}
        </span>
        <div className="ml-auto flex items-center gap-1.5">
          <Input
            type="search"
            aria-label="Filter the log"
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            className="h-7 w-32 text-xs sm:w-48"
          />
          <CopyButton text={lines.map(({ at, text }) => `${at}  ${text}`).join('\n')} label="Copy the log" />
          {live ? (
            <Button size="sm" look="quiet" aria-pressed={follow} onClick={() => setFollow(!follow)}>
              {follow ? <Pause /> : <ArrowDownToLine />}
              {follow ? 'Following' : 'Follow'}
            </Button>
          ) : null}
        </div>
      </div>
      <div
        ref={box}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label="Lines of the log"
        data-testid="apply-log"
        className="panel max-h-80 min-h-20 overflow-auto py-1 bg-sunken font-mono text-xs"
      >
        {lines.length === 0 ? (
          <p className="p-3 font-sans text-muted">
            {wanted ? 'No line matches the filter.' : 'Nothing yet. Lines appear here as the run goes on.'}
          </p>
        ) : (
          <div className="relative min-w-max" style={{ height: lines.length * rowHeight }}>
            {lines.slice(first, end).map((line, at) => (
              <div
                key={line.id}
                className={cn('absolute left-0 flex h-5 gap-3 whitespace-pre px-3 leading-5', toneLook[line.tone])}
                style={{ top: (first + at) * rowHeight }}
              >
                <span className="select-none text-faint" title={exactTime(line.at)}>
                  {clock(line.at)}
                </span>
                {line.text}
              </div>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}
