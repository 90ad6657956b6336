'use client';

import { Badge } from '@/components/ui/badge.tsx';
import { cn } from '@/lib/cn.ts';
import { changesBetween, type FileChange, type Files } from '@/lib/draft.ts';
import { diffLines, withContext } from '@/lib/plan-value.ts';

const words: Record<FileChange['kind'], { label: string; tone: 'good' | 'bad' | 'warn' }> = {
  added: { label: 'new', tone: 'good' },
  removed: { label: 'removed', tone: 'bad' },
  changed: { label: 'changed', tone: 'warn' },
};

/** All files that differ, one below the other. */
export function FilesDiff({ before, after }: { before: Files; after: Files }) {
  const changes = changesBetween(before, after);
  if (changes.length === 0) return <p className="text-muted">The files are the same.</p>;
  return (
    <div className="grid gap-3">
      {changes.map(({ path, kind }) => (
        <section key={path} aria-label={path} className="panel min-w-0 overflow-hidden">
          <h3 className="flex items-center gap-2 border-border border-b bg-sunken px-3 py-1.5 font-mono text-xs">
            <span className="truncate">{path}</span>
            <Badge tone={words[kind].tone} className="font-sans">
              {words[kind].label}
            </Badge>
          </h3>
          <FileDiff before={before[path] ?? ''} after={after[path] ?? ''} />
        </section>
      ))}
    </div>
  );
}

function FileDiff({ before, after }: { before: string; after: string }) {
  const rows = withContext(diffLines(before, after));
  return (
    <pre className="overflow-x-auto py-1 font-mono text-xs leading-5">
      {rows.map((row, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat, and only their place tells them apart
          key={at}
          className={cn(
            'min-w-max px-3',
            row?.kind === 'added' && 'bg-good-soft text-good',
            row?.kind === 'removed' && 'bg-bad-soft text-bad',
            row === null && 'bg-sunken text-faint',
          )}
        >
          {row === null ? '⋯' : `${{ same: ' ', added: '+', removed: '−' }[row.kind]} ${row.text}`}
        </div>
      ))}
    </pre>
  );
}
