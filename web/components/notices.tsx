'use client';

import { CircleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/lib/cn.ts';
import { wordsFor } from '@/lib/problem.ts';

/** What is missing here, and what to do about it. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
}: {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-border border-dashed px-6 py-10 text-center">
      <Icon className="size-6 text-faint" aria-hidden />
      <h2 className="font-medium">{title}</h2>
      <p className="max-w-md text-muted">{children}</p>
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}

/** What happened, what to do, and a way to try again. */
export function ProblemNotice({ error, retry, className }: { error: unknown; retry?: () => void; className?: string }) {
  const { title, detail, retryable, requestId } = wordsFor(error);
  return (
    <div role="alert" className={cn('flex gap-2.5 rounded-md border border-bad/30 bg-bad-soft p-3 text-sm', className)}>
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad" aria-hidden />
      <div className="grid min-w-0 gap-1">
        <p className="font-medium text-bad">{title}</p>
        <p className="[overflow-wrap:anywhere]">{detail}</p>
        {requestId ? <p className="font-mono text-muted text-xs">Request {requestId}</p> : null}
        {retry && retryable ? (
          <div className="mt-1">
            <Button size="sm" onClick={retry}>
              Try again
            </Button>
          </div>
        ) : null}
      </div>
    </div>
  );
}

/** A line of a page's own: not an error of a call, but something to know. */
export function Callout({
  tone,
  title,
  children,
}: {
  tone: 'warn' | 'bad' | 'info';
  title: string;
  children?: ReactNode;
}) {
  const look = {
    warn: 'border-warn/30 bg-warn-soft',
    bad: 'border-bad/30 bg-bad-soft',
    info: 'border-info/30 bg-info-soft',
  }[tone];
  const ink = { warn: 'text-warn', bad: 'text-bad', info: 'text-info' }[tone];
  return (
    <div className={cn('rounded-md border p-3', look)}>
      <p className={cn('font-medium', ink)}>{title}</p>
      {children ? <div className="mt-1 text-sm [overflow-wrap:anywhere]">{children}</div> : null}
    </div>
  );
}
